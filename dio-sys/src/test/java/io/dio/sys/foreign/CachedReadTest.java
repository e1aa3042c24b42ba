// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.sys.foreign;

import static org.assertj.core.api.Assertions.assertThat;

import io.dio.align.Degradation;
import io.dio.align.Errno;
import io.dio.sys.Advice;
import io.dio.sys.DioFile;
import io.dio.sys.internal.FileAccess;
import io.dio.testing.fixtures.Skip;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** {@link HostFiles#readCached} on a real file. */
@EnabledOnOs(OS.LINUX)
class CachedReadTest {
  private static final int FILE_BYTES = 10_000;

  /**
   * Pages and blocks differ between file systems. The page cache has no larger pieces than this.
   */
  private static final long BEHIND_EVERY_FOLIO = 64L << 20;

  private final Arena arena = Arena.ofConfined();
  private final MemorySegment target = arena.allocate(FILE_BYTES);
  private DioFile file;

  @BeforeEach
  void setUp(@TempDir Path directory) throws IOException {
    file =
        DioFile.open(
            directory.resolve("file"),
            StandardOpenOption.CREATE_NEW,
            StandardOpenOption.READ,
            StandardOpenOption.WRITE);
    MemorySegment bytes = arena.allocate(FILE_BYTES);
    for (int i = 0; i < FILE_BYTES; i++) {
      bytes.set(ValueLayout.JAVA_BYTE, i, byteAt(i));
    }
    file.writeFully(bytes, 0);
    Skip.unless(
        readCached(descriptor(), 5000, 0) == 5000,
        "the file system of " + directory + " does not read just what is cached");
    target.fill((byte) 0);
  }

  @AfterEach
  void tearDown() throws IOException {
    file.close();
    arena.close();
  }

  private static byte byteAt(long offset) {
    return (byte) (offset * 31 + 7);
  }

  private int descriptor() {
    return FileAccess.instance().descriptor(file);
  }

  /** Reads into two pieces, the first of 100 bytes. */
  private long readCached(int descriptor, int byteSize, long fileOffset) {
    long vector = arena.allocate(2L * Iovec.BYTE_SIZE, Long.BYTES).address();
    Iovec.put(vector, 0, target.address(), 100);
    Iovec.put(vector, 1, target.address() + 100, byteSize - 100);
    return HostFiles.current().readCached(descriptor, vector, 2, fileOffset);
  }

  private void assertTarget(int count, long fileOffset) {
    for (int i = 0; i < count; i++) {
      assertThat(target.get(ValueLayout.JAVA_BYTE, i)).isEqualTo(byteAt(fileOffset + i));
    }
  }

  @Test
  void whatIsCachedIsRead() {
    assertThat(readCached(descriptor(), 5000, 1234)).isEqualTo(5000);
    assertTarget(5000, 1234);
  }

  /**
   * The kernel asks for everything up to the end of the page, if the read goes that far. Where a
   * page holds several blocks, those behind the end of the file were not written and so they are
   * not cached. A read that may wait fills the page.
   */
  @Test
  void itIsShortAtTheEndOfTheFile() throws IOException {
    assertThat(file.read(target, FILE_BYTES - 300)).isEqualTo(300);
    target.fill((byte) 0);
    assertThat(readCached(descriptor(), 5000, FILE_BYTES - 300)).isEqualTo(300);
    assertTarget(300, FILE_BYTES - 300);
    assertThat(readCached(descriptor(), 5000, FILE_BYTES)).isZero();
  }

  private boolean isCached(int descriptor, long fileOffset, long byteSize) {
    long scratch = arena.allocate(HostFiles.CACHE_QUERY_BYTES, Long.BYTES).address();
    return HostFiles.current().isCached(descriptor, fileOffset, byteSize, scratch);
  }

  private static void requireQueries() {
    Optional<Degradation> missing = HostFiles.current().pageCacheRefusal();
    Skip.unless(missing.isEmpty(), "needs " + missing.map(Degradation::toString).orElse(""));
  }

  @Test
  void whatIsCachedIsKnown() {
    requireQueries();
    assertThat(isCached(descriptor(), 0, FILE_BYTES)).isTrue();
    assertThat(isCached(descriptor(), 4095, 2)).isTrue();
    assertThat(isCached(descriptor(), 0, 1)).isTrue();
    assertThat(isCached(descriptor(), 0, BEHIND_EVERY_FOLIO)).isFalse();
    assertThat(isCached(descriptor(), BEHIND_EVERY_FOLIO, 1)).isFalse();
    assertThat(isCached(-1, 0, 1)).isFalse();
  }

  @Test
  void whatIsNotCachedIsKnownAndNotWaitedFor() throws IOException {
    requireQueries();
    file.sync();
    file.advise(0, 0, Advice.DONT_NEED);
    Skip.unless(
        !isCached(descriptor(), 0, FILE_BYTES), "the file system keeps what it was asked to drop");
    // The device may be so fast that the bytes are there at once.
    assertThat(readCached(descriptor(), 5000, 0)).isIn(5000L, (long) -Errno.EAGAIN);
  }

  @Test
  void anErrorIsNotToldFromAMiss() {
    assertThat(readCached(-1, 5000, 0)).isEqualTo(-Errno.EAGAIN);
    assertThat(readCached(descriptor(), 5000, -2)).isEqualTo(-Errno.EAGAIN);
  }
}
