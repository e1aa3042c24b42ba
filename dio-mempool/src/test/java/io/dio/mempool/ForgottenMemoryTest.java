// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.mempool;

import static org.assertj.core.api.Assertions.assertThat;

import io.dio.align.Alignment;
import io.dio.align.foreign.Mapping;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * The fate of memory that has become unreachable. Each test uses names of its own, because the
 * memory that one test forgot may be found during the next. Each test creates the forgotten objects
 * in a method of its own, so that no local variable refers to them.
 */
@Timeout(60)
class ForgottenMemoryTest {

  private LogRecords log;

  @BeforeEach
  void record() {
    log = LogRecords.open();
  }

  @AfterEach
  void stopRecording() {
    log.close();
  }

  @Test
  void anUnreachablePoolIsReportedAndUnmapped() throws InterruptedException {
    PoolPages pages = forgetPool("unreachable");
    collectUntilReported("\"unreachable\"");
    pages.assertUnmapped();
    assertThat(reportsOf("\"unreachable\""))
        .singleElement()
        .asString()
        .startsWith("WARNING: pool \"unreachable\" became unreachable without being closed")
        .contains("0 buffers", "32768 bytes");
  }

  private static PoolPages forgetPool(String name) throws InterruptedException {
    return MmapPoolCloseTest.pagesOf(new MmapPool(name, 8192, 4));
  }

  @Test
  void theReportSaysHowManyBuffersWereNotReleased() throws InterruptedException {
    PoolPages pages = forgetPoolAndTwoBuffers("with buffers");
    collectUntilReported("\"with buffers\"");
    pages.assertUnmapped();
    assertThat(reportsOf("\"with buffers\""))
        .singleElement()
        .asString()
        .contains("2 buffers of it not released");
  }

  private static PoolPages forgetPoolAndTwoBuffers(String name) throws InterruptedException {
    MmapPool pool = new MmapPool(name, 8192, 4);
    PoolPages pages = MmapPoolCloseTest.pagesOf(pool);
    assertThat(pool.acquire().segment().byteSize()).isEqualTo(8192);
    assertThat(pool.acquire().segment().byteSize()).isEqualTo(8192);
    return pages;
  }

  @Test
  void anUnreachableSlabPoolIsReportedAndUnmapped() throws InterruptedException {
    PoolPages pages = SlabPoolCloseTest.pagesOf(new SlabPool("forgotten slab", 4096, 7));
    collectUntilReported("\"forgotten slab\"");
    pages.assertUnmapped();
    assertThat(reportsOf("\"forgotten slab\""))
        .singleElement()
        .asString()
        .contains("became unreachable", "0 slots", bytesOfPagesFor(7 * 4096));
  }

  private static String bytesOfPagesFor(long byteSize) {
    return Alignment.alignUp(byteSize, Mapping.pageSize()) + " bytes";
  }

  @Test
  void anUnpooledBufferThatNobodyReleasedIsReportedAndUnmapped() {
    PoolPages pages = PoolPages.of(MmapBuffer.allocate(16_384).segment());
    collectUntilReported("unpooled memory");
    pages.assertUnmapped();
    assertThat(reportsOf("unpooled memory"))
        .singleElement()
        .asString()
        .contains("1 buffers of it not released", "16384 bytes");
  }

  @Test
  void aSegmentKeepsTheMemoryOfAForgottenPool() throws InterruptedException {
    // A user may keep only the segment, and the kernel may still write to it.
    MemorySegment kept = sliceOfForgottenPool("kept by a segment");
    forgetPool("later than the segment");
    collectUntilReported("\"later than the segment\"");
    assertThat(reportsOf("\"kept by a segment\"")).isEmpty();
    PoolPages.of(kept).assertMapped();
    assertThat(kept.get(ValueLayout.JAVA_LONG, 0)).isEqualTo(42);
  }

  private static MemorySegment sliceOfForgottenPool(String name) throws InterruptedException {
    MemorySegment slice = new MmapPool(name, 4096, 1).acquire().segment().asSlice(0, 512);
    slice.set(ValueLayout.JAVA_LONG, 0, 42);
    return slice;
  }

  @Test
  void aBufferKeepsItsPool() throws InterruptedException {
    MmapBuffer kept = new MmapPool("kept by a buffer", 4096, 1).acquire();
    forgetPool("later than the buffer");
    collectUntilReported("\"later than the buffer\"");
    assertThat(reportsOf("\"kept by a buffer\"")).isEmpty();
    PoolPages.of(kept.segment()).assertMapped();
    kept.release();
  }

  @Test
  void aClosedPoolIsNotReported() throws InterruptedException {
    closePool("closed");
    forgetPool("later than the closed one");
    collectUntilReported("\"later than the closed one\"");
    assertThat(reportsOf("\"closed\"")).isEmpty();
  }

  private static void closePool(String name) {
    new MmapPool(name, 4096, 1).close();
  }

  private void collectUntilReported(String owner) {
    Waiting.until(
        owner + " is reported",
        () -> {
          System.gc();
          return !reportsOf(owner).isEmpty();
        });
  }

  private List<String> reportsOf(String owner) {
    return log.messages().stream().filter(message -> message.contains(owner)).toList();
  }
}
