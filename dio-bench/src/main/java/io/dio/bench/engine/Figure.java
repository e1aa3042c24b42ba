// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.bench.engine;

import java.util.Locale;

/** A measured figure of a turn, by its name in reports. */
public enum Figure {
  /** Records per second that were acknowledged as durable. */
  COMMITS_PER_SECOND("commitsPerSecond", "commits/s", "%,.0f", 1),
  /** Sync calls per acknowledged record, where this program counts them. */
  SYNCS_PER_COMMIT("syncsPerCommit", "syncs/commit", "%.3f", 1),
  /** Flushes that the whole device executed, per acknowledged record. */
  FLUSHES_PER_COMMIT("flushesPerCommit", "flushes/commit", "%.3f", 1),
  /** MiB of output per second, the final sync included. */
  MEBIBYTES_PER_SECOND("mebibytesPerSecond", "MiB/s", "%,.0f", 1),
  /** Pages of input and output that are in the page cache at the end. */
  CACHED_PAGES("cachedPages", "pages cached", "%,.0f", 1),
  /** Milliseconds for all reads of one batch. */
  MILLIS("millis", "ms", "%,.2f", 1),
  /** Milliseconds of half of the reranks by vectors that are not in memory. */
  RERANK_COLD_MILLIS("rerankColdP50Millis", "rerank cold ms", "%,.2f", 1),
  /** Milliseconds of 99 per cent of them. */
  RERANK_COLD_P99_MILLIS("rerankColdP99Millis", "cold p99 ms", "%,.2f", 1),
  /** Milliseconds of half of the same reranks, when they are repeated. */
  RERANK_WARM_MILLIS("rerankWarmP50Millis", "rerank warm ms", "%,.2f", 1),
  /** Microseconds of half of the term queries after the index was dropped from memory. */
  QUERY_COLD_MICROS("queryColdP50Micros", "query cold us", "%,.0f", 1),
  /** Microseconds of 99 per cent of them. */
  QUERY_COLD_P99_MICROS("queryColdP99Micros", "cold p99 us", "%,.0f", 1),
  /** Microseconds of half of the same term queries, when they are repeated. */
  QUERY_WARM_MICROS("queryWarmP50Micros", "query warm us", "%,.0f", 1),
  /** Microseconds of 99 per cent of the term queries right after the merge. */
  QUERY_MERGED_P99_MICROS("queryMergedP99Micros", "merged p99 us", "%,.0f", 1),
  /** MiB per second of documents and vectors that were indexed and committed. */
  INDEX_MEBIBYTES_PER_SECOND("indexMebibytesPerSecond", "index MiB/s", "%,.0f", 1),
  /** MiB of the index per second that were merged into one segment and committed. */
  MERGE_MEBIBYTES_PER_SECOND("mergeMebibytesPerSecond", "merge MiB/s", "%,.0f", 1),
  /** Bytes read from the device per byte that was asked for. */
  DEVICE_SHARE("deviceShare", "device", "%.0f %%", 100),
  /** Lookups per second, over all threads. */
  LOOKUPS_PER_SECOND("lookupsPerSecond", "lookups/s", "%,.0f", 1),
  /** Reads of the file per second, over all threads. */
  READS_PER_SECOND("readsPerSecond", "IOPS", "%,.0f", 1),
  /** Threads that completed no lookup in the measured time. */
  THREADS_WITHOUT_A_TURN("threadsWithoutATurn", "threads starved", "%,.0f", 1),
  /** The same as a share of all threads. */
  STARVED_SHARE("starvedShare", "starved", "%.0f %%", 100),
  /** The share of its turns in which a thread that sleeps woke. */
  WAKES_IN_TIME("wakesInTime", "wakes in time", "%.0f %%", 100),
  /** Processor time of the process per operation, in microseconds. */
  CPU_MICROS_PER_OPERATION("cpuMicrosPerOp", "CPU us/op", "%,.1f", 1);

  private final String key;
  private final String heading;
  private final String format;
  private final double scale;

  Figure(String key, String heading, String format, double scale) {
    this.key = key;
    this.heading = heading;
    this.format = format;
    this.scale = scale;
  }

  /** {@return the name in JSON} */
  public String key() {
    return key;
  }

  /** {@return the name in tables and charts} */
  public String heading() {
    return heading;
  }

  /** {@return whether a smaller value is the better one} */
  public boolean isSmallerBetter() {
    return this == MILLIS || this == RERANK_COLD_MILLIS;
  }

  /** {@return whether it is a share, which people read in per cent} */
  public boolean isShare() {
    return scale != 1;
  }

  /** {@return a value for people} Shares are shown in per cent. */
  public String text(double value) {
    return String.format(Locale.ROOT, format, value * scale);
  }
}
