// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.bench.engine;

import static io.dio.bench.engine.Figure.CACHED_PAGES;
import static io.dio.bench.engine.Figure.COMMITS_PER_SECOND;
import static io.dio.bench.engine.Figure.CPU_MICROS_PER_OPERATION;
import static io.dio.bench.engine.Figure.DEVICE_SHARE;
import static io.dio.bench.engine.Figure.FLUSHES_PER_COMMIT;
import static io.dio.bench.engine.Figure.INDEX_MEBIBYTES_PER_SECOND;
import static io.dio.bench.engine.Figure.LOOKUPS_PER_SECOND;
import static io.dio.bench.engine.Figure.MEBIBYTES_PER_SECOND;
import static io.dio.bench.engine.Figure.MERGE_MEBIBYTES_PER_SECOND;
import static io.dio.bench.engine.Figure.MILLIS;
import static io.dio.bench.engine.Figure.QUERY_COLD_MICROS;
import static io.dio.bench.engine.Figure.QUERY_COLD_P99_MICROS;
import static io.dio.bench.engine.Figure.QUERY_MERGED_P99_MICROS;
import static io.dio.bench.engine.Figure.QUERY_WARM_MICROS;
import static io.dio.bench.engine.Figure.READS_PER_SECOND;
import static io.dio.bench.engine.Figure.RERANK_COLD_MILLIS;
import static io.dio.bench.engine.Figure.RERANK_COLD_P99_MILLIS;
import static io.dio.bench.engine.Figure.RERANK_WARM_MILLIS;
import static io.dio.bench.engine.Figure.STARVED_SHARE;
import static io.dio.bench.engine.Figure.SYNCS_PER_COMMIT;
import static io.dio.bench.engine.Figure.THREADS_WITHOUT_A_TURN;
import static io.dio.bench.engine.Figure.WAKES_IN_TIME;

import java.util.List;
import java.util.Locale;
import java.util.Set;

/** The jobs that engines know, by their names in {@code --job}. */
public enum EngineKind {
  /** Threads write a record each to a log and wait until it is durable. */
  WAL("write a record to a log and wait for its commit", "filechannel leader"),
  /** One thread streams several sorted runs into one output. */
  MERGE("stream four runs into one output", "filechannel direct"),
  /** One query reads many vectors from random places, cold. */
  RERANK("read a batch of random vectors, cold", "filechannel virtual"),
  /** Many virtual threads look up blocks behind a cache. */
  POINTS("look up blocks behind a cache, on virtual threads", "filechannel direct"),
  /** Lucene writes an index, searches it, reranks by vectors and merges it, over a directory. */
  LUCENE("index, search, rerank and merge with Lucene", "lucene mmap");

  private static final Set<String> OPTIONS_OF_ALL =
      Set.of(
          "--job",
          "--backend",
          "--rounds",
          "--file",
          "--size",
          "--seed",
          "--json",
          "--wide",
          "--html",
          "--svg",
          "--help",
          "--version");

  private final String description;
  private final String reference;

  EngineKind(String description, String reference) {
    this.description = description;
    this.reference = reference;
  }

  /** {@return the work in words} */
  public String description() {
    return description;
  }

  /** {@return the name of the contender with which all others are compared} */
  public String reference() {
    return reference;
  }

  /** {@return the size of the file if the user gives none} */
  public long defaultFileBytes() {
    return switch (this) {
      case WAL, LUCENE -> 256L << 20;
      case MERGE, RERANK, POINTS -> 512L << 20;
    };
  }

  /** {@return the settings if the user gives none} */
  public EngineSettings defaults() {
    return switch (this) {
      case WAL -> new EngineSettings(4096, List.of(64), List.of(false), true, 1, 1);
      case MERGE -> new EngineSettings(256 << 10, List.of(1), List.of(false), false, 16, 1);
      case RERANK -> new EngineSettings(4096, List.of(64), List.of(true), false, 1, 1000);
      case POINTS -> new EngineSettings(4096, List.of(1024), List.of(true), false, 1, 1);
      case LUCENE -> new EngineSettings(4096, List.of(1), List.of(false), false, 1, 200);
    };
  }

  /** {@return the figures of a turn, the most important one first} */
  public List<Figure> figures() {
    return switch (this) {
      case WAL ->
          List.of(
              COMMITS_PER_SECOND, CPU_MICROS_PER_OPERATION, SYNCS_PER_COMMIT, FLUSHES_PER_COMMIT);
      case MERGE -> List.of(MEBIBYTES_PER_SECOND, CPU_MICROS_PER_OPERATION, CACHED_PAGES);
      case RERANK -> List.of(MILLIS, CPU_MICROS_PER_OPERATION, DEVICE_SHARE);
      case POINTS ->
          List.of(
              LOOKUPS_PER_SECOND,
              READS_PER_SECOND,
              CPU_MICROS_PER_OPERATION,
              THREADS_WITHOUT_A_TURN,
              STARVED_SHARE,
              WAKES_IN_TIME);
      case LUCENE ->
          List.of(
              RERANK_COLD_MILLIS,
              QUERY_COLD_MICROS,
              MERGE_MEBIBYTES_PER_SECOND,
              CACHED_PAGES,
              RERANK_COLD_P99_MILLIS,
              RERANK_WARM_MILLIS,
              DEVICE_SHARE,
              QUERY_COLD_P99_MICROS,
              QUERY_WARM_MICROS,
              QUERY_MERGED_P99_MICROS,
              INDEX_MEBIBYTES_PER_SECOND,
              CPU_MICROS_PER_OPERATION);
    };
  }

  /** {@return the most important figure} */
  public Figure mainFigure() {
    return figures().getFirst();
  }

  /** {@return whether an option of {@code dio compare} has a meaning for this job} */
  public boolean takes(String option) {
    return OPTIONS_OF_ALL.contains(option) || options().contains(option);
  }

  private Set<String> options() {
    return switch (this) {
      case WAL -> Set.of("--threads", "--virtual", "--buffered", "--block", "--seconds");
      case MERGE -> Set.of("--block", "--depth", "--keep");
      case RERANK -> Set.of("--block", "--batch", "--threads", "--seconds", "--keep");
      case POINTS -> Set.of("--block", "--threads", "--seconds", "--keep");
      case LUCENE -> Set.of("--batch");
    };
  }

  /** {@return whether a turn lasts as long as the user says, and not as long as the work takes} */
  public boolean isTimed() {
    return takes("--seconds");
  }

  /** {@return the name on the command line and in reports} */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
