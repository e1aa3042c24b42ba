// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.iosched;

import io.dio.iosched.testing.FrozenFileSystem;
import io.dio.sys.DioFile;
import io.dio.testing.fixtures.GuardPageArena;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.OpenOption;
import java.nio.file.Path;

/** The fixtures that the clauses of the contract use. Everything is released after each test. */
interface BackendContract {
  /** {@return the scheduler of this test, opened with the default options} */
  IoScheduler scheduler();

  /** {@return another scheduler over the same backend} */
  IoScheduler open(SchedulerOptions options);

  /** {@return whether {@code submit} makes the call itself and waits for it} */
  boolean isInline();

  /** {@return the number of operations of {@link #scheduler} that can be in progress at once} */
  int mostInFlight();

  /** {@return a folder of this test class, on the default file system} */
  Path directory();

  /** {@return a path below {@link #directory} where no file exists} */
  Path newPath();

  /** {@return a file, closed after the test} */
  DioFile open(Path path, OpenOption... options) throws IOException;

  /** {@return memory of the test} */
  Arena arena();

  /** {@return a file system that can be frozen, the same for all tests of the class; else skips} */
  FrozenFileSystem frozen();

  /** {@return a new file} */
  default DioFile newFile(FileKind kind) throws IOException {
    return open(newPath(), kind.newFile());
  }

  /** {@return a new buffered file with the bytes of {@code seed}} */
  default DioFile newFile(int byteSize, long seed) throws IOException {
    DioFile file = newFile(FileKind.BUFFERED);
    file.writeFully(Bytes.filled(byteSize, seed, arena()), 0);
    return file;
  }

  /** {@return page-aligned memory} */
  default MemorySegment memory(long byteSize) {
    return Bytes.allocate(byteSize, arena());
  }

  /** {@return page-aligned memory with the bytes of {@code seed}} */
  default MemorySegment memory(long byteSize, long seed) {
    return Bytes.filled(byteSize, seed, arena());
  }

  /**
   * {@return memory with the bytes of {@code seed}, of which only the first can be read} A write of
   * it is therefore short.
   */
  default MemorySegment memoryCutAt(long readable, long byteSize, long seed) {
    MemorySegment memory = GuardPageArena.allocateTorn(byteSize, readable, arena());
    MemorySegment bytes = MemorySegment.ofArray(Bytes.of(seed, (int) byteSize));
    memory.asSlice(0, readable).copyFrom(bytes.asSlice(0, readable));
    return memory;
  }

  /** Waits until the kernel holds that many operations of the test's scheduler. */
  default void untilInFlight(long count) {
    while (scheduler().stats().inFlight() != count) {
      Thread.onSpinWait();
    }
  }
}
