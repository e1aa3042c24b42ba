// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.iosched;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.dio.align.Errno;
import io.dio.align.ErrnoException;
import io.dio.iosched.internal.posix.CachedReads;
import io.dio.iosched.internal.unit.Submission;
import io.dio.iosched.internal.unit.Unit;
import io.dio.mempool.MmapBuffer;
import io.dio.mempool.MmapPool;
import io.dio.sys.Advice;
import io.dio.sys.DioFile;
import io.dio.sys.internal.CacheGuess;
import io.dio.sys.internal.FileAccess;
import io.dio.testing.fixtures.Skip;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Reads that the submitting thread makes, because the page cache has the requested bytes. */
interface InlineReadClauses extends BackendContract {

  /** {@return a file that is completely in the page cache; else skips} */
  private DioFile cachedFile(int byteSize, long seed) throws IOException {
    CachedFiles.requireOn(directory());
    return newFile(byteSize, seed);
  }

  private long inlineReads() {
    return scheduler().stats().inlineReads();
  }

  private void assertHandedOver(Op read, long count) throws IOException {
    long before = inlineReads();
    assertThat(scheduler().submit(read).await()).isEqualTo(count);
    assertThat(inlineReads()).isEqualTo(before);
  }

  @Test
  default void aReadOfCachedBytesIsDoneWhenItIsSubmitted() throws Exception {
    DioFile file = cachedFile(10_000, 1);
    MemorySegment target = memory(5000);
    Ticket ticket = scheduler().submit(Op.read(file, target, 1234));
    assertThat(ticket.isDone()).isTrue();
    assertThat(ticket.bytesTransferred()).isEqualTo(5000);
    assertThat(ticket.await()).isEqualTo(5000);
    Bytes.assertEqual(target, memory(10_000, 1).asSlice(1234, 5000));
    SchedulerStats stats = scheduler().stats();
    assertThat(stats).isEqualTo(Stats.of(1, stats.systemCalls(), 5000, 0, 0, 0, 0, 0, 1));
    assertThat(stats.systemCalls()).isPositive();
  }

  @Test
  default void soIsOneOfUpToEightPieces() throws Exception {
    DioFile file = cachedFile(9000, 2);
    MemorySegment target = memory(9000);
    List<MemorySegment> pieces = new ArrayList<>();
    for (int i = 0; i < 9; i++) {
      pieces.add(target.asSlice(i * 1000L, 1000));
    }
    Ticket eight = scheduler().submit(Op.readv(file, pieces.subList(0, 8), 0));
    assertThat(eight.isDone()).isTrue();
    assertThat(eight.await()).isEqualTo(8000);
    Bytes.assertEqual(target.asSlice(0, 8000), memory(9000, 2).asSlice(0, 8000));
    assertThat(inlineReads()).isEqualTo(1);
    assertHandedOver(Op.readv(file, pieces, 0), 9000);
    Bytes.assertEqual(target, memory(9000, 2));
  }

  @Test
  default void callbacksAndFuturesOfSuchAReadComeAsOfAnyOther() throws Exception {
    DioFile file = cachedFile(100, 3);
    Ticket ticket = scheduler().submit(Op.read(file, memory(100), 0));
    assertThat(ticket.toCompletableFuture().get()).isEqualTo(100);
    ticket.cancel();
    assertThat(ticket.results()).singleElement().matches(result -> result.failure().isEmpty());
  }

  @Test
  default void whatTheFileEndsInIsHandedOver() throws Exception {
    DioFile file = cachedFile(1000, 4);
    assertHandedOver(Op.read(file, memory(300), 900), 100);
    // This also holds if the file is trusted to be cached.
    for (int i = 0; i <= CacheGuess.TRUSTED_AFTER; i++) {
      scheduler().submit(Op.read(file, memory(10), 0)).await();
    }
    assertThat(inlineReads()).isGreaterThanOrEqualTo(CacheGuess.TRUSTED_AFTER);
    assertHandedOver(Op.read(file, memory(300), 900), 100);
    assertThat(scheduler().submit(Op.read(file, memory(10), 0)).await()).isEqualTo(10);
    assertHandedOver(Op.read(file, memory(300), 1000), 0);
    assertThat(scheduler().stats().shortTransfers()).isEqualTo(3);
  }

  /** The kernel gives the lowest free descriptor to the next file that is opened. */
  @Test
  default void aFileBehindAReusedDescriptorIsNotTrusted() throws Exception {
    DioFile trusted = cachedFile(4096, 6);
    for (int i = 0; i < CacheGuess.TRUSTED_AFTER; i++) {
      scheduler().submit(Op.read(trusted, memory(10), 0)).await();
    }
    FileAccess files = FileAccess.instance();
    int descriptor = files.descriptor(trusted);
    assertThat(files.cacheGuess(trusted).advise()).isEqualTo(CacheGuess.Advice.READ);
    trusted.close();
    DioFile next = open(trusted.path(), FileKind.BUFFERED.existingFile());
    Skip.unless(files.descriptor(next) == descriptor, "another thread got the free descriptor");
    assertThat(files.cacheGuess(next).advise()).isEqualTo(CacheGuess.Advice.ASK_FIRST);
  }

  /** Of 65 descriptors at least two have the same lowest six bits. */
  @Test
  default void aColdFileMisleadsNoReadsOfOthers() throws Exception {
    List<DioFile> warm = new ArrayList<>();
    for (int i = 0; i < 64; i++) {
      warm.add(cachedFile(100, i));
    }
    DioFile cold = newFile(FileKind.BUFFERED);
    for (int i = 0; i < 10; i++) {
      assertThat(scheduler().submit(Op.read(cold, memory(10), 0)).await()).isZero();
    }
    for (DioFile file : warm) {
      long before = inlineReads();
      assertThat(scheduler().submit(Op.read(file, memory(100), 0)).await()).isEqualTo(100);
      assertThat(inlineReads()).isEqualTo(before + 1);
    }
  }

  @Test
  default void whatIsNotCachedIsHandedOver() throws Exception {
    DioFile file = cachedFile(4096, 5);
    file.sync();
    file.advise(0, 0, Advice.DONT_NEED);
    MemorySegment target = memory(4096);
    assertThat(scheduler().submit(Op.read(file, target, 0)).await()).isEqualTo(4096);
    Bytes.assertEqual(target, memory(4096, 5));
    assertThat(scheduler().stats().operations()).isEqualTo(1);
    Skip.unless(inlineReads() == 0, "the file system keeps what it was asked to drop");
  }

  @Test
  default void whatIsCachedInPartIsHandedOver() throws Exception {
    // The kernel drops whole folios, which end at multiples of 2 MiB.
    int half = 2 << 20;
    int whole = 4 << 20;
    DioFile file = cachedFile(whole, 5);
    file.sync();
    file.advise(half, half, Advice.DONT_NEED);
    MemorySegment target = memory(65_536);
    assertThat(scheduler().submit(Op.read(file, target, half - 32_768)).await()).isEqualTo(65_536);
    Bytes.assertEqual(target, memory(whole, 5).asSlice(half - 32_768, 65_536));
    assertThat(scheduler().stats().bytesRead()).isEqualTo(65_536);
    Skip.unless(inlineReads() == 0, "the file system keeps what it was asked to drop");
  }

  /** A thread of the scheduler makes this read, not the submitting one. */
  @Test
  default void aReadThatMissesBeginsNoInputHere() throws Exception {
    long inputBytes = 0;
    // The call is made twice, because the first one also reads class files.
    for (int round = 0; round < 2; round++) {
      DioFile file = cachedFile(1 << 20, 5);
      file.sync();
      file.advise(0, 0, Advice.DONT_NEED);
      long before = ThreadInput.bytes();
      Ticket ticket = scheduler().submit(Op.read(file, memory(4096), 0));
      inputBytes = ThreadInput.bytes() - before;
      assertThat(ticket.await()).isEqualTo(4096);
    }
    assertThat(inputBytes).isZero();
  }

  @Test
  default void memoryThatIsMappedFromAFileIsHandedOver() throws Exception {
    DioFile file = cachedFile(4096, 5);
    Path mapped = Files.write(newPath(), new byte[4096]);
    try (FileChannel channel =
        FileChannel.open(mapped, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
      MemorySegment target = channel.map(FileChannel.MapMode.READ_WRITE, 0, 4096, arena());
      assertHandedOver(Op.read(file, target, 0), 4096);
      assertHandedOver(Op.readv(file, List.of(memory(10), target), 0), 4096);
      Bytes.assertEqual(target.asSlice(0, 4086), memory(4096, 5).asSlice(10, 4086));
    }
  }

  @Test
  default void withAPriorityOfItsOwnItReadsNothingInline() throws Exception {
    DioFile file = cachedFile(100, 5);
    IoScheduler other = open(SchedulerOptions.defaults().withIoPriority(IoPriority.IDLE));
    assertThat(other.submit(Op.read(file, memory(100), 0)).await()).isEqualTo(100);
    assertThat(other.stats().inlineReads()).isZero();
  }

  @Test
  default void moreThanTheHandOverCostsIsHandedOver() throws Exception {
    DioFile file = cachedFile(CachedReads.MAX_BYTES + 1, 6);
    assertHandedOver(
        Op.read(file, memory(CachedReads.MAX_BYTES + 1), 0), CachedReads.MAX_BYTES + 1);
    assertThat(scheduler().submit(Op.read(file, memory(CachedReads.MAX_BYTES), 0)).isDone())
        .isTrue();
  }

  @Test
  default void chainsFlagsSlotsAndDirectFilesAreHandedOver() throws Exception {
    DioFile file = cachedFile(4096, 7);
    Op read = Op.read(file, memory(4096), 0);
    assertHandedOver(read.link(read), 4096);
    assertHandedOver(read.preferring(TransferFlag.DONT_CACHE), 4096);
    IoScheduler slotted = open(SchedulerOptions.defaults().withFileSlots(1));
    FileSlot slot = slotted.fileSlots().getFirst();
    slotted.submit(Op.openInto(slot, file.path(), StandardOpenOption.READ)).await();
    assertThat(slotted.submit(Op.read(slot, memory(4096), 0)).await()).isEqualTo(4096);
    assertThat(slotted.stats().inlineReads()).isZero();
    DioFile direct = newFile(FileKind.DIRECT);
    direct.writeFully(memory(4096, 8), 0);
    Skip.unless(direct.isDirect(), "needs a file system with direct I/O");
    assertHandedOver(Op.read(direct, memory(4096), 0), 4096);
  }

  @Test
  default void nothingIsWithoutTheOption() throws Exception {
    IoScheduler other = open(SchedulerOptions.defaults().withInlineReads(false));
    DioFile file = cachedFile(100, 9);
    for (int i = 0; i < 10; i++) {
      assertThat(other.submit(Op.read(file, memory(100), 0)).await()).isEqualTo(100);
    }
    assertThat(other.stats().inlineReads()).isZero();
  }

  // ---- windows ----

  /** Submits reads of 100 bytes. {@return their tickets} */
  private static List<Ticket> submitWindow(
      IoScheduler scheduler, DioFile file, MemorySegment target) {
    List<Ticket> tickets = new ArrayList<>();
    for (long at = 0; at < target.byteSize(); at += 100) {
      tickets.add(scheduler.submit(Op.read(file, target.asSlice(at, 100), at)));
    }
    return tickets;
  }

  /** Two processors copy the reads of a thread that does not wait for each of them. */
  @Test
  default void theEngineCopiesAPartOfALargeWindow() throws Exception {
    Skip.unless(Runtime.getRuntime().availableProcessors() > 1, "needs a second processor");
    DioFile file = cachedFile(100_000, 13);
    MemorySegment target = memory(100_000);
    List<Ticket> tickets = submitWindow(scheduler(), file, target);
    for (Ticket ticket : tickets) {
      assertThat(ticket.await()).isEqualTo(100);
    }
    Bytes.assertEqual(target, memory(100_000, 13));
    // The engine begins them at once: nobody waits for them yet.
    assertThat(tickets)
        .map(Submission.class::cast)
        .filteredOn(Submission::isSharedCopy)
        .isNotEmpty()
        .noneMatch(Submission::isDeferrable);
    assertThat(inlineReads()).isBetween((long) CacheGuess.TRUSTED_AFTER, 999L);
    assertThat(scheduler().stats().operations()).isEqualTo(1000);
  }

  @Test
  default void aThreadThatWaitsForEachReadSoonMakesAllOfThemItself() throws Exception {
    DioFile file = cachedFile(100, 13);
    Op read = Op.read(file, memory(100), 0);
    for (int i = 0; i < 5000; i++) {
      assertThat(scheduler().submit(read).await()).isEqualTo(100);
    }
    // The engine may get one behind the first 64, and then behind 64, 128, 256 others.
    assertThat(inlineReads()).isGreaterThan(4000);
  }

  /** Other virtual threads can use the second processor. */
  @Test
  default void aVirtualThreadCopiesItsWholeWindow() throws Exception {
    DioFile file = cachedFile(100_000, 13);
    MemorySegment target = memory(100_000);
    Background.callOnVirtualThread(() -> submitWindow(scheduler(), file, target)).get();
    Bytes.assertEqual(target, memory(100_000, 13));
    assertThat(inlineReads()).isEqualTo(1000);
  }

  /** A polling thread of the kernel occupies the second processor. */
  @Test
  default void withAPollingKernelThreadAThreadCopiesItsWholeWindow() throws Exception {
    DioFile file = cachedFile(100_000, 13);
    IoScheduler polling = open(SchedulerOptions.defaults().withSqPoll(true));
    MemorySegment target = memory(100_000);
    submitWindow(polling, file, target);
    Bytes.assertEqual(target, memory(100_000, 13));
    assertThat(polling.stats().inlineReads()).isEqualTo(1000);
  }

  // ---- several at once ----

  @Test
  default void ofSeveralEachIsAnsweredByWhomItSuits() throws Exception {
    DioFile file = cachedFile(8192, 10);
    DioFile target = newFile(FileKind.BUFFERED);
    MemorySegment bytes = memory(8192);
    List<Ticket> tickets =
        scheduler()
            .submitAll(
                List.of(
                    Op.read(file, bytes.asSlice(0, 2000), 0),
                    Op.write(target, memory(3000, 11), 0),
                    Op.read(file, bytes.asSlice(2000, 2000), 2000),
                    Op.read(file, memory(500), 8000),
                    Op.read(file, bytes.asSlice(4000, 4192), 4000)));
    assertThat(tickets.get(0).await()).isEqualTo(2000);
    assertThat(tickets.get(1).await()).isEqualTo(3000);
    assertThat(tickets.get(2).await()).isEqualTo(2000);
    assertThat(tickets.get(3).await()).isEqualTo(192);
    assertThat(tickets.get(4).await()).isEqualTo(4192);
    Bytes.assertEqual(bytes, memory(8192, 10));
    Bytes.assertInFile(target, 0, 3000, 11);
    // After a read that reaches the end of the file, the next one is not tried.
    assertThat(inlineReads()).isEqualTo(2);
    assertThat(scheduler().stats().operations()).isEqualTo(5);
  }

  @Test
  default void aDrainComesBehindTheReadsItWasSubmittedWith() throws Exception {
    DioFile file = cachedFile(65_536, 12);
    Op read = Op.read(file, memory(65_536), 0);
    for (int round = 0; round < 300; round++) {
      List<Ticket> tickets = scheduler().submitAll(List.of(read, Op.drain(file), read));
      assertThat(tickets.get(1).await()).isZero();
      assertThat(tickets.get(0).isDone()).isTrue();
      assertThat(tickets.get(2).await()).isEqualTo(65_536);
    }
    // So that no caller has to tell which of them have ended.
    assertThat(inlineReads()).isZero();
  }

  @Test
  default void aBatchOfCachedReadsIsDoneWhenItIsSubmittedAndCanBeUsedAgain() throws Exception {
    DioFile file = cachedFile(64 * 512, 13);
    MemorySegment target = memory(64 * 512);
    IoBatch batch = scheduler().newBatch(64);
    for (int round = 1; round <= 3; round++) {
      target.fill((byte) 0);
      for (int i = 0; i < 64; i++) {
        batch.read(file, target.asSlice(i * 512L, 512), i * 512L);
      }
      batch.submit();
      assertThat(batch.isDone()).isTrue();
      assertThat(batch.await()).isEqualTo(64 * 512);
      Bytes.assertEqual(target, memory(64 * 512, 13));
      assertThat(inlineReads()).isEqualTo(round * 64L);
      batch.clear();
    }
  }

  @Test
  default void aBatchOfHitsAndMissesCanBeUsedAgain() throws Exception {
    DioFile file = cachedFile(1000, 13);
    DioFile target = newFile(FileKind.BUFFERED);
    MemorySegment bytes = memory(1000);
    IoBatch batch = scheduler().newBatch(3);
    for (int round = 1; round <= 200; round++) {
      bytes.fill((byte) 0);
      batch.read(file, bytes.asSlice(0, 600), 0);
      batch.write(target, memory(50, round), 0);
      batch.read(file, bytes.asSlice(600, 400), 600);
      batch.submit();
      assertThat(batch.await()).isEqualTo(1050);
      Bytes.assertEqual(bytes, memory(1000, 13));
      batch.clear();
    }
    assertThat(inlineReads()).isEqualTo(400);
    assertThat(scheduler().stats().operations()).isEqualTo(600);
  }

  @Test
  default void ofMuchAtOnceAPartIsHandedOver() throws Exception {
    DioFile file = cachedFile(65_536, 14);
    Op read = Op.read(file, memory(65_536), 0);
    List<Op> many = Collections.nCopies(40, read);
    for (Ticket ticket : scheduler().submitAll(many)) {
      assertThat(ticket.await()).isEqualTo(65_536);
    }
    assertThat(inlineReads()).isEqualTo(CachedReads.MAX_BYTES_AT_ONCE / 65_536);
  }

  /** A ticket that is kept must not refer to the other operations of its submission. */
  @Test
  default void aTicketDoesNotKeepOthers() throws Exception {
    DioFile file = cachedFile(100, 15);
    Op read = Op.read(file, memory(100), 0);
    assertThat(scheduler().submitAll(List.of(read, read, read)))
        .allMatch(ticket -> ((Unit) ticket).next == null);
    assertThat(inlineReads()).isEqualTo(3);
  }

  @Test
  default void closingWhileOthersReadIsSafe() throws Exception {
    DioFile file = cachedFile(100, 16);
    Op read = Op.read(file, memory(100), 0);
    for (int round = 0; round < 50; round++) {
      IoScheduler closing = open(SchedulerOptions.defaults());
      Background<Integer> reader =
          Background.call(() -> {
            int done = 0;
            try {
              while (true) {
                assertThat(closing.submit(read).await()).isEqualTo(100);
                for (Ticket ticket : closing.submitAll(List.of(read, read))) {
                  assertThat(ticket.await()).isEqualTo(100);
                }
                done += 3;
              }
            } catch (IllegalStateException e) {
              return done;
            } catch (ErrnoException e) {
              // closeNow() cancels what was handed over.
              assertThat(e.errno()).isEqualTo(Errno.ECANCELED);
              return done;
            }
          });
      if (round % 2 == 0) {
        closing.close();
      } else {
        closing.closeNow();
      }
      long counted = closing.stats().operations();
      assertThat(counted).isBetween((long) reader.get(), reader.get() + 1L);
      assertThat(closing.stats().operations()).isEqualTo(counted);
    }
  }

  // ---- holds ----

  @Test
  default void pooledMemoryIsGivenBackByTheTimeItIsSubmitted() throws Exception {
    DioFile file = cachedFile(4096, 14);
    try (MmapPool pool = new MmapPool("inline", 4096, 1)) {
      MmapBuffer buffer = pool.acquire();
      scheduler().submit(Op.read(file, buffer, 0));
      assertThat(inlineReads()).isEqualTo(1);
      buffer.release();
      assertThat(pool.outstanding()).isZero();
      assertThatIllegalStateException()
          .isThrownBy(() -> scheduler().submit(Op.read(file, buffer, 0)));
    }
  }

  @Test
  default void theLimitOfOperationsIsGivenBack() throws Exception {
    IoScheduler limited = open(SchedulerOptions.defaults().withMaxInFlight(2));
    DioFile file = cachedFile(100, 15);
    Op read = Op.read(file, memory(100), 0);
    for (int i = 0; i < 10; i++) {
      limited.submit(read);
      limited.submitAll(List.of(read, read));
    }
    assertThat(limited.stats().inlineReads()).isEqualTo(30);
  }

  @Test
  default void aClosedSchedulerAnswersNothing() throws Exception {
    DioFile file = cachedFile(100, 16);
    IoScheduler closed = open(SchedulerOptions.defaults());
    Op read = Op.read(file, memory(100), 0);
    assertThat(closed.submit(read).isDone()).isTrue();
    closed.close();
    assertThatIllegalStateException()
        .isThrownBy(() -> closed.submit(read))
        .withMessageContaining(closed.toString());
    assertThatIllegalStateException().isThrownBy(() -> closed.submitAll(List.of(read, read)));
    assertThat(closed.stats().inlineReads()).isEqualTo(1);
  }
}
