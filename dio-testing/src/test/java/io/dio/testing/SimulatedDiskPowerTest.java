// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.testing;

import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.WRITE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dio.align.ErrnoException;
import io.dio.iosched.IoScheduler;
import io.dio.iosched.Op;
import io.dio.iosched.Ticket;
import io.dio.iosched.Verb;
import io.dio.sys.DioFile;
import io.dio.sys.internal.FileWitness;
import java.io.UncheckedIOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Nothing is acknowledged without power, and each seed has one outcome. */
final class SimulatedDiskPowerTest extends SimulatedDiskRig {
  @ParameterizedTest
  @EnumSource
  void nothingIsAcknowledgedAfterTheLossOfPower(TestedBackend backend) throws Exception {
    FaultInjectingScheduler faults = FaultInjectingScheduler.over(backend.open());
    IoScheduler scheduler = over(faults);
    DioFile file = named("file");
    run(scheduler, Op.write(file, memory(PAGE, 1), 0).link(Op.sync(file)));
    ActiveFault hold = faults.inject(Fault.hold().on(Verb.DATA_SYNC));
    Ticket before = scheduler.submit(Op.write(file, memory(PAGE, 2), 0).link(Op.dataSync(file)));
    hold.awaitHeld(1, Duration.ofSeconds(30));
    disk.crash(0).close();
    hold.remove();
    assertThat(Ends.of(before)).containsExactly("EIO", "EIO");
    assertThat(Ends.of(scheduler.submit(Op.sync(file)))).containsExactly("EIO");
    assertThat(Ends.of(scheduler.submit(Op.read(file, memory(PAGE, 0), 0))))
        .containsExactly("4096");
  }

  @Test
  void noBlockingCallIsAcknowledgedAfterTheLossOfPower() throws Exception {
    DioFile file = named("file");
    file.writeFully(memory(PAGE, 1), 0);
    file.sync();
    List<String> before = outcomes("file");
    assertFailsWithoutPower(() -> file.writeFully(memory(PAGE, 2), 0), "pwrite");
    assertFailsWithoutPower(() -> file.writev(List.of(memory(PAGE, 2)), 0), "pwrite");
    assertFailsWithoutPower(file::dataSync, "fdatasync");
    assertFailsWithoutPower(file::sync, "fsync");
    assertFailsWithoutPower(() -> file.truncate(1), "ftruncate");
    assertFailsWithoutPower(() -> file.allocate(PAGE), "fallocate");
    assertFailsWithoutPower(() -> file.punchHole(0, PAGE), "fallocate");
    assertFailsWithoutPower(() -> DioFile.syncDirectory(disk.root()), "fsync");
    try (SimulatedDisk other = SimulatedDisk.create();
        DioFile elsewhere = DioFile.open(other.root().resolve("file"), WRITE, CREATE)) {
      assertThat(elsewhere.write(memory(PAGE, 1), 0)).isEqualTo(PAGE);
      elsewhere.sync();
      DioFile.syncDirectory(other.root());
      assertThat(outcomes(other, "file")).containsOnly("4096*1");
    }
    assertThat(outcomes("file")).isEqualTo(before);
  }

  private static void assertFailsWithoutPower(ThrowingCallable call, String name) {
    assertThatThrownBy(call)
        .isInstanceOf(ErrnoException.class)
        .hasMessageContaining(name + "(")
        .hasMessageContaining("EIO");
  }

  /** The kernel has made the sync, but the disk learns of its end after the loss of power. */
  @Test
  void aBlockingSyncDuringTheLossOfPowerIsNotAcknowledged() throws Exception {
    AtomicReference<SimulatedDisk> failing = new AtomicReference<>();
    FileWitness before = new PowerCut(failing);
    FileWitness.All.add(before);
    try (SimulatedDisk source = SimulatedDisk.create();
        DioFile file = DioFile.open(source.root().resolve("file"), WRITE, CREATE)) {
      DioFile.syncDirectory(source.root());
      file.writeFully(memory(PAGE, 1), 0);
      failing.set(source);
      assertFailsWithoutPower(file::dataSync, "fdatasync");
      assertThat(outcomes(source, "file")).contains("", "4096*1");
    } finally {
      FileWitness.All.remove(before);
    }
  }

  /** Cuts the power of a disk when a sync has ended. It is told before the disk. */
  private record PowerCut(AtomicReference<SimulatedDisk> failing) implements FileWitness {
    @Override
    public boolean written(Object file, long fileOffset, long byteCount, boolean durable) {
      return true;
    }

    @Override
    public boolean changed(Object file) {
      return true;
    }

    @Override
    public End syncing(Object file) {
      return _ -> {
        SimulatedDisk disk = failing.get();
        if (disk != null) {
          disk.crash(0).close();
        }
        return true;
      };
    }

    @Override
    public End syncingDirectory(String directory) {
      return _ -> true;
    }
  }

  /** The disk is the first that notices the end of the operation. */
  @Test
  void aCallbackMayWaitForAThreadThatUsesTheDisk() throws Exception {
    SilentEnds ends = new SilentEnds();
    FaultInjectingScheduler faults =
        FaultInjectingScheduler.over(ends.over(TestedBackend.INLINE.open()));
    ActiveFault _ = faults.inject(Fault.delay(Duration.ZERO));
    IoScheduler scheduler = over(faults);
    DioFile file = named("file");
    List<List<String>> seen = new ArrayList<>();
    Ticket sync = scheduler.submit(Op.sync(file));
    Ticket _ =
        sync.onCompletion(_ ->
            seen.add(
                Ends.seenByAnotherThread(() -> Ends.of(scheduler.submit(Op.truncate(file, 1))))));
    ends.end();
    disk.crash(0).close();
    assertThat(seen).containsExactly(List.of("EIO"));
    assertThat(Ends.of(sync)).containsExactly("0");
  }

  @ParameterizedTest
  @EnumSource
  void whatHappensWithoutPowerChangesNoOutcome(TestedBackend backend) throws Exception {
    IoScheduler scheduler = over(backend);
    DioFile file = named("file");
    run(scheduler, Op.write(file, memory(PAGE, 1), 0));
    List<String> before = outcomes("file");
    DioFile later = open("later");
    assertThat(Ends.of(scheduler.submit(Op.sync(later)))).containsExactly("EIO");
    assertThat(Ends.of(scheduler.submit(Op.unlink(file.path())))).containsExactly("EIO");
    assertThat(outcomes("file")).isEqualTo(before);
    assertThat(outcomes("later")).containsOnly("missing");
  }

  @Test
  void theSameSeedShowsTheSameOutcomeAndAnotherOneAnother() throws Exception {
    IoScheduler scheduler = over(TestedBackend.INLINE);
    DioFile file = named("file");
    run(scheduler, Op.allocate(file, 16 * PAGE).link(Op.sync(file)));
    run(scheduler, Op.write(file, memory(16 * PAGE, 1), 0));
    List<String> first = outcomes("file");
    assertThat(outcomes("file")).isEqualTo(first);
    assertThat(first.stream().distinct()).hasSizeGreaterThan(10);
  }

  @Test
  void theDiskAfterALossOfPowerIsADiskOfItsOwn() throws Exception {
    IoScheduler scheduler = over(TestedBackend.INLINE);
    DioFile file = named("file");
    run(scheduler, Op.write(file, memory(PAGE, 1), 0).link(Op.sync(file)));
    try (SimulatedDisk after = disk.crash(0);
        IoScheduler again = after.over(IoScheduler.posix());
        DioFile reopened = DioFile.open(after.root().resolve("file"), READ, WRITE)) {
      run(again, Op.write(reopened, memory(PAGE, 2), 0));
      assertThat(outcomes(after, "file")).contains("4096*1", "4096*2");
    }
  }

  /** An interrupt ends the writing of the files. */
  @Test
  void aLossOfPowerThatCannotBeShownLeavesNothing(@TempDir Path folder) throws Exception {
    try (SimulatedDisk source = SimulatedDisk.create(folder)) {
      DioFile.writeFile(source.root().resolve("file"), memory(PAGE, 1));
      source.crash(0).close();
      Thread.currentThread().interrupt();
      try {
        assertThatThrownBy(() -> source.crash(0))
            .isInstanceOf(UncheckedIOException.class)
            .hasCauseInstanceOf(ClosedByInterruptException.class);
      } finally {
        assertThat(Thread.interrupted()).isTrue();
      }
      try (Stream<Path> left = Files.list(folder)) {
        assertThat(left).containsExactly(source.root());
      }
    }
  }
}
