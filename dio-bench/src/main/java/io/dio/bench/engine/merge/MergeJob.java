// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.bench.engine.merge;

import io.dio.bench.backend.BackendKind;
import io.dio.bench.backend.BackendUnavailableException;
import io.dio.bench.engine.CacheResidue;
import io.dio.bench.engine.EngineContender;
import io.dio.bench.engine.EngineSettings;
import io.dio.bench.engine.EngineTurn;
import io.dio.bench.engine.Figure;
import io.dio.bench.engine.Findings;
import io.dio.bench.engine.Schedulers;
import io.dio.bench.engine.Usage;
import io.dio.bench.job.Access;
import io.dio.bench.job.JobFile;
import io.dio.bench.job.PageCache;
import io.dio.bench.pattern.Contents;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * One thread merges four runs into one output and makes it durable, as the compaction of an LSM
 * tree does. It takes the chunks from the runs in turn, and does not look into them.
 *
 * <p>Before each turn the output is empty and the page cache has no page of the input. After the
 * turn the pages of both files in the page cache are counted, and the output is compared.
 */
public final class MergeJob {
  private static final double MEBIBYTE = 1 << 20;

  private final JobFile input;
  private final JobFile output;
  private final Optional<Contents> contents;
  private final EngineSettings settings;
  private final MergeLayout layout;

  /** Opens the files of one turn. */
  @FunctionalInterface
  private interface Opener {
    Merge open(Path input, Path output) throws IOException, BackendUnavailableException;
  }

  /**
   * Prepares the job without any action.
   *
   * @param input the runs
   * @param output another file, which is overwritten
   * @param contents the bytes of the input; empty if they are not known and cannot be compared
   */
  public MergeJob(
      JobFile input, JobFile output, Optional<Contents> contents, EngineSettings settings) {
    this.input = input;
    this.output = output;
    this.contents = contents;
    this.settings = settings;
    this.layout = MergeLayout.of(input.byteSize(), settings.blockByteSize());
  }

  /** {@return the size of which the input must be a multiple, in bytes} */
  public static long unitByteSize(int blockByteSize) {
    return (long) MergeLayout.RUNS * blockByteSize;
  }

  /** {@return the contenders} */
  public List<EngineContender> contenders() {
    List<EngineContender> contenders = new ArrayList<>();
    contenders.add(
        contender(
            "filechannel buffered",
            BackendKind.FILECHANNEL,
            (in, out) -> ChannelMerge.open(in, out, false)));
    contenders.add(
        contender(
            "filechannel direct",
            BackendKind.FILECHANNEL,
            (in, out) -> ChannelMerge.open(in, out, true)));
    contenders.add(contender("mmap", BackendKind.MMAP, MappedMerge::open));
    for (BackendKind kind : Schedulers.kinds()) {
      contenders.add(
          contender(
              kind.toString(),
              kind,
              (in, out) -> SchedulerMerge.open(kind, in, out, settings.depth())));
    }
    return contenders;
  }

  private EngineContender contender(String name, BackendKind backend, Opener opener) {
    return new EngineContender(
        name, backend, "", 1, false, (_, findings) -> take(opener, findings));
  }

  private EngineTurn take(Opener opener, Findings findings)
      throws IOException, BackendUnavailableException {
    prepare();
    Usage used;
    try (Merge merge = opener.open(input.path(), output.path())) {
      findings.opened(merge.isDirect(), merge.degradations());
      Usage before = Usage.now();
      merge.run(layout);
      used = Usage.now().since(before);
    }
    long cachedPages = CacheResidue.pages(input.path()) + CacheResidue.pages(output.path());
    if (contents.isPresent()) {
      MergeCheck.run(output, layout, contents.get(), findings);
    }
    return EngineTurn.empty()
        .with(Figure.MEBIBYTES_PER_SECOND, layout.byteSize() / MEBIBYTE / used.seconds())
        .with(Figure.CPU_MICROS_PER_OPERATION, used.cpuMicrosPer(layout.chunks()))
        .with(Figure.CACHED_PAGES, (double) cachedPages);
  }

  private void prepare() throws IOException {
    try (FileChannel channel = FileChannel.open(output.path(), StandardOpenOption.WRITE)) {
      channel.truncate(0);
      channel.force(true);
    }
    PageCache.prepare(input, Access.READ, false);
  }
}
