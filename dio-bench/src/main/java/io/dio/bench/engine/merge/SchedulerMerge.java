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
 * A merge through the streams of a scheduler, direct. One half of the buffers belongs to the readers
 * of the runs, and the other half to the writer.
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

  @Override
  public void run(MergeLayout layout) throws IOException {
    WriterOptions options =
        WriterOptions.defaults()
            .withBlockSize(layout.chunkByteSize())
            .withDepth(Math.max(1, buffers / 2))
            .withPreallocation(layout.byteSize())
            .withDirectorySync(false); // the file is not new, and the others do not sync it either
    List<SequentialReader> runs = new ArrayList<>();
    try (SequentialWriter writer = SequentialWriter.of(scheduler, output, options)) {
      for (int run = 0; run < MergeLayout.RUNS; run++) {
        runs.add(reader(run, layout));
      }
      for (long chunk = 0; chunk < layout.chunks(); chunk++) {
        SequentialReader run = runs.get((int) (chunk % MergeLayout.RUNS));
        if (run.transferTo(writer, layout.chunkByteSize()) != layout.chunkByteSize()) {
          throw new EOFException("the input ended inside a chunk");
        }
      }
      writer.finish();
    } finally {
      for (SequentialReader run : runs) {
        run.close();
      }
    }
  }

  private SequentialReader reader(int run, MergeLayout layout) throws IOException {
    long from = layout.inputOffset(run);
    ReaderOptions options =
        ReaderOptions.defaults()
            .withBlockSize(layout.chunkByteSize())
            .withDepth(Math.max(1, buffers / 2 / MergeLayout.RUNS))
            .withRange(from, from + layout.byteSize() / MergeLayout.RUNS);
    return SequentialReader.of(scheduler, input, options);
  }

  @Override
  public void close() throws IOException {
    try (input;
        output) {
      scheduler.close(); // waits for all operations
    }
  }
}
