// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.bench.crash;

import io.dio.bench.torture.TortureBackend;
import io.dio.iosched.IoScheduler;
import io.dio.iosched.SchedulerOptions;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * The child process: it writes until it fails or is killed, and prints a line for each item that it
 * was told is durable. Standard output leads to the parent, so it survives the file system.
 */
final class WriterProgram {
  /** The line that says that all files are open. */
  static final String READY = "ready";

  private static final int FIRST_KIND = 5;

  private final FileOutputStream acknowledgements = new FileOutputStream(FileDescriptor.out);

  private WriterProgram() {}

  /**
   * Runs it.
   *
   * @param arguments the folder, the seed, the backend, the omission, whether files are direct, and
   *     the kinds of writers
   */
  public static void main(String[] arguments) throws Exception {
    endWithParent();
    Layout layout = new Layout(Path.of(arguments[0]), Long.parseLong(arguments[1]));
    TortureBackend backend = TortureBackend.valueOf(arguments[2]);
    Omission omission = Omission.valueOf(arguments[3]);
    boolean direct = Boolean.parseBoolean(arguments[4]);
    Set<WriterKind> kinds = EnumSet.noneOf(WriterKind.class);
    for (int i = FIRST_KIND; i < arguments.length; i++) {
      kinds.add(WriterKind.valueOf(arguments[i]));
    }
    WriterProgram program = new WriterProgram();
    SchedulerOptions options = SchedulerOptions.defaults().withFileSlots(1);
    try (IoScheduler scheduler = backend.open(options);
        Writers writers = Writers.open(layout, scheduler, kinds, omission, direct)) {
      List<Thread> threads = new ArrayList<>();
      for (Writer each : writers.all()) {
        threads.add(Thread.ofPlatform().unstarted(() -> program.run(each)));
      }
      program.say(READY);
      threads.forEach(Thread::start);
      for (Thread each : threads) {
        each.join();
      }
    } catch (IOException e) {
      // The file system is gone, and closing its files says so.
    }
  }

  /** If the parent ends, nobody would end this process. The parent never writes to the pipe. */
  private static void endWithParent() {
    Thread.ofPlatform()
        .daemon()
        .start(() -> {
          try {
            System.in.read();
          } catch (IOException e) {
            // The pipe is broken, which means the same.
          }
          Runtime.getRuntime().halt(1);
        });
  }

  private void run(Writer writer) {
    try {
      writer.run((kind, item) -> say(kind.name() + " " + item));
    } catch (IOException | RuntimeException e) {
      say("failed " + writer + ": " + e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** One write for each line, so that lines of threads never mix. */
  private void say(String line) {
    try {
      acknowledgements.write((line + "\n").getBytes(StandardCharsets.UTF_8));
    } catch (IOException e) {
      Runtime.getRuntime().halt(1); // the parent has ended
    }
  }
}
