// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.bench.engine.reads;

import io.dio.align.AlignedMemory;
import io.dio.bench.backend.BackendKind;
import io.dio.bench.backend.BackendUnavailableException;
import io.dio.bench.engine.EngineContender;
import io.dio.bench.engine.EngineSettings;
import io.dio.bench.engine.EngineTurn;
import io.dio.bench.engine.Figure;
import io.dio.bench.engine.Findings;
import io.dio.bench.engine.Schedulers;
import io.dio.bench.engine.TurnPlan;
import io.dio.bench.engine.Usage;
import io.dio.bench.job.Access;
import io.dio.bench.job.JobFile;
import io.dio.bench.job.PageCache;
import io.dio.bench.job.Permutation;
import io.dio.bench.pattern.Contents;
import io.dio.bench.probe.SystemFiles;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * One query of a search engine reads its candidates' vectors from random places of a file that is
 * not in the page cache. It needs all of them before it goes on.
 *
 * <p>A turn repeats the query with other places until its time is over. Before each query the file
 * is evicted, and afterwards every vector is compared. Only the reads are measured.
 */
public final class RerankJob {
  private final JobFile file;
  private final Optional<Contents> contents;
  private final EngineSettings settings;

  /** Opens the file and makes the reader of its vectors. */
  @FunctionalInterface
  private interface Opener {
    VectorReader open(MemorySegment memory, Findings findings)
        throws IOException, BackendUnavailableException;
  }

  /**
   * Prepares the job without any action.
   *
   * @param contents the bytes of the file; empty if they are not known and cannot be compared
   */
  public RerankJob(JobFile file, Optional<Contents> contents, EngineSettings settings) {
    this.file = file;
    this.contents = contents;
    this.settings = settings;
  }

  /** {@return the contenders} */
  public List<EngineContender> contenders() {
    List<EngineContender> contenders = new ArrayList<>();
    contenders.add(
        contender("filechannel loop", BackendKind.FILECHANNEL, 1, false, spread(false, 0)));
    for (int threads : settings.threads()) {
      contenders.add(
          contender(
              "filechannel virtual",
              BackendKind.FILECHANNEL,
              threads,
              true,
              spread(false, threads)));
      contenders.add(
          contender(
              "filechannel direct", BackendKind.FILECHANNEL, threads, true, spread(true, threads)));
    }
    contenders.add(contender("mmap", BackendKind.MMAP, 1, false, this::mapped));
    contenders.add(contender("mmap willneed", BackendKind.MMAP, 1, false, this::announced));
    for (BackendKind kind : Schedulers.kinds()) {
      contenders.add(contender(kind + " batch", kind, 1, false, batch(kind)));
    }
    return contenders;
  }

  private Opener spread(boolean direct, int virtualThreads) {
    return (memory, findings) ->
        new SpreadReader(
            Backends.open(BackendKind.FILECHANNEL, file.path(), direct, findings),
            memory,
            settings.blockByteSize(),
            virtualThreads);
  }

  private VectorReader mapped(MemorySegment memory, Findings findings)
      throws IOException, BackendUnavailableException {
    return new SpreadReader(
        Backends.open(BackendKind.MMAP, file.path(), false, findings),
        memory,
        settings.blockByteSize(),
        0);
  }

  private VectorReader announced(MemorySegment memory, Findings findings)
      throws IOException, BackendUnavailableException {
    return new MappedReader(
        Backends.open(BackendKind.MMAP, file.path(), false, findings),
        memory,
        settings.blockByteSize());
  }

  private Opener batch(BackendKind kind) {
    return (memory, findings) ->
        new BatchReader(
            ScheduledReads.open(kind, file.path(), settings.batch(), true, findings),
            memory,
            settings.blockByteSize());
  }

  private EngineContender contender(
      String name, BackendKind backend, int threads, boolean virtual, Opener opener) {
    boolean mapped = backend == BackendKind.MMAP;
    return new EngineContender(
        name,
        backend,
        "",
        threads,
        virtual,
        (plan, findings) -> take(opener, mapped, plan, findings));
  }

  private EngineTurn take(Opener opener, boolean mapped, TurnPlan plan, Findings findings)
      throws IOException, InterruptedException, BackendUnavailableException {
    // It is freed when it becomes unreachable. A scheduler that died refers to it.
    MemorySegment memory =
        AlignedMemory.allocate((long) settings.batch() * settings.blockByteSize(), Arena.ofAuto())
            .segment();
    MemorySegment vectors = memory.asSlice(0, (long) settings.batch() * settings.blockByteSize());
    Queries queries = new Queries(vectors, findings, plan.seed());
    if (mapped) {
      // The kernel evicts no page that is mapped. So the file is mapped again for each query.
      repeat(plan.warmUpNanos(), () -> queries.runAlone(opener));
      return queries.figures(repeat(plan.measuredNanos(), () -> queries.runAlone(opener)));
    }
    try (VectorReader reader = opener.open(vectors, findings)) {
      repeat(plan.warmUpNanos(), () -> queries.run(reader));
      return queries.figures(repeat(plan.measuredNanos(), () -> queries.run(reader)));
    }
  }

  /** One query. */
  @FunctionalInterface
  private interface Query {
    Cost run() throws IOException, InterruptedException, BackendUnavailableException;
  }

  /**
   * The cost of queries.
   *
   * @param queries their number
   * @param used the clock and processor time of the reads
   * @param deviceBytes bytes read from devices; NaN if the system does not report them
   */
  private record Cost(int queries, Usage used, double deviceBytes) {
    Cost plus(Cost other) {
      return new Cost(
          queries + other.queries, used.plus(other.used), deviceBytes + other.deviceBytes);
    }
  }

  /** Repeats a query until the reads have taken so long, and at least once. */
  private static Cost repeat(long nanos, Query query)
      throws IOException, InterruptedException, BackendUnavailableException {
    Cost sum = query.run();
    while (sum.used().nanos() < nanos) {
      sum = sum.plus(query.run());
    }
    return sum;
  }

  /** The queries of one turn. */
  private final class Queries {
    private final MemorySegment memory;
    private final Findings findings;
    private final long seed;
    private long count;

    Queries(MemorySegment memory, Findings findings, long seed) {
      this.memory = memory;
      this.findings = findings;
      this.seed = seed;
    }

    Cost runAlone(Opener opener)
        throws IOException, InterruptedException, BackendUnavailableException {
      PageCache.prepare(file, Access.RANDREAD, false);
      try (VectorReader reader = opener.open(memory, findings)) {
        return read(reader);
      }
    }

    Cost run(VectorReader reader) throws IOException, InterruptedException {
      PageCache.prepare(file, Access.RANDREAD, false);
      return read(reader);
    }

    private Cost read(VectorReader reader) throws IOException, InterruptedException {
      long[] offsets = nextOffsets();
      Contents.scribble(memory, 0, memory.byteSize());
      OptionalLong deviceBefore = SystemFiles.ofThisSystem().deviceReadBytes();
      Usage before = Usage.now();
      reader.read(offsets);
      Usage used = Usage.now().since(before);
      OptionalLong deviceAfter = SystemFiles.ofThisSystem().deviceReadBytes();
      contents.ifPresent(expected -> check(expected, offsets));
      return new Cost(
          1,
          used,
          deviceBefore.isPresent() && deviceAfter.isPresent()
              ? deviceAfter.getAsLong() - deviceBefore.getAsLong()
              : Double.NaN);
    }

    /** {@return as many places as a query reads, each another one unless the file is too small} */
    private long[] nextOffsets() {
      long blocks = file.byteSize() / settings.blockByteSize();
      Permutation permutation = new Permutation(blocks, seed + 31 * count++);
      long[] offsets = new long[settings.batch()];
      for (int i = 0; i < offsets.length; i++) {
        offsets[i] = permutation.at(i % blocks) * settings.blockByteSize();
      }
      return offsets;
    }

    private void check(Contents expected, long[] offsets) {
      for (int i = 0; i < offsets.length; i++) {
        expected
            .check(
                memory, (long) i * settings.blockByteSize(), offsets[i], settings.blockByteSize())
            .ifPresentOrElse(findings::mismatch, () -> findings.verified(settings.blockByteSize()));
      }
    }

    EngineTurn figures(Cost cost) {
      long reads = (long) cost.queries() * settings.batch();
      return EngineTurn.empty()
          .with(Figure.MILLIS, cost.used().seconds() * 1e3 / cost.queries())
          .with(Figure.CPU_MICROS_PER_OPERATION, cost.used().cpuMicrosPer(reads))
          .with(
              Figure.DEVICE_SHARE,
              cost.deviceBytes() / ((double) reads * settings.blockByteSize()));
    }
  }
}
