// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.iosched;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.dio.align.Errno;
import io.dio.align.ErrnoException;
import io.dio.iosched.testing.FailingDevice;
import io.dio.iosched.testing.SealedFile;
import io.dio.mempool.MmapBuffer;
import io.dio.mempool.MmapPool;
import io.dio.sys.DioFile;
import io.dio.sys.ShortTransferException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.Test;

/**
 * Linked operations run in order. The result of an operation decides what happens to the operations
 * behind it.
 */
interface ChainClauses extends BackendContract {

  /**
   * An address that does not belong to the program. The kernel refuses it before an operation
   * begins.
   */
  private static MemorySegment memoryOfTheKernel() {
    return MemorySegment.ofAddress(0xffff_8000_0000_0000L);
  }

  private DioFile openSealed(SealedFile sealed) throws Exception {
    return open(sealed.path(), StandardOpenOption.READ, StandardOpenOption.WRITE);
  }

  // ---- link ----

  @Test
  default void linkedOperationsRunInTheirOrder() throws Exception {
    for (FileKind kind : FileKind.values()) {
      DioFile file = newFile(kind);
      MemorySegment first = memory(65536, 1);
      MemorySegment second = memory(65536, 2);
      for (int round = 0; round < 50; round++) {
        MemorySegment seenFirst = memory(65536);
        MemorySegment seenSecond = memory(65536);
        Ticket ticket =
            scheduler()
                .submit(
                    Op.write(file, first, 0)
                        .link(Op.read(file, seenFirst, 0))
                        .link(Op.write(file, second, 0))
                        .link(Op.dataSync(file))
                        .link(Op.read(file, seenSecond, 0)));
        assertThat(Results.of(ticket)).containsExactly("65536", "65536", "65536", "0", "65536");
        Bytes.assertSeed(seenFirst, 1);
        Bytes.assertSeed(seenSecond, 2);
      }
    }
  }

  @Test
  default void hardLinkedOperationsRunInTheirOrder() throws Exception {
    DioFile file = newFile(FileKind.DIRECT);
    MemorySegment first = memory(65536, 1);
    MemorySegment second = memory(65536, 2);
    for (int round = 0; round < 50; round++) {
      MemorySegment seen = memory(65536);
      Ticket ticket =
          scheduler()
              .submit(
                  Op.write(file, first, 0)
                      .hardLink(Op.write(file, second, 0))
                      .hardLink(Op.read(file, seen, 0)));
      assertThat(Results.of(ticket)).containsExactly("65536", "65536", "65536");
      Bytes.assertSeed(seen, 2);
    }
  }

  @Test
  default void everyVerbCanBePartOfAChain() throws Exception {
    DioFile file = newFile(FileKind.BUFFERED);
    MemorySegment source = memory(300, 3);
    MemorySegment target = memory(400);
    Ticket ticket =
        scheduler()
            .submit(
                Op.allocate(file, 1000)
                    .link(Op.write(file, source, 0))
                    .link(
                        Op.writev(
                            file, List.of(source.asSlice(0, 50), source.asSlice(50, 50)), 300))
                    .link(Op.sync(file))
                    .link(Op.dataSync(file))
                    .link(Op.barrierSync(file))
                    .link(Op.read(file, target.asSlice(0, 300), 0))
                    .link(
                        Op.readv(
                            file, List.of(target.asSlice(300, 40), target.asSlice(340, 60)), 300)));
    assertThat(Results.of(ticket)).containsExactly("0", "300", "100", "0", "0", "0", "300", "100");
    Bytes.assertSeed(target.asSlice(0, 300), 3);
    Bytes.assertSeed(target.asSlice(300, 100), 3, 300);
    assertThat(file.size()).isEqualTo(1000);
    assertThat(scheduler().stats().operations()).isEqualTo(8);
    assertThat(scheduler().stats().inFlight()).isZero();
  }

  @Test
  default void afterAFailureTheRestOfALinkedChainIsCancelledAndNotIssued() throws Exception {
    try (SealedFile sealed = SealedFile.create(4096)) {
      DioFile full = openSealed(sealed);
      DioFile other = newFile(FileKind.BUFFERED);
      Ticket ticket =
          scheduler()
              .submit(
                  Op.write(full, memory(100), 8192)
                      .link(Op.write(other, memory(100, 1), 0))
                      .link(Op.allocate(other, 5000)));
      assertThat(Results.of(ticket)).containsExactly("EPERM", "ECANCELED", "ECANCELED");
      assertThat(other.size()).isZero();
      assertThat(scheduler().stats().operations()).isEqualTo(3);
      assertThat(scheduler().stats().bytesWritten()).isZero();
    }
  }

  /**
   * After these operations the kernel goes on with the chain, even if they are linked: it ignores
   * their failures.
   */
  @Test
  default void afterAFailedSyncOrAllocationTheRestOfALinkedChainIsCancelled() throws Exception {
    try (SealedFile sealed = SealedFile.create(4096)) {
      DioFile full = openSealed(sealed);
      DioFile unsyncable = open(Path.of("/proc/self/status"));
      DioFile other = newFile(FileKind.BUFFERED);
      Op works = Op.read(unsyncable, memory(10), 0);
      Op behind = Op.write(other, memory(100, 1), 0);
      for (Op fails :
          List.of(
              Op.allocate(full, 10_000),
              Op.sync(unsyncable),
              Op.dataSync(unsyncable),
              Op.barrierSync(unsyncable))) {
        String errno = Results.of(scheduler().submit(fails)).getFirst();
        assertThat(errno).isIn("EPERM", "EINVAL");
        assertThat(Results.of(scheduler().submit(fails.link(behind).hardLink(behind))))
            .containsExactly(errno, "ECANCELED", "ECANCELED");
        assertThat(Results.of(scheduler().submit(works.link(fails).link(behind))))
            .containsExactly("10", errno, "ECANCELED");
        assertThat(other.size()).as("what is behind " + fails).isZero();
      }
      Op sync = Op.sync(unsyncable);
      assertThat(Results.of(scheduler().submit(works.link(sync).hardLink(behind).link(works))))
          .containsExactly("10", "EINVAL", "100", "10");
    }
  }

  @Test
  default void afterAShortReadTheRestOfALinkedChainIsCancelled() throws Exception {
    DioFile file = newFile(1000, 1);
    DioFile other = newFile(FileKind.BUFFERED);
    Op write = Op.write(other, memory(100, 1), 0);
    assertThat(Results.of(scheduler().submit(Op.read(file, memory(4096), 0).link(write))))
        .containsExactly("1000", "ECANCELED");
    assertThat(Results.of(scheduler().submit(Op.read(file, memory(10), 1000).link(write))))
        .containsExactly("0", "ECANCELED");
    List<MemorySegment> pieces = List.of(memory(600), memory(600));
    assertThat(Results.of(scheduler().submit(Op.readv(file, pieces, 0).link(write))))
        .containsExactly("1000", "ECANCELED");
    assertThat(other.size()).isZero();
    assertThat(Results.of(scheduler().submit(Op.read(file, memory(1000), 0).link(write))))
        .containsExactly("1000", "100");
  }

  @Test
  default void afterAShortWriteTheRestOfALinkedChainIsCancelled() throws Exception {
    DioFile file = newFile(FileKind.BUFFERED);
    DioFile other = newFile(FileKind.BUFFERED);
    Ticket ticket =
        scheduler()
            .submit(
                Op.write(file, memoryCutAt(4096, 16384, 1), 4096)
                    .link(Op.write(other, memory(100), 0))
                    .link(Op.sync(other)));
    assertThat(Results.of(ticket)).containsExactly("short 4096", "ECANCELED", "ECANCELED");
    ShortTransferException failure =
        catchThrowableOfType(ShortTransferException.class, ticket::await);
    assertThat(failure.transferred()).isEqualTo(4096);
    assertThat(ticket.bytesTransferred()).isEqualTo(4096);
    assertThat(other.size()).isZero();
  }

  // ---- hardLink ----

  @Test
  default void hardLinkedOperationsRunHoweverTheOneBeforeEnded() throws Exception {
    try (SealedFile sealed = SealedFile.create(8192)) {
      DioFile full = openSealed(sealed);
      DioFile other = newFile(FileKind.BUFFERED);
      DioFile file = newFile(1000, 1);
      Ticket ticket =
          scheduler()
              .submit(
                  Op.write(full, memory(100), 8192) // fails
                      .hardLink(Op.read(file, memory(4096), 0)) // short
                      .hardLink(Op.write(other, memoryCutAt(4096, 16384, 1), 0)) // short
                      .hardLink(Op.read(file, memory(10), 2000)) // at the end
                      .hardLink(Op.write(file, memory(100, 2), 1000)));
      assertThat(Results.of(ticket)).containsExactly("EPERM", "1000", "short 4096", "0", "100");
      Bytes.assertInFile(file, 1000, 100, 2);
    }
  }

  @Test
  default void inAMixedChainOnlyTheLinkBehindTheFailureCounts() throws Exception {
    try (SealedFile sealed = SealedFile.create(4096)) {
      Op fails = Op.write(openSealed(sealed), memory(100), 8192);
      Op works = Op.write(newFile(FileKind.BUFFERED), memory(100), 0);
      assertThat(Results.of(scheduler().submit(works.link(fails).hardLink(works).link(works))))
          .containsExactly("100", "EPERM", "100", "100");
      assertThat(Results.of(scheduler().submit(fails.hardLink(fails).link(works).hardLink(works))))
          .containsExactly("EPERM", "EPERM", "ECANCELED", "ECANCELED");
      assertThat(Results.of(scheduler().submit(works.hardLink(fails).link(works).link(works))))
          .containsExactly("100", "EPERM", "ECANCELED", "ECANCELED");
    }
  }

  @Test
  default void whatIsHardLinkedToACancelledOperationIsCancelledAsWell() throws Exception {
    try (SealedFile sealed = SealedFile.create(4096)) {
      Op fails = Op.write(openSealed(sealed), memory(100), 8192);
      DioFile file = newFile(FileKind.BUFFERED);
      Op works = Op.write(file, memory(100), 0);
      assertThat(Results.of(scheduler().submit(fails.link(works).hardLink(works).hardLink(works))))
          .containsExactly("EPERM", "ECANCELED", "ECANCELED", "ECANCELED");
      assertThat(file.size()).isZero();
    }
  }

  /** The kernel then cancels the whole chain, also its beginning. POSIX calls cannot do that. */
  @Test
  default void anOperationThatCannotEvenBePreparedEndsNoOtherOfAHardLinkedChain() throws Exception {
    DioFile file = newFile(FileKind.BUFFERED);
    MemorySegment seen = memory(100);
    Ticket ticket =
        scheduler()
            .submit(
                Op.write(file, memory(100, 1), 0)
                    .hardLink(Op.write(file, memory(100, 2), 100))
                    .hardLink(Op.read(file, memoryOfTheKernel(), 0))
                    .hardLink(Op.write(file, memory(100, 3), 200))
                    .hardLink(Op.read(file, seen, 200))
                    .hardLink(Op.sync(file)));
    assertThat(Results.of(ticket)).containsExactly("100", "100", "EFAULT", "100", "100", "0");
    Bytes.assertInFile(file, 0, 100, 1);
    Bytes.assertInFile(file, 100, 100, 2);
    Bytes.assertSeed(seen, 3);
    assertThat(scheduler().stats().operations()).isEqualTo(6);
  }

  @Test
  default void anOperationThatCannotEvenBePreparedCancelsOnlyWhatIsLinkedBehindIt()
      throws Exception {
    DioFile file = newFile(FileKind.BUFFERED);
    Op works = Op.write(file, memory(100, 1), 0);
    Op fails = Op.read(file, memoryOfTheKernel(), 0);
    assertThat(Results.of(scheduler().submit(works.link(works).link(fails).link(works))))
        .containsExactly("100", "100", "EFAULT", "ECANCELED");
    assertThat(Results.of(scheduler().submit(fails.link(works).link(works))))
        .containsExactly("EFAULT", "ECANCELED", "ECANCELED");
    assertThat(Results.of(scheduler().submit(works.hardLink(fails).link(works).hardLink(works))))
        .containsExactly("100", "EFAULT", "ECANCELED", "ECANCELED");
    assertThat(Results.of(scheduler().submit(works.link(fails).hardLink(works).hardLink(fails))))
        .containsExactly("100", "EFAULT", "100", "EFAULT");
  }

  // ---- ticket ----

  @Test
  default void theTicketReportsTheFirstOperationsCountAndTheChainsFirstError() throws Exception {
    try (SealedFile sealed = SealedFile.create(4096)) {
      DioFile full = openSealed(sealed);
      DioFile file = newFile(1000, 1);
      Ticket ticket =
          scheduler()
              .submit(
                  Op.read(file, memory(700), 0)
                      .link(Op.write(full, memory(100), 8192))
                      .hardLink(Op.read(file, memoryOfTheKernel(), 0)));
      ErrnoException failure = catchThrowableOfType(ErrnoException.class, ticket::await);
      assertThat(failure.call()).isEqualTo("pwrite");
      assertThat(failure.errno()).isEqualTo(Errno.EPERM);
      assertThat(failure).hasMessageContaining("length=100, offset=8192");
      assertThat(catchThrowableOfType(ErrnoException.class, ticket::await)).isNotSameAs(failure);
      assertThat(ticket.bytesTransferred()).isEqualTo(700);
      assertThatThrownBy(() -> ticket.toCompletableFuture().get())
          .isInstanceOf(ExecutionException.class)
          .hasRootCauseMessage(failure.getMessage());

      Ticket works =
          scheduler().submit(Op.read(file, memory(700), 0).link(Op.read(file, memory(5), 0)));
      assertThat(works.await()).isEqualTo(700);
      assertThat(works.toCompletableFuture().get()).isEqualTo(700);
      // A short read is no failure, but the operations that it cancels have failed.
      Ticket cut = scheduler().submit(Op.read(file, memory(7), 999).link(Op.sync(file)));
      assertThat(catchThrowableOfType(ErrnoException.class, cut::await).errno())
          .isEqualTo(Errno.ECANCELED);
      assertThat(cut.bytesTransferred()).isEqualTo(1);
    }
  }

  @Test
  default void aSingleOperationHasOneResult() throws Exception {
    try (SealedFile sealed = SealedFile.create(8192)) {
      DioFile full = openSealed(sealed);
      DioFile file = newFile(1000, 1);
      assertThat(Results.of(scheduler().submit(Op.read(file, memory(4096), 0))))
          .containsExactly("1000");
      assertThat(Results.of(scheduler().submit(Op.sync(file)))).containsExactly("0");
      assertThat(Results.of(scheduler().submit(Op.drain(file)))).containsExactly("0");
      assertThat(Results.of(scheduler().submit(Op.write(file, memoryCutAt(4096, 16384, 1), 0))))
          .containsExactly("short 4096");
      assertThat(Results.of(scheduler().submit(Op.write(full, memory(1), 8192))))
          .containsExactly("EPERM");
    }
  }

  @Test
  default void aChainIsDoneWhenAllOfItIsAndCallsBackOnce() throws Exception {
    DioFile hanging =
        open(frozen().root().resolve(newPath().getFileName()), FileKind.BUFFERED.newFile());
    DioFile file = newFile(1000, 1);
    DioFile other = newFile(FileKind.BUFFERED);
    MemorySegment seen = memory(1000);
    Op chain =
        Op.read(file, seen, 0)
            .link(Op.write(hanging, memory(100, 1), 0))
            .link(Op.write(other, memory(100, 2), 0));
    frozen().freeze();
    Background<Ticket> submitted = Background.call(() -> scheduler().submit(chain));
    Background<List<String>> results = Background.call(() -> Results.of(submitted.get()));
    results.untilWaiting();
    while (scheduler().stats().inFlight() == 0) {
      Thread.onSpinWait();
    }
    assertThat(scheduler().submit(Op.read(file, memory(1000), 0)).await()).isEqualTo(1000);
    if (!isInline()) {
      assertThat(submitted.get().isDone()).isFalse();
      assertThatIllegalStateException().isThrownBy(() -> submitted.get().results());
      assertThatIllegalStateException().isThrownBy(() -> submitted.get().bytesTransferred());
    }
    assertThat(results.isDone()).isFalse();
    assertThat(other.size()).as("what is behind the hanging write").isZero();
    frozen().thaw();
    assertThat(results.get()).containsExactly("1000", "100", "100");
    Bytes.assertSeed(seen, 1);
    Bytes.assertInFile(other, 0, 100, 2);
  }

  // ---- values ----

  @Test
  default void extendingAChainNeverChangesTheOriginal() throws Exception {
    DioFile file = newFile(1000, 1);
    Op read = Op.read(file, memory(10), 0);
    Op pair = read.link(Op.read(file, memory(20), 0));
    Op longer = pair.link(Op.read(file, memory(30), 0));
    Op other = pair.hardLink(Op.read(file, memory(40), 0));
    Op flagged = read.preferring(TransferFlag.DONT_CACHE);
    assertThat(Results.of(scheduler().submit(read))).containsExactly("10");
    assertThat(Results.of(scheduler().submit(flagged))).containsExactly("10");
    assertThat(Results.of(scheduler().submit(pair))).containsExactly("10", "20");
    assertThat(Results.of(scheduler().submit(longer))).containsExactly("10", "20", "30");
    assertThat(Results.of(scheduler().submit(other))).containsExactly("10", "20", "40");
    assertThat(pair.toString()).doesNotContain("length=30", "length=40");
  }

  @Test
  default void aChainCanBeSubmittedAgainAndElsewhere() throws Exception {
    DioFile file = newFile(FileKind.BUFFERED);
    MemorySegment seen = memory(1000);
    MemorySegment source = memory(1000, 1);
    Op chain = Op.write(file, source, 0).link(Op.read(file, seen, 0));
    IoScheduler elsewhere = open(SchedulerOptions.defaults());
    List<Ticket> tickets = new ArrayList<>();
    for (int i = 0; i < 50; i++) {
      tickets.add(scheduler().submit(chain));
      tickets.add(elsewhere.submit(chain));
    }
    tickets.addAll(scheduler().submitAll(List.of(chain, chain, chain)));
    for (Ticket ticket : tickets) {
      assertThat(Results.of(ticket)).containsExactly("1000", "1000");
    }
    Bytes.fill(source, 2);
    assertThat(Results.of(scheduler().submit(chain))).containsExactly("1000", "1000");
    Bytes.assertSeed(seen, 2);
  }

  @Test
  default void aChainLinkedToAChainIsOneChainInWhichEachKeepsItsLinks() throws Exception {
    try (SealedFile sealed = SealedFile.create(4096)) {
      Op fails = Op.write(openSealed(sealed), memory(100), 8192);
      Op works = Op.write(newFile(FileKind.BUFFERED), memory(100), 0);
      Op hard = fails.hardLink(works);
      Op soft = fails.link(works);
      assertThat(Results.of(scheduler().submit(hard.link(hard))))
          .containsExactly("EPERM", "100", "EPERM", "100");
      assertThat(Results.of(scheduler().submit(hard.link(soft))))
          .containsExactly("EPERM", "100", "EPERM", "ECANCELED");
      assertThat(Results.of(scheduler().submit(works.link(hard).hardLink(soft))))
          .containsExactly("100", "EPERM", "100", "EPERM", "ECANCELED");
      assertThat(Results.of(scheduler().submit(works.link(fails).hardLink(works.link(works)))))
          .containsExactly("100", "EPERM", "100", "100");
      assertThat(Results.of(scheduler().submit(works.link(fails).link(works.hardLink(works)))))
          .containsExactly("100", "EPERM", "ECANCELED", "ECANCELED");
      assertThat(hard.link(soft)).hasToString(hard + " -> " + soft);
    }
  }

  // ---- refused ----

  @Test
  default void aChainLongerThanTheRingIsRefusedByNameAndThreadsTakeAnyLength() throws Exception {
    IoScheduler small = open(SchedulerOptions.defaults().withRingDepth(4));
    DioFile file = newFile(1000, 1);
    Op four = read(file).link(read(file)).link(read(file)).link(read(file));
    Op five = four.link(read(file));
    if (small.backend() == Backend.URING) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> small.submit(five))
          .withMessageContaining("a chain of 5 operations is longer than the ring")
          .withMessageContaining("room for 4");
      assertThatIllegalArgumentException()
          .isThrownBy(() -> small.submitAll(List.of(four, five)))
          .withMessageContaining("a chain of 5 operations is longer than the ring");
      assertThat(small.stats().operations()).isZero();
    } else {
      assertThat(Results.of(small.submit(five))).containsExactly("10", "10", "10", "10", "10");
      Op longer = read(file);
      for (int i = 1; i < 1000; i++) {
        longer = longer.link(read(file));
      }
      assertThat(Results.of(small.submit(longer))).hasSize(1000).containsOnly("10");
    }
    file.close();
  }

  private Op read(DioFile file) {
    return Op.read(file, memory(10), 0);
  }

  @Test
  default void chainsAsLongAsTheRingWorkHoweverManyThereAre() throws Exception {
    IoScheduler small = open(SchedulerOptions.defaults().withRingDepth(4));
    DioFile file = newFile(1000, 1);
    Op four = read(file).link(read(file)).hardLink(read(file)).link(read(file));
    List<Ticket> tickets = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      tickets.add(small.submit(four));
      tickets.add(small.submit(read(file)));
    }
    tickets.addAll(small.submitAll(List.of(four, read(file), four)));
    for (Ticket ticket : tickets) {
      assertThat(Results.of(ticket)).containsOnly("10");
    }
    assertThat(small.stats().operations()).isEqualTo(100 * 5 + 9);
  }

  @Test
  default void whatCannotBePartOfAChainIsRefusedWhenTheChainIsBuilt() throws Exception {
    DioFile file = newFile(FileKind.BUFFERED);
    Op write = Op.write(file, memory(10), 0);
    Op durable = write.durable();
    Op drain = Op.drain(file);
    Op opening = Op.open(newPath(), StandardOpenOption.READ);
    for (Op single : List.of(durable, drain, opening)) {
      String message = single == durable ? "is durable and cannot be part" : "cannot be part";
      for (Op chain : List.of(write, write.link(write))) {
        assertThatIllegalArgumentException()
            .isThrownBy(() -> chain.link(single))
            .withMessageContaining(message);
        assertThatIllegalArgumentException()
            .isThrownBy(() -> chain.hardLink(single))
            .withMessageContaining(message);
        assertThatIllegalArgumentException()
            .isThrownBy(() -> single.link(chain))
            .withMessageContaining(message);
        assertThatIllegalArgumentException()
            .isThrownBy(() -> single.hardLink(chain))
            .withMessageContaining(message);
      }
    }
    assertThatIllegalArgumentException()
        .isThrownBy(() -> write.link(durable))
        .withMessageContaining("link a dataSync behind the write instead");
    assertThatIllegalArgumentException().isThrownBy(() -> write.link(write).durable());
    assertThatIllegalArgumentException()
        .isThrownBy(() -> write.link(write).with(TransferFlag.NO_WAIT));
    assertThatNullPointerException().isThrownBy(() -> write.link(null));
    assertThatNullPointerException().isThrownBy(() -> write.hardLink(null));
    assertThat(Results.of(scheduler().submit(write.link(Op.dataSync(file)))))
        .containsExactly("10", "0");
  }

  @Test
  default void aChainIsAcceptedWholeOrNotAtAll() throws Exception {
    DioFile file = newFile(1000, 1);
    DioFile closed = newFile(1000, 2);
    Op gone = Op.sync(closed);
    closed.close();
    Op dead;
    try (Arena closing = Arena.ofShared()) {
      dead = Op.write(file, closing.allocate(10), 0);
    }
    try (MmapPool pool = new MmapPool("contract", 4096, 1)) {
      MmapBuffer buffer = pool.acquire();
      Op held = Op.write(file, buffer, 0);
      for (Op last : List.of(gone, dead)) {
        assertThatIllegalStateException().isThrownBy(() -> scheduler().submit(held.link(last)));
        assertThatIllegalStateException()
            .isThrownBy(() -> scheduler().submitAll(List.of(held, held.hardLink(last))));
      }
      buffer.release();
      assertThat(pool.outstanding()).isZero();
      assertThatIllegalStateException().isThrownBy(() -> scheduler().submit(read(file).link(held)));
    }
    file.close();
    assertThat(scheduler().stats().operations()).isZero();
    assertThat(scheduler().stats().inFlight()).isZero();
  }

  // ---- memory ----

  @Test
  default void memoryAndFilesOfCancelledOperationsAreGivenBack() throws Exception {
    DioFile file = newFile(10, 1);
    DioFile other = newFile(FileKind.BUFFERED);
    try (MmapPool pool = new MmapPool("contract", 4096, 2)) {
      MmapBuffer target = pool.acquire();
      MmapBuffer source = pool.acquire();
      Ticket ticket = scheduler().submit(Op.read(file, target, 0).link(Op.write(other, source, 0)));
      target.release();
      source.release();
      assertThat(Results.of(ticket)).containsExactly("10", "ECANCELED");
      assertThat(pool.outstanding()).isZero();
    }
    file.close();
    other.close();
  }

  // ---- poison ----

  @Test
  default void aSyncThatFailsInAChainCancelsAndPoisons() throws Exception {
    try (FailingDevice device = FailingDevice.create()) {
      DioFile file = open(device.path(), StandardOpenOption.READ, StandardOpenOption.WRITE);
      DioFile other = newFile(FileKind.BUFFERED);
      Op write = Op.write(file, memory(65536, 1), 0);
      Op behind = Op.write(other, memory(100, 2), 0);
      Op chain = write.link(Op.dataSync(file)).link(behind);
      assertThat(Results.of(scheduler().submit(chain)))
          .containsExactly("65536", "EIO", "ECANCELED");
      assertThat(other.size()).isZero();

      // The kernel has forgotten the error. If the sync were issued, it would succeed.
      assertThat(Results.of(scheduler().submit(chain)))
          .containsExactly("65536", "EIO", "ECANCELED");
      assertThat(Results.of(scheduler().submit(write.link(Op.sync(file)).hardLink(behind))))
          .containsExactly("65536", "EIO", "100");
      assertThat(
              Results.of(
                  scheduler()
                      .submit(
                          Op.barrierSync(file)
                              .hardLink(Op.dataSync(file))
                              .hardLink(Op.read(file, memory(4096), 0))
                              .link(behind))))
          .containsExactly("EIO", "EIO", "4096", "100");
      Ticket refused = scheduler().submit(write.link(Op.dataSync(file)));
      assertThatThrownBy(refused::await)
          .isInstanceOf(ErrnoException.class)
          .hasMessageContaining("fdatasync not issued");
      assertThatThrownBy(file::close).hasMessageContaining("EIO");
    }
  }
}
