// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.bench;

import io.dio.bench.backend.BackendKind;
import io.dio.bench.backend.Features;
import io.dio.bench.engine.EngineKind;
import io.dio.bench.engine.EngineSettings;
import io.dio.bench.job.Access;
import io.dio.bench.job.Beside;
import io.dio.bench.job.Job;
import io.dio.bench.job.JobMatrix;
import io.dio.bench.job.UsageException;
import io.dio.iosched.Polling;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;
import picocli.CommandLine.Option;

/**
 * The options that together define the rows: each takes a list, and each combination of values is a
 * row.
 */
final class JobOptions {
  private static final int MIN_BLOCK_BYTES = 512;
  private static final long MAX_BLOCK_BYTES = 1L << 30;
  private static final int MAX_THREADS = 1 << 14;
  private static final int MAX_DEPTH = 1 << 16;

  /** The kernel's limit, IORING_MAX_ENTRIES. A batch of this size is in flight as a whole. */
  private static final int MAX_RING_DEPTH = 1 << 15;

  /**
   * Each scheduler has a thread and a ring, whose memory may count against the limit of locked
   * memory.
   */
  private static final int MAX_SCHEDULERS = 256;

  private static final int MAX_ROWS = 1000;

  @Option(
      names = "--backend",
      split = ",",
      paramLabel = "NAME",
      defaultValue = "uring,posix",
      converter = NameConverter.OfBackend.class,
      description = "The backends: ${COMPLETION-CANDIDATES}. Default: ${DEFAULT-VALUE}.")
  private List<BackendKind> backends;

  @Option(
      names = "--rw",
      split = ",",
      paramLabel = "WHAT",
      defaultValue = "randread",
      converter = NameConverter.OfAccess.class,
      description = "The access pattern: ${COMPLETION-CANDIDATES}. Default: ${DEFAULT-VALUE}.")
  private List<Access> accesses;

  @Option(
      names = "--block",
      split = ",",
      paramLabel = "SIZE",
      defaultValue = "4k",
      converter = ByteSizeConverter.class,
      description = "Bytes of one operation, a multiple of 512. Default: ${DEFAULT-VALUE}.")
  private List<Long> blockByteSizes;

  @Option(
      names = "--threads",
      split = ",",
      paramLabel = "N",
      defaultValue = "1",
      description = "The number of threads. Default: ${DEFAULT-VALUE}.")
  private List<Integer> threads;

  @Option(
      names = "--virtual",
      split = ",",
      arity = "0..1",
      paramLabel = "BOOL",
      defaultValue = "false",
      fallbackValue = "true",
      description = "Virtual threads instead of platform threads; --virtual=false,true for both.")
  private List<Boolean> virtual;

  @Option(
      names = "--depth",
      split = ",",
      paramLabel = "N",
      defaultValue = "64",
      description =
          "How many operations one thread keeps outstanding. Backends that block "
              + "have only a row with depth 1. Default: ${DEFAULT-VALUE}.")
  private List<Integer> depths;

  @Option(
      names = "--buffered",
      split = ",",
      arity = "0..1",
      paramLabel = "BOOL",
      defaultValue = "false",
      fallbackValue = "true",
      description = "Use the page cache instead of direct I/O; --buffered=false,true for both.")
  private List<Boolean> buffered;

  @Option(
      names = "--slab",
      split = ",",
      arity = "0..1",
      paramLabel = "BOOL",
      defaultValue = "false",
      fallbackValue = "true",
      description = "Use buffers of a slab, registered with the kernel if possible.")
  private List<Boolean> slab;

  @Option(
      names = "--durable",
      split = ",",
      arity = "0..1",
      paramLabel = "BOOL",
      defaultValue = "false",
      fallbackValue = "true",
      description = "Each write is durable when it completes.")
  private List<Boolean> durable;

  @Option(
      names = "--chain",
      split = ",",
      arity = "0..1",
      paramLabel = "BOOL",
      defaultValue = "false",
      fallbackValue = "true",
      description =
          "Each operation is one submission. It opens the file into a slot, reads "
              + "or writes, and closes it. A write also allocates before and syncs "
              + "after.")
  private List<Boolean> chain;

  @Option(
      names = "--coalesce",
      split = ",",
      arity = "0..1",
      paramLabel = "BOOL",
      defaultValue = "true",
      fallbackValue = "true",
      description =
          "Merge writes that are neighbours in the file and in the queue; --coalesce=true,false for"
              + " both. Default: ${DEFAULT-VALUE}.")
  private List<Boolean> coalesce;

  @Option(
      names = "--inline-reads",
      split = ",",
      arity = "0..1",
      paramLabel = "BOOL",
      defaultValue = "true",
      fallbackValue = "true",
      description =
          "Let the submitting thread serve reads from the page cache; false hands "
              + "every operation over. Default: ${DEFAULT-VALUE}.")
  private List<Boolean> inlineReads;

  @Option(
      names = "--polling",
      split = ",",
      paramLabel = "HOW",
      defaultValue = "none",
      converter = NameConverter.OfPolling.class,
      description =
          "Poll the device for completions of a ring: none, busy, hybrid, or several of them."
              + " Default: ${DEFAULT-VALUE}.")
  private List<Polling> polling;

  @Option(
      names = "--batch",
      split = ",",
      paramLabel = "N",
      defaultValue = "0",
      description =
          "Submit N operations at a time in one batch; the depth is then at least "
              + "N. 0 submits each alone. Default: ${DEFAULT-VALUE}.")
  private List<Integer> batches;

  @Option(
      names = "--schedulers",
      split = ",",
      paramLabel = "N",
      defaultValue = "1",
      description =
          "How many schedulers use the file side by side. The threads are "
              + "assigned to them in turn, so there are at most as many schedulers as "
              + "threads. Backends without a scheduler have one row. Default: ${DEFAULT-VALUE}.")
  private List<Integer> schedulers;

  @Option(
      names = "--beside",
      split = ",",
      paramLabel = "WHAT",
      defaultValue = "none",
      converter = NameConverter.OfBeside.class,
      description =
          "The activity beside a row: ${COMPLETION-CANDIDATES}. With sync, "
              + "another thread writes 1 MiB to a second file and makes it durable, "
              + "over and over, through the row's scheduler if it has one. Its "
              + "processor time and allocations count for the rows of dio, but not its "
              + "operations. Default: ${DEFAULT-VALUE}.")
  private List<Beside> beside;

  /** {@return the jobs, all of which make sense on this machine} */
  List<Job> jobs() throws UsageException {
    for (long size : blockByteSizes) {
      requireBlock(size);
    }
    requireWithin("--threads", threads, MAX_THREADS);
    requireWithin("--depth", depths, MAX_DEPTH);
    requireWithin("--schedulers", schedulers, MAX_SCHEDULERS);
    List<Job> jobs =
        new JobMatrix(
                backends,
                accesses,
                blockByteSizes.stream().map(Math::toIntExact).toList(),
                threads,
                virtual,
                depths,
                buffered,
                features(),
                beside)
            .jobs();
    require(
        jobs.size() <= MAX_ROWS,
        "%d combinations of options are more than %d rows".formatted(jobs.size(), MAX_ROWS));
    return jobs;
  }

  /**
   * {@return the settings of a job that engines know}
   *
   * @param kind the job; its own defaults stand in for options that were not given
   * @param isGiven tells whether an option was given
   */
  EngineSettings engineSettings(EngineKind kind, Predicate<String> isGiven) throws UsageException {
    EngineSettings defaults = kind.defaults();
    long block =
        isGiven.test("--block") ? one("--block", kind, blockByteSizes) : defaults.blockByteSize();
    requireBlock(block);
    requireWithin("--threads", threads, MAX_THREADS);
    requireWithin("--depth", depths, MAX_DEPTH);
    int batch = isGiven.test("--batch") ? one("--batch", kind, batches) : defaults.batch();
    require(
        batch >= 1 && batch <= MAX_RING_DEPTH,
        "--batch %d is not within 1 and %d".formatted(batch, MAX_RING_DEPTH));
    return new EngineSettings(
        Math.toIntExact(block),
        isGiven.test("--threads") ? List.copyOf(threads) : defaults.threads(),
        isGiven.test("--virtual") ? List.copyOf(virtual) : defaults.virtual(),
        isGiven.test("--buffered") ? one("--buffered", kind, buffered) : defaults.buffered(),
        isGiven.test("--depth") ? one("--depth", kind, depths) : defaults.depth(),
        batch);
  }

  private static <T> T one(String option, EngineKind kind, List<T> values) throws UsageException {
    require(
        values.size() == 1, "%s takes one value with --job %s, not a list".formatted(option, kind));
    return values.getFirst();
  }

  /** {@return the backends of the rows} */
  Set<BackendKind> backends() {
    return EnumSet.copyOf(backends);
  }

  private static void requireBlock(long size) throws UsageException {
    require(
        size >= MIN_BLOCK_BYTES && size <= MAX_BLOCK_BYTES && size % MIN_BLOCK_BYTES == 0,
        "--block %d is not a multiple of %d from %d to %d"
            .formatted(size, MIN_BLOCK_BYTES, MIN_BLOCK_BYTES, MAX_BLOCK_BYTES));
  }

  private List<Features> features() throws UsageException {
    for (int batch : batches) {
      require(
          batch >= 0 && batch <= MAX_DEPTH,
          "--batch %d is not within 0 and %d".formatted(batch, MAX_DEPTH));
    }
    Stream<Features> features = Stream.of(Features.NONE);
    features = features.flatMap(each -> slab.stream().map(each::withSlab));
    features = features.flatMap(each -> durable.stream().map(each::withDurable));
    features = features.flatMap(each -> chain.stream().map(each::withChain));
    features = features.flatMap(each -> coalesce.stream().map(each::withCoalescing));
    features = features.flatMap(each -> inlineReads.stream().map(each::withInlineReads));
    features = features.flatMap(each -> polling.stream().map(each::withPolling));
    features = features.flatMap(each -> batches.stream().map(each::withBatch));
    features = features.flatMap(each -> schedulers.stream().map(each::withSchedulers));
    List<Features> all = features.toList();
    for (Features each : all) {
      require(
          !each.chain() || (!each.durable() && each.batch() == 0),
          "--chain cannot be used with --durable or --batch: a chain syncs by "
              + "itself and is submitted alone");
      require(
          !each.durable() || each.batch() == 0,
          "--batch cannot be used with --durable: a batch has no durable writes");
    }
    return all;
  }

  private static void requireWithin(String option, List<Integer> values, int max)
      throws UsageException {
    for (int value : values) {
      require(
          value >= 1 && value <= max, "%s %d is not within 1 and %d".formatted(option, value, max));
    }
  }

  private static void require(boolean condition, String message) throws UsageException {
    if (!condition) {
      throw new UsageException(message);
    }
  }
}
