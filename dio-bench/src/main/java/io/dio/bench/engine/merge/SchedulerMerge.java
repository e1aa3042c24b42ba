// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.bench.engine.merge;

import io.dio.align.Degradation;
import io.dio.bench.backend.BackendKind;
import io.dio.bench.backend.BackendUnavailableException;
import io.dio.bench.engine.Schedulers;
import io.dio.iosched.IoScheduler;
import io.dio.iosched.stream.ReaderOptions;
import io.dio.iosched.stream.SequentialReader;
import io.dio.iosched.stream.SequentialWriter;
import io.dio.iosched.stream.WriterOptions;
import io.dio.mempool.MmapPool;
import io.dio.sys.DioFile;
import io.dio.sys.DirectMode;
import java.io.EOFException;
import java.io.IOException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * A merge through the streams of a scheduler, direct. One half of the buffers belongs to the
 * readers of the runs, and the other half to the writer.
 */
final class SchedulerMerge implements Merge {
  private final IoScheduler scheduler;
  private final DioFile input;
  private final DioFile output;
  private final int buffers;

  private SchedulerMerge(IoScheduler scheduler, DioFile input, DioFile output, int buffers) {
    this.scheduler = scheduler;
    this.input = input;
    this.output = output;
    this.buffers = buffers;
  }

  /** Opens a scheduler and both files. */
  @SuppressWarnings("MustBeClosed") // the merge's own close does it
  static SchedulerMerge open(BackendKind kind, Path input, Path output, int buffers)
      throws IOException, BackendUnavailableException {
    IoScheduler scheduler = Schedulers.open(kind, buffers);
    DioFile in = null;
    try {
      in = DioFile.open(input, StandardOpenOption.READ, DirectMode.PREFERRED);
      DioFile out = DioFile.open(output, StandardOpenOption.WRITE, DirectMode.PREFERRED);
      return new SchedulerMerge(scheduler, in, out, buffers);
    } catch (IOException | RuntimeException | Error e) {
      scheduler.close();
      if (in != null) {
        in.close();
      }
      throw e;
    }
  }

  @Override
  public boolean isDirect() {
    return input.isDirect() && output.isDirect();
  }

  @Override
  public List<Degradation> degradations() {
    return Stream.concat(
            input.degradations().stream(), Schedulers.degradations(output, scheduler).stream())
        .distinct()
        .toList();
  }

  /** All streams share one pool, so that whole blocks change hands and are not copied. */
  @Override
  public void run(MergeLayout layout) throws IOException {
    int perRun = Math.max(1, buffers / 2 / MergeLayout.RUNS);
    int behind = Math.max(1, buffers / 2);
    try (MmapPool pool =
        new MmapPool("merge", layout.chunkByteSize(), behind + perRun * MergeLayout.RUNS)) {
      WriterOptions options =
          WriterOptions.defaults()
              .withPool(pool)
              .withDepth(behind)
              .withPreallocation(layout.byteSize())
              .withDirectorySync(false); // the file is not new, and the others do not sync it
      try (SequentialWriter writer = SequentialWriter.of(scheduler, output, options)) {
        merge(layout, ReaderOptions.defaults().withPool(pool).withDepth(perRun), writer);
        writer.finish();
      }
    }
  }

  private void merge(MergeLayout layout, ReaderOptions options, SequentialWriter writer)
      throws IOException {
    List<SequentialReader> runs = new ArrayList<>();
    try {
      for (int run = 0; run < MergeLayout.RUNS; run++) {
        long from = layout.inputOffset(run);
        long to = from + layout.byteSize() / MergeLayout.RUNS;
        runs.add(SequentialReader.of(scheduler, input, options.withRange(from, to)));
      }
      for (long chunk = 0; chunk < layout.chunks(); chunk++) {
        SequentialReader run = runs.get((int) (chunk % MergeLayout.RUNS));
        if (run.transferTo(writer, layout.chunkByteSize()) != layout.chunkByteSize()) {
          throw new EOFException("the input ended inside a chunk");
        }
      }
    } finally {
      for (SequentialReader run : runs) {
        run.close();
      }
    }
  }

  @Override
  public void close() throws IOException {
    try (input;
        output) {
      scheduler.close(); // waits for all operations
    }
  }
}
