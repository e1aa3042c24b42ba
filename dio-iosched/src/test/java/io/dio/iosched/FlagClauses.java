// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.iosched;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.dio.align.Errno;
import io.dio.align.ErrnoException;
import io.dio.iosched.testing.SealedFile;
import io.dio.sys.Advice;
import io.dio.sys.DioFile;
import io.dio.testing.fixtures.DiskFolders;
import io.dio.testing.fixtures.Skip;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The flags of single transfers. The kernel obeys a flag, or the operation is refused with a typed
 * error, or the flag is dropped if that was allowed.
 */
interface FlagClauses extends BackendContract {

  /** A file in memory, of which the kernel supports neither DONT_CACHE nor ATOMIC. */
  private DioFile open(SealedFile inMemory) throws IOException {
    return open(inMemory.path(), StandardOpenOption.READ, StandardOpenOption.WRITE);
  }

  private static UnsupportedFlagException refusal(Ticket ticket) {
    UnsupportedFlagException failure =
        catchThrowableOfType(UnsupportedFlagException.class, ticket::await);
    assertThat(failure).as("%s", ticket).isNotNull();
    return failure;
  }

  @Test
  default void anUnsupportedFlagIsToldByTypeAndNothingIsTransferred() throws Exception {
    try (SealedFile inMemory = SealedFile.create(8192)) {
      DioFile file = open(inMemory);
      MemorySegment memory = memory(100, 1);
      for (TransferFlag flag : List.of(TransferFlag.DONT_CACHE, TransferFlag.ATOMIC)) {
        Ticket write = scheduler().submit(Op.write(file, memory, 0).with(flag));
        UnsupportedFlagException failure = refusal(write);
        assertThat(failure.flags()).containsExactly(flag);
        assertThat(failure)
            .hasMessageContaining(flag.toString())
            .hasMessageContaining("EOPNOTSUPP")
            .hasMessageContaining("length=100, offset=0");
        assertThat(failure.getCause())
            .isInstanceOfSatisfying(
                ErrnoException.class,
                cause -> assertThat(cause.errno()).isEqualTo(Errno.EOPNOTSUPP));
        assertThat(write.bytesTransferred()).isZero();
        assertThat(write.results().getFirst().failure())
            .get()
            .isInstanceOf(UnsupportedFlagException.class);
        assertThat(refusal(write)).as("a fresh one each time").isNotSameAs(failure);
      }
      MemorySegment target = memory(100, 2);
      Ticket read = scheduler().submit(Op.read(file, target, 0).with(TransferFlag.DONT_CACHE));
      assertThat(refusal(read).flags()).containsExactly(TransferFlag.DONT_CACHE);
      Bytes.assertSeed(target, 2);
      Bytes.assertEqual(readBack(file, 100), memory(100));
      assertThat(scheduler().stats().droppedFlags()).isZero();
    }
  }

  @Test
  default void allFlagsOfARefusedTransferAreNamed() throws Exception {
    try (SealedFile inMemory = SealedFile.create(8192)) {
      Op write =
          Op.write(open(inMemory), memory(100), 0)
              .durable()
              .with(TransferFlag.ATOMIC)
              .with(TransferFlag.DONT_CACHE);
      assertThat(refusal(scheduler().submit(write)).flags())
          .containsExactlyInAnyOrder(
              TransferFlag.DATA_SYNC, TransferFlag.ATOMIC, TransferFlag.DONT_CACHE);
    }
  }

  @Test
  default void aPreferredFlagThatIsNotSupportedIsDroppedAndCounted() throws Exception {
    try (SealedFile inMemory = SealedFile.create(8192)) {
      DioFile file = open(inMemory);
      MemorySegment source = memory(300, 1);
      MemorySegment target = memory(300);
      List<Op> ops =
          List.of(
              Op.write(file, source, 0),
              Op.writev(file, List.of(source.asSlice(0, 100), source.asSlice(100)), 1000),
              Op.read(file, target, 0),
              Op.readv(file, List.of(target.asSlice(0, 100), target.asSlice(100)), 1000));
      for (int i = 0; i < ops.size(); i++) {
        target.fill((byte) 0);
        Op op = ops.get(i).preferring(TransferFlag.DONT_CACHE);
        assertThat(scheduler().submit(op).await()).isEqualTo(300);
        assertThat(scheduler().stats().droppedFlags()).isEqualTo(i + 1);
        if (i >= 2) {
          Bytes.assertSeed(target, 1);
        }
      }
      // Each counts as one operation, although it was tried twice.
      assertThat(scheduler().stats().operations()).isEqualTo(4);
      assertThat(scheduler().stats().bytesWritten()).isEqualTo(600);
    }
  }

  @Test
  default void aPreferredFlagIsDroppedInAChainAsWell() throws Exception {
    try (SealedFile inMemory = SealedFile.create(8192)) {
      DioFile file = open(inMemory);
      MemorySegment target = memory(100);
      Ticket chain =
          scheduler()
              .submit(
                  Op.write(file, memory(100, 1), 0)
                      .preferring(TransferFlag.DONT_CACHE)
                      .link(Op.dataSync(file))
                      .link(Op.read(file, target, 0).preferring(TransferFlag.DONT_CACHE)));
      assertThat(chain.await()).isEqualTo(100);
      assertThat(chain.results()).allMatch(result -> result.failure().isEmpty());
      Bytes.assertSeed(target, 1);
      assertThat(scheduler().stats().droppedFlags()).isEqualTo(2);
    }
  }

  @Test
  default void aRequiredFlagThatIsNotSupportedBreaksItsChain() throws Exception {
    try (SealedFile inMemory = SealedFile.create(8192)) {
      DioFile file = open(inMemory);
      Ticket chain =
          scheduler()
              .submit(
                  Op.write(file, memory(100, 1), 0)
                      .with(TransferFlag.DONT_CACHE)
                      .link(Op.write(file, memory(100, 2), 0)));
      assertThat(refusal(chain).flags()).containsExactly(TransferFlag.DONT_CACHE);
      assertThat(chain.results().get(1).failure())
          .get()
          .isInstanceOfSatisfying(
              ErrnoException.class, e -> assertThat(e.errno()).isEqualTo(Errno.ECANCELED));
      Bytes.assertEqual(readBack(file, 100), memory(100));
    }
  }

  @ParameterizedTest
  @EnumSource
  default void aTransferWithSupportedFlagsMovesItsBytes(FileKind kind) throws Exception {
    DioFile file = newFile(kind);
    MemorySegment target = memory(8192);
    assertThat(
            scheduler()
                .submit(Op.write(file, memory(8192, 1), 0).with(TransferFlag.DATA_SYNC))
                .await())
        .isEqualTo(8192);
    assertThat(scheduler().submit(Op.write(file, memory(8192, 2), 8192).durable()).await())
        .isEqualTo(8192);
    assertThat(
            scheduler()
                .submit(Op.read(file, target, 8192).preferring(TransferFlag.DONT_CACHE))
                .await())
        .isEqualTo(8192);
    Bytes.assertSeed(target, 2);
    Bytes.assertInFile(file, 0, 8192, 1);
  }

  @Test
  default void whatWouldHaveToWaitFailsAsTransient() throws Exception {
    DioFile file = newFile(1 << 20, 1);
    Skip.unless(
        DiskFolders.isOnDisk(file.path().getParent()),
        "a file in memory is always cached, and tmpfs has no NO_WAIT; choose a folder on a disk");
    MemorySegment target = memory(4096);
    ErrnoException failure = null;
    // Dropped pages may come back into the page cache, or may not be gone at once.
    for (int attempt = 0; attempt < 100 && failure == null; attempt++) {
      file.sync();
      file.advise(0, 0, Advice.DONT_NEED);
      Op read = Op.read(file, target, attempt * 8192L).with(TransferFlag.NO_WAIT);
      Ticket ticket = scheduler().submit(read);
      failure = catchThrowableOfType(ErrnoException.class, ticket::await);
    }
    Skip.unless(failure != null, "needs a file system that drops what it is advised to drop");
    assertThat(failure.errno()).isEqualTo(Errno.EAGAIN);
    assertThat(failure.isTransient()).isTrue();
    // The page is already in the cache, so the read need not wait.
    file.readFully(target, 0);
    assertThat(scheduler().submit(Op.read(file, target, 0).with(TransferFlag.NO_WAIT)).await())
        .isEqualTo(4096);
  }

  @Test
  default void flaggedWritesAreNotMerged() throws Exception {
    DioFile file = newFile(FileKind.BUFFERED);
    List<Op> writes = new ArrayList<>();
    for (int i = 0; i < 16; i++) {
      Op write = Op.write(file, memory(1000, i), i * 1000L);
      writes.add(write.preferring(TransferFlag.DONT_CACHE));
    }
    for (Ticket ticket : scheduler().submitAll(writes)) {
      assertThat(ticket.await()).isEqualTo(1000);
    }
    assertThat(scheduler().stats().coalescedWrites()).isZero();
    for (int i = 0; i < 16; i++) {
      Bytes.assertInFile(file, i * 1000L, 1000, i);
    }
  }

  @Test
  default void aFlagThatDoesNotSuitTheOperationIsRefusedWhenItIsMade() throws Exception {
    DioFile file = newFile(FileKind.BUFFERED);
    Op read = Op.read(file, memory(100), 0);
    Op write = Op.write(file, memory(100), 0);
    List<ThrowingCallable> calls = new ArrayList<>();
    for (TransferFlag flag : List.of(TransferFlag.DATA_SYNC, TransferFlag.ATOMIC)) {
      calls.add(() -> read.with(flag));
      calls.add(() -> Op.readv(file, List.of(memory(100)), 0).with(flag));
    }
    calls.add(read::durable);
    for (TransferFlag flag : TransferFlag.values()) {
      calls.add(() -> Op.sync(file).with(flag));
      calls.add(() -> Op.dataSync(file).with(flag));
      calls.add(() -> Op.allocate(file, 100).with(flag));
      calls.add(() -> Op.drain(file).with(flag));
      calls.add(() -> Op.open(file.path(), StandardOpenOption.READ).with(flag));
      calls.add(() -> write.link(Op.dataSync(file)).with(flag));
      calls.add(() -> write.hardLink(write).preferring(flag));
    }
    for (ThrowingCallable call : calls) {
      assertThatIllegalArgumentException().isThrownBy(call).withMessageContaining("flag ");
    }
    for (TransferFlag relied :
        List.of(TransferFlag.ATOMIC, TransferFlag.NO_WAIT, TransferFlag.DATA_SYNC)) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> write.preferring(relied))
          .withMessageContaining("flag " + relied);
    }
    assertThatNullPointerException().isThrownBy(() -> write.with(null));
    assertThatNullPointerException().isThrownBy(() -> write.preferring(null));
    assertThat(scheduler().stats().operations()).isZero();
  }

  @Test
  default void aFlagDoesNotChangeTheOperationItIsAddedTo() throws Exception {
    try (SealedFile inMemory = SealedFile.create(8192)) {
      Op plain = Op.write(open(inMemory), memory(100, 1), 0);
      Op flagged = plain.with(TransferFlag.DONT_CACHE);
      assertThat(scheduler().submit(plain).await()).isEqualTo(100);
      assertThat(refusal(scheduler().submit(flagged)).flags()).hasSize(1);
    }
  }

  private MemorySegment readBack(DioFile file, int length) throws IOException {
    MemorySegment target = memory(length);
    file.readFully(target, 0);
    return target;
  }
}
