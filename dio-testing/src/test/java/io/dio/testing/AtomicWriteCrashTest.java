// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.testing;

import static org.assertj.core.api.Assertions.assertThat;

import io.dio.iosched.IoScheduler;
import io.dio.iosched.Op;
import io.dio.iosched.Ticket;
import io.dio.iosched.TransferFlag;
import io.dio.iosched.Verb;
import io.dio.sys.DioFile;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * A loss of power never tears an atomic write. Files in memory refuse such writes, so each test
 * makes a plain write in place of one.
 */
final class AtomicWriteCrashTest extends SimulatedDiskRig {
  /** {@return a durable file of bytes of 1} */
  private DioFile synced(int byteSize) throws IOException {
    DioFile file = named("file");
    file.writeFully(memory(byteSize, 1), 0);
    file.sync();
    return file;
  }

  @ParameterizedTest
  @EnumSource
  void anAtomicWriteSurvivesAsAWholeAlsoIfOnlyItsEndsHaveChanged(TestedBackend backend)
      throws Exception {
    DioFile file = synced(4 * PAGE);
    MemorySegment page = memory(4 * PAGE, 1);
    page.asSlice(0, 512).fill((byte) 2);
    page.asSlice(4 * PAGE - 512, 512).fill((byte) 2);
    writeAtomically(backend, file, page);
    assertThat(outcomes("file").stream().distinct())
        .containsExactlyInAnyOrder("16384*1", "512*2 15360*1 512*2");
  }

  private void writeAtomically(TestedBackend backend, DioFile file, MemorySegment bytes)
      throws IOException {
    Op plain = Op.write(file, bytes, 0);
    IoScheduler scheduler = over(SchedulerDoubles.submitting(backend.open(), _ -> plain));
    run(scheduler, Op.write(file, bytes, 0).with(TransferFlag.ATOMIC));
  }

  @ParameterizedTest
  @EnumSource
  void aLargeAtomicWriteSurvivesAsAWhole(TestedBackend backend) throws Exception {
    int byteSize = 64 * PAGE;
    DioFile file = synced(byteSize);
    writeAtomically(backend, file, memory(byteSize, 2));
    assertThat(outcomes("file").stream().distinct())
        .containsExactlyInAnyOrder(byteSize + "*1", byteSize + "*2");
  }

  @ParameterizedTest
  @EnumSource
  void anAtomicWriteBringsAlsoWhatItHasNotChanged(TestedBackend backend) throws Exception {
    DioFile file = synced(PAGE);
    file.writeFully(memory(512, 2), 0);
    writeAtomically(backend, file, memory(PAGE, 2));
    assertThat(outcomes("file").stream().distinct())
        .containsExactlyInAnyOrder("4096*1", "512*2 3584*1", "4096*2");
  }

  @ParameterizedTest
  @EnumSource
  void anAtomicWriteBringsItsSize(TestedBackend backend) throws Exception {
    DioFile file = synced(PAGE);
    writeAtomically(backend, file, memory(2 * PAGE, 2));
    assertThat(outcomes("file").stream().distinct())
        .containsExactlyInAnyOrder("4096*1", "4096*1 4096*0", "8192*2");
  }

  /** The disk looks at the whole file when another operation grows it. */
  @ParameterizedTest
  @EnumSource
  void anAtomicWriteThatOtherWorkSawFirstIsNotTorn(TestedBackend backend) throws Exception {
    DioFile file = synced(2 * PAGE);
    FaultInjectingScheduler faults = FaultInjectingScheduler.over(backend.open());
    ActiveFault hold = faults.inject(Fault.hold().on(Verb.WRITE));
    Op plain = Op.write(file, memory(2 * PAGE, 2), 0);
    IoScheduler scheduler =
        over(SchedulerDoubles.submitting(faults, op -> op.verb() == Verb.WRITE ? plain : op));
    Ticket write =
        scheduler.submit(Op.write(file, memory(2 * PAGE, 2), 0).with(TransferFlag.ATOMIC));
    hold.awaitHeld(1, Duration.ofSeconds(30));
    run(scheduler, Op.allocate(file, 2 * PAGE));
    hold.release();
    assertThat(write.await()).isEqualTo(2 * PAGE);
    assertThat(outcomes("file").stream().distinct()).containsExactlyInAnyOrder("8192*1", "8192*2");
  }
}
