// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.iosched;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.dio.align.Errno;
import io.dio.align.ErrnoException;
import io.dio.iosched.testing.FailingDevice;
import io.dio.sys.DioFile;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.junit.jupiter.api.Test;

/** sync, dataSync and allocate, the consequences of a failed sync, and a drain without work. */
interface SyncClauses extends BackendContract {

  @Test
  default void syncAndDataSyncCompleteWith0() throws Exception {
    DioFile file = newFile(10_000, 1);
    Ticket sync = scheduler().submit(Op.sync(file));
    assertThat(sync.await()).isZero();
    assertThat(sync.bytesTransferred()).isZero();
    assertThat(scheduler().submit(Op.dataSync(file)).await()).isZero();
  }

  @Test
  default void allocateReservesBlocksAndGrowsTheFile() throws Exception {
    DioFile file = newFile(100, 2);
    assertThat(scheduler().submit(Op.allocate(file, 1_000_000)).await()).isZero();
    assertThat(file.size()).isEqualTo(1_000_000);
    assertThat(file.allocatedBytes()).isGreaterThanOrEqualTo(1_000_000);
    Bytes.assertInFile(file, 0, 100, 2);
  }

  @Test
  default void allocateNeverShrinksTheFile() throws Exception {
    DioFile file = newFile(50_000, 3);
    assertThat(scheduler().submit(Op.allocate(file, 1)).await()).isZero();
    assertThat(file.size()).isEqualTo(50_000);
    Bytes.assertInFile(file, 0, 50_000, 3);
  }

  @Test
  default void allocateSaysWhereTheFileSystemCannot() throws Exception {
    DioFile file =
        open(
            Path.of("/proc/self/coredump_filter"),
            StandardOpenOption.READ,
            StandardOpenOption.WRITE);
    Ticket allocate = scheduler().submit(Op.allocate(file, 4096));
    assertThat(catchThrowableOfType(ErrnoException.class, allocate::await).errno())
        .isEqualTo(Errno.EOPNOTSUPP);
  }

  @Test
  default void aSyncThatLosesDataPoisonsTheFile() throws Exception {
    try (FailingDevice device = FailingDevice.create()) {
      DioFile file = open(device.path(), StandardOpenOption.READ, StandardOpenOption.WRITE);
      scheduler().submit(Op.write(file, memory(65536, 4), 0)).await();
      Ticket first = scheduler().submit(Op.sync(file));
      ErrnoException lost = catchThrowableOfType(ErrnoException.class, first::await);
      assertThat(lost.call()).isEqualTo("fsync");
      assertThat(lost.errno()).isEqualTo(Errno.EIO);

      // The kernel has forgotten the error. If these were issued, they would succeed.
      assertRefusedUnissued(scheduler().submit(Op.dataSync(file)), "fdatasync not issued");
      assertRefusedUnissued(scheduler().submit(Op.sync(file)), "fsync not issued");
      assertThatThrownBy(file::sync).hasMessageContaining("fsync not issued");

      assertThat(scheduler().submit(Op.read(file, memory(4096), 0)).await()).isEqualTo(4096);
      assertThat(scheduler().submit(Op.write(file, memory(4096), 0)).await()).isEqualTo(4096);
      assertThatThrownBy(file::close).hasMessageContaining("fsync(").hasMessageContaining("EIO");
    }
  }

  private static void assertRefusedUnissued(Ticket ticket, String how) {
    ErrnoException refusal = catchThrowableOfType(ErrnoException.class, ticket::await);
    assertThat(refusal.errno()).isEqualTo(Errno.EIO);
    assertThat(refusal)
        .hasMessageContaining("earlier failure, written data may be lost, " + how)
        .hasCauseInstanceOf(ErrnoException.class);
    assertThat(catchThrowableOfType(ErrnoException.class, ticket::await)).isNotSameAs(refusal);
  }

  @Test
  default void aDurableWriteThatLosesDataPoisonsTheFile() throws Exception {
    try (FailingDevice device = FailingDevice.create()) {
      DioFile file =
          open(
              device.path(),
              StandardOpenOption.READ,
              StandardOpenOption.WRITE,
              StandardOpenOption.DSYNC);
      Ticket first = scheduler().submit(Op.write(file, memory(65536, 5), 0));
      ErrnoException lost = catchThrowableOfType(ErrnoException.class, first::await);
      assertThat(lost.errno()).isEqualTo(Errno.EIO);
      assertRefusedUnissued(
          scheduler().submit(Op.write(file, memory(4096), 0)), "pwrite not issued");
      assertRefusedUnissued(scheduler().submit(Op.sync(file)), "fsync not issued");
      assertThat(scheduler().submit(Op.read(file, memory(4096), 0)).await()).isEqualTo(4096);
      assertThatThrownBy(file::close).hasMessageContaining("EIO");
    }
  }

  @Test
  default void aSyncThatIsMerelyNotPossibleDoesNotPoisonTheFile() throws Exception {
    DioFile file = open(Path.of("/proc/self/status"));
    for (int attempt = 0; attempt < 2; attempt++) {
      Ticket sync = scheduler().submit(Op.sync(file));
      ErrnoException failure = catchThrowableOfType(ErrnoException.class, sync::await);
      assertThat(failure.errno()).isEqualTo(Errno.EINVAL);
      assertThat(failure.getMessage()).doesNotContain("not issued");
    }
    file.close();
  }

  @Test
  default void aDrainOfAnIdleFileCompletesAtOnce() throws Exception {
    DioFile file = newFile(100, 6);
    Ticket drain = scheduler().submit(Op.drain(file));
    assertThat(drain.await()).isZero();
    assertThat(drain.bytesTransferred()).isZero();
  }

  @Test
  default void afterADrainEverythingSubmittedBeforeItIsDone() throws Exception {
    DioFile file = newFile(FileKind.DIRECT);
    for (int round = 0; round < 20; round++) {
      Ticket[] writes = new Ticket[40];
      for (int i = 0; i < writes.length; i++) {
        writes[i] = scheduler().submit(Op.write(file, memory(4096, i), i * 4096L));
      }
      scheduler().submit(Op.drain(file)).await();
      for (Ticket write : writes) {
        assertThat(write.isDone()).isTrue();
      }
    }
  }
}
