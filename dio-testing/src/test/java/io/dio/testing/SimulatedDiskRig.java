// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.testing;

import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.WRITE;
import static org.assertj.core.api.Assertions.assertThat;

import io.dio.iosched.IoScheduler;
import io.dio.iosched.Op;
import io.dio.sys.DioFile;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;

/** A simulated disk for each test, and the outcomes of its losses of power. */
@Timeout(value = 60, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
abstract class SimulatedDiskRig {
  static final int SEEDS = 60;
  static final int PAGE = 4096;

  private final Arena arena = Arena.ofAuto();
  final List<DioFile> files = new ArrayList<>();
  private final List<IoScheduler> schedulers = new ArrayList<>();
  SimulatedDisk disk;

  @BeforeEach
  void create() {
    disk = SimulatedDisk.create();
  }

  @AfterEach
  @SuppressWarnings("EmptyCatch") // a poisoned file reports its failure when it is closed
  void release() {
    schedulers.forEach(IoScheduler::close);
    for (DioFile file : files) {
      try {
        file.close();
      } catch (IOException e) {
        // closed all the same
      }
    }
    disk.close();
    assertThat(disk.root()).doesNotExist();
  }

  final IoScheduler over(TestedBackend backend) {
    return over(backend.open());
  }

  final IoScheduler over(IoScheduler wrapped) {
    IoScheduler scheduler = disk.over(wrapped);
    schedulers.add(scheduler);
    return scheduler;
  }

  final DioFile open(String name, OpenOption... more) throws IOException {
    List<OpenOption> options = new ArrayList<>(List.of(READ, WRITE, CREATE));
    Collections.addAll(options, more);
    DioFile file = DioFile.open(disk.root().resolve(name), options.toArray(OpenOption[]::new));
    files.add(file);
    return file;
  }

  /** {@return an empty file with a durable name} */
  final DioFile named(String name) throws IOException {
    DioFile file = open(name);
    DioFile.syncDirectory(disk.root());
    return file;
  }

  final MemorySegment memory(int byteSize, int fill) {
    return arena.allocate(byteSize, PAGE).fill((byte) fill);
  }

  static void run(IoScheduler scheduler, Op op) throws IOException {
    long _ = scheduler.submit(op).await();
  }

  /**
   * {@return the contents of a file after each of many losses of power, as {@link #contents}
   * describes them}
   */
  final List<String> outcomes(String name) throws IOException {
    return outcomes(disk, name);
  }

  static List<String> outcomes(SimulatedDisk disk, String name) throws IOException {
    List<String> outcomes = new ArrayList<>();
    for (long seed = 0; seed < SEEDS; seed++) {
      try (SimulatedDisk after = disk.crash(seed)) {
        outcomes.add(contents(after.root().resolve(name)));
      }
    }
    return outcomes;
  }

  /**
   * {@return the bytes of a file as runs of equal ones, such as {@code "512*1 3584*2"}, or {@code
   * "missing"}}
   */
  static String contents(Path path) throws IOException {
    if (!Files.exists(path)) {
      return "missing";
    }
    byte[] bytes = Files.readAllBytes(path);
    List<String> runs = new ArrayList<>();
    int start = 0;
    for (int at = 1; at <= bytes.length; at++) {
      if (at == bytes.length || bytes[at] != bytes[start]) {
        runs.add((at - start) + "*" + bytes[start]);
        start = at;
      }
    }
    return String.join(" ", runs);
  }

  static byte[] filled(int byteSize, int fill) {
    byte[] bytes = new byte[byteSize];
    Arrays.fill(bytes, (byte) fill);
    return bytes;
  }
}
