// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.iosched;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dio.align.Errno;
import io.dio.sys.DioFile;
import io.dio.testing.fixtures.FaultyDisk;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

/** A lost write is reported once, with any error number, and is never acknowledged afterwards. */
interface LostWriteClauses extends BackendContract {
  private static OpenOption[] readWrite() {
    return new OpenOption[] {StandardOpenOption.READ, StandardOpenOption.WRITE};
  }

  /** The errors that {@link io.dio.sys.DioFile} exempts. FUSE keeps ENOSYS for itself. */
  private static Set<Integer> untriedSyncs() {
    return Set.of(
        Errno.EINTR,
        Errno.ECANCELED,
        Errno.EAGAIN,
        Errno.EBADF,
        Errno.EINVAL,
        Errno.EROFS,
        Errno.EOPNOTSUPP,
        Errno.ENOSYS);
  }

  private static Set<Integer> untriedWrites() {
    Set<Integer> errors = new HashSet<>(untriedSyncs());
    errors.addAll(Set.of(Errno.EPERM, Errno.EFAULT, Errno.EFBIG, Errno.ESPIPE, Errno.ETXTBSY));
    return errors;
  }

  /**
   * The errors that the block layer of Linux reports for a write that a device or server did not
   * take.
   */
  private static List<Integer> lostWrites() {
    return List.of(
        Errno.EIO,
        Errno.ENOSPC,
        Errno.EDQUOT,
        Errno.ENODATA,
        Errno.EREMOTEIO,
        Errno.ETIMEDOUT,
        Errno.ENOLINK,
        Errno.EBADE,
        Errno.ENODEV,
        Errno.EILSEQ,
        Errno.ENOMEM,
        Errno.EBUSY,
        Errno.ESTALE);
  }

  private static List<Integer> allErrors() {
    List<Integer> errors = new ArrayList<>();
    for (int errno = 1; errno <= 133; errno++) {
      // FUSE keeps ENOSYS for itself. An interrupted call is repeated and then succeeds.
      if (errno != Errno.ENOSYS && errno != Errno.EINTR) {
        errors.add(errno);
      }
    }
    return errors;
  }

  private List<String> run(Op op) {
    return Results.of(scheduler().submit(op));
  }

  private static DioFile openSectors(FaultyDisk disk, OpenOption... more) throws IOException {
    List<OpenOption> options = new ArrayList<>(List.of(readWrite()));
    Collections.addAll(options, more);
    return DioFile.open(disk.path(), options.toArray(OpenOption[]::new));
  }

  /** The disk fails once. An operation that is issued after that would succeed. */
  private void assertPoisonsUnless(boolean untried, int errno, DioFile file, Supplier<Op> op) {
    String name = Errno.name(errno);
    // A ring's kernel also reports ECANCELED if it had no thread. dio reports that as EAGAIN,
    // unless
    // the waiting thread made the call.
    boolean ambiguous = errno == Errno.ECANCELED && scheduler().backend() == Backend.URING;
    assertThat(run(op.get())).hasSize(1).isSubsetOf(name, ambiguous ? "EAGAIN" : name);
    for (Op next : List.of(Op.dataSync(file), Op.sync(file), Op.barrierSync(file))) {
      assertThat(run(next)).as(next + " after " + name).containsExactly(untried ? "0" : name);
    }
    if (untried) {
      assertThat(run(op.get())).as("again").doesNotContain(name);
    } else {
      assertThatThrownBy(file::close).hasMessageContaining(name);
    }
  }

  @Test
  default void everyFailedSyncPoisonsItsFileUnlessItWasNotTried() throws Exception {
    try (FaultyDisk disk = FaultyDisk.create(1)) {
      for (int errno : allErrors()) {
        try (DioFile file = openSectors(disk)) {
          disk.failWith(errno);
          disk.failFlushes(1);
          boolean untried = untriedSyncs().contains(errno);
          assertPoisonsUnless(untried, errno, file, () -> Op.dataSync(file));
        }
      }
    }
  }

  @Test
  default void everyFailedDurableWritePoisonsItsFileUnlessItWasNotTried() throws Exception {
    MemorySegment memory = memory(4096, 1);
    try (FaultyDisk disk = FaultyDisk.create(1)) {
      for (int errno : allErrors()) {
        boolean repeated = errno == Errno.EAGAIN || errno == Errno.EOPNOTSUPP;
        if (repeated && scheduler().backend() == Backend.URING) {
          continue; // the kernel first tried without waiting; it repeats the write and succeeds
        }
        try (DioFile file = openSectors(disk, StandardOpenOption.DSYNC)) {
          disk.failWith(errno);
          disk.failWrites(1);
          boolean untried = untriedWrites().contains(errno);
          assertPoisonsUnless(untried, errno, file, () -> Op.write(file, memory, 0));
        }
      }
    }
  }

  @Test
  default void everyFailedSyncPoisonsItsSlotUnlessItWasNotTried() throws Exception {
    try (FaultyDisk disk = FaultyDisk.create(1)) {
      IoScheduler scheduler = open(SchedulerOptions.defaults().withFileSlots(1));
      FileSlot slot = scheduler.fileSlots().getFirst();
      for (int errno : allErrors()) {
        if (errno == Errno.ECANCELED) {
          // In a chain this is the kernel's error for operations that it did not issue. dio repeats
          // them.
          continue;
        }
        String name = Errno.name(errno);
        disk.failWith(errno);
        disk.failFlushes(1);
        Op chain = Op.openInto(slot, disk.path(), readWrite()).link(Op.dataSync(slot));
        assertThat(Results.of(scheduler.submit(chain))).containsExactly("0", name);
        assertThat(Results.of(scheduler.submit(Op.sync(slot))))
            .as("sync after " + name)
            .containsExactly(untriedSyncs().contains(errno) ? "0" : name);
      }
      scheduler.close();
    }
  }

  @Test
  default void ofSixSyncsAtOnceNoneIsToldSuccessWhateverTheErrorIsCalled() throws Exception {
    try (FaultyDisk disk = FaultyDisk.create(1)) {
      for (int errno : lostWrites()) {
        try (DioFile file = openSectors(disk)) {
          disk.failWith(errno);
          disk.failFlushes(1);
          for (Ticket sync : scheduler().submitAll(Collections.nCopies(6, Op.dataSync(file)))) {
            assertThat(Results.of(sync)).containsExactly(Errno.name(errno));
          }
          assertThatThrownBy(file::close).hasMessageContaining(Errno.name(errno));
        }
      }
    }
  }

  /**
   * Operations linked to a failed write are cancelled before they are issued, so they lose nothing.
   */
  @Test
  default void aSyncThatIsCancelledUnissuedDoesNotPoison() throws Exception {
    try (FaultyDisk disk = FaultyDisk.create(1);
        DioFile file = openSectors(disk)) {
      disk.failWith(Errno.ENODATA);
      disk.failWrites(1);
      Op write = Op.write(file, memory(4096, 1), 0);
      assertThat(run(write.link(Op.dataSync(file)))).containsExactly("ENODATA", "ECANCELED");
      assertThat(run(write.link(Op.dataSync(file)))).containsExactly("4096", "0");
    }
  }

  /** A record on ext4. The disk does not take one write and then loses power. */
  @Test
  default void aRecordThatWasNotWrittenIsNotAcknowledgedByALaterSync() throws Exception {
    try (FaultyDisk disk = FaultyDisk.create(64)) {
      Path path = disk.mountNewExt4().resolve("record");
      DioFile file =
          DioFile.open(
              path, StandardOpenOption.READ, StandardOpenOption.WRITE, StandardOpenOption.CREATE);
      MemorySegment record = memory(4096, 1);
      record.setString(0, FaultyDisk.MAGIC);
      assertThat(run(Op.write(file, record, 0).link(Op.dataSync(file))))
          .containsExactly("4096", "0");
      byte[] acknowledged = record.toArray(JAVA_BYTE);

      record.set(JAVA_BYTE, 100, (byte) 77);
      assertThat(run(Op.write(file, record, 0))).containsExactly("4096");
      disk.failWith(Errno.ENODATA);
      disk.failDataWrites(1);
      for (int attempt = 0; attempt < 3; attempt++) {
        assertThat(run(Op.dataSync(file))).containsExactly("ENODATA");
      }
      assertThatThrownBy(file::close).hasMessageContaining("ENODATA");

      Path after = disk.losePowerAndMountAgain().resolve("record");
      assertThat(after).as("as it was acknowledged last").hasBinaryContent(acknowledged);
    }
  }

  /**
   * The kernel keeps the error of a lost page for the open file. If several durable writes run at
   * the same time, any one may get the error of another one's page.
   */
  @Test
  default void aDurableWriteIsNotToldSuccessWhenAnotherOneGotItsError() throws Exception {
    int rounds = 150;
    int others = 7;
    try (FaultyDisk disk = FaultyDisk.create(64)) {
      Path path = disk.mountNewExt4().resolve("records");
      MemorySegment lost = memory(4096, 1);
      lost.setString(0, FaultyDisk.MAGIC);
      MemorySegment other = memory(4096, 2);
      for (int round = 0; round < rounds; round++) {
        DioFile file =
            DioFile.open(
                path, StandardOpenOption.READ, StandardOpenOption.WRITE, StandardOpenOption.CREATE);
        List<Op> writes = new ArrayList<>();
        for (int i = 0; i < others; i++) {
          // Because of the gaps the disk does not get two of them in one request.
          writes.add(Op.write(file, other, (i + 1) * 65_536L).durable());
        }
        writes.add(round % others, Op.write(file, lost, 0).durable());
        disk.failWith(Errno.EIO);
        disk.failDataWrites(1);
        List<Ticket> tickets = scheduler().submitAll(writes);
        assertThat(Results.of(tickets.get(round % others)))
            .as("the write that was lost, round " + round)
            .containsExactly("EIO");
        for (Ticket ticket : tickets) {
          assertThat(Results.of(ticket)).hasSize(1);
        }
        assertThatThrownBy(file::close).hasMessageContaining("EIO");
      }
    }
  }
}
