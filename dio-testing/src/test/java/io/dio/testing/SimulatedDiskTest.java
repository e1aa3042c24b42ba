// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.testing;

import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.DSYNC;
import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.TRUNCATE_EXISTING;
import static java.nio.file.StandardOpenOption.WRITE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dio.align.Errno;
import io.dio.align.ErrnoException;
import io.dio.iosched.FileSlot;
import io.dio.iosched.IoScheduler;
import io.dio.iosched.Op;
import io.dio.iosched.Ticket;
import io.dio.iosched.TransferFlag;
import io.dio.iosched.Verb;
import io.dio.sys.DioFile;
import io.dio.sys.internal.FileWitness;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What a loss of power leaves on the disk. */
@Timeout(value = 60, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
final class SimulatedDiskTest {
  private static final int SEEDS = 60;
  private static final int PAGE = 4096;

  private final Arena arena = Arena.ofAuto();
  private final List<DioFile> files = new ArrayList<>();
  private final List<IoScheduler> schedulers = new ArrayList<>();
  private SimulatedDisk disk;

  @BeforeEach
  void create() {
    disk = SimulatedDisk.create();
  }

  @AfterEach
  @SuppressWarnings("EmptyCatch") // a poisoned file reports its failure when it is closed
  void release() {
    schedulers.forEach(IoScheduler::close);
    for (DioFile file : files) {
      try {
        file.close();
      } catch (IOException e) {
        // closed all the same
      }
    }
    disk.close();
    assertThat(disk.root()).doesNotExist();
  }

  private IoScheduler over(TestedBackend backend) {
    return over(backend.open());
  }

  private IoScheduler over(IoScheduler wrapped) {
    IoScheduler scheduler = disk.over(wrapped);
    schedulers.add(scheduler);
    return scheduler;
  }

  private DioFile open(String name, OpenOption... more) throws IOException {
    List<OpenOption> options = new ArrayList<>(List.of(READ, WRITE, CREATE));
    Collections.addAll(options, more);
    DioFile file = DioFile.open(disk.root().resolve(name), options.toArray(OpenOption[]::new));
    files.add(file);
    return file;
  }

  /** {@return an empty file with a durable name} */
  private DioFile named(String name) throws IOException {
    DioFile file = open(name);
    DioFile.syncDirectory(disk.root());
    return file;
  }

  private MemorySegment memory(int byteSize, int fill) {
    return arena.allocate(byteSize, PAGE).fill((byte) fill);
  }

  private static void run(IoScheduler scheduler, Op op) throws IOException {
    long _ = scheduler.submit(op).await();
  }

  /**
   * {@return the contents of a file after each of many losses of power, as {@link #contents}
   * describes them}
   */
  private List<String> outcomes(String name) throws IOException {
    return outcomes(disk, name);
  }

  private static List<String> outcomes(SimulatedDisk disk, String name) throws IOException {
    List<String> outcomes = new ArrayList<>();
    for (long seed = 0; seed < SEEDS; seed++) {
      try (SimulatedDisk after = disk.crash(seed)) {
        outcomes.add(contents(after.root().resolve(name)));
      }
    }
    return outcomes;
  }

  /**
   * {@return the bytes of a file as runs of equal ones, such as {@code "512*1 3584*2"}, or {@code
   * "missing"}}
   */
  private static String contents(Path path) throws IOException {
    if (!Files.exists(path)) {
      return "missing";
    }
    byte[] bytes = Files.readAllBytes(path);
    List<String> runs = new ArrayList<>();
    int start = 0;
    for (int at = 1; at <= bytes.length; at++) {
      if (at == bytes.length || bytes[at] != bytes[start]) {
        runs.add((at - start) + "*" + bytes[start]);
        start = at;
      }
    }
    return String.join(" ", runs);
  }

  private static byte[] filled(int byteSize, int fill) {
    byte[] bytes = new byte[byteSize];
    Arrays.fill(bytes, (byte) fill);
    return bytes;
  }

  // ---- bytes ----

  @ParameterizedTest
  @EnumSource
  void aWriteThatWasNotSyncedIsKeptLostOrTornBySectors(TestedBackend backend) throws Exception {
    IoScheduler scheduler = over(backend);
    DioFile file = named("file");
    run(scheduler, Op.write(file, memory(2 * PAGE, 1), 0).link(Op.dataSync(file)));
    run(scheduler, Op.write(file, memory(2 * PAGE, 2), 0));
    List<String> outcomes = outcomes("file");
    assertThat(outcomes).contains("8192*1", "8192*2").allMatch(SimulatedDiskTest::hasWholeSectors);
    assertThat(outcomes.stream().distinct()).hasSizeGreaterThan(6);
  }

  private static boolean hasWholeSectors(String contents) {
    int byteSize = 0;
    for (String run : contents.split(" ", -1)) {
      int length = Integer.parseInt(run.substring(0, run.indexOf('*')));
      if (length % 512 != 0) {
        return false;
      }
      byteSize += length;
    }
    return byteSize == 8192;
  }

  @ParameterizedTest
  @EnumSource
  void aLaterWriteCanSurviveWithoutAnEarlierOne(TestedBackend backend) throws Exception {
    IoScheduler scheduler = over(backend);
    DioFile file = named("file");
    run(scheduler, Op.write(file, memory(2 * PAGE, 1), 0).link(Op.dataSync(file)));
    run(scheduler, Op.write(file, memory(512, 2), 0));
    run(scheduler, Op.write(file, memory(512, 3), PAGE));
    assertThat(outcomes("file")).contains("4096*1 512*3 3584*1", "512*2 7680*1");
  }

  @ParameterizedTest
  @EnumSource
  void eachOfSeveralVersionsOfASectorMayBeTheOneThatSurvives(TestedBackend backend)
      throws Exception {
    IoScheduler scheduler = over(backend);
    DioFile file = named("file");
    run(scheduler, Op.allocate(file, 512).link(Op.sync(file)));
    for (int version = 1; version <= 3; version++) {
      run(scheduler, Op.write(file, memory(512, version), 0));
    }
    assertThat(outcomes("file")).containsOnly("512*0", "512*1", "512*2", "512*3");
  }

  @ParameterizedTest
  @EnumSource
  void whatWasSyncedSurvives(TestedBackend backend) throws Exception {
    IoScheduler scheduler = over(backend);
    DioFile file = named("file");
    DioFile chained = named("chained");
    DioFile durable = named("durable");
    DioFile barrier = named("barrier");
    DioFile blocking = named("blocking");
    run(scheduler, Op.write(file, memory(PAGE, 1), 0));
    run(scheduler, Op.dataSync(file));
    run(
        scheduler,
        Op.writev(chained, List.of(memory(512, 1), memory(512, 1)), 0).link(Op.sync(chained)));
    run(scheduler, Op.write(durable, memory(PAGE, 1), 0).durable());
    Ticket _ = scheduler.submit(Op.write(barrier, memory(PAGE, 1), 0));
    run(scheduler, Op.barrierSync(barrier));
    run(scheduler, Op.write(blocking, memory(PAGE, 1), 0));
    blocking.dataSync();
    assertThat(outcomes("file")).containsOnly("4096*1");
    assertThat(outcomes("chained")).containsOnly("1024*1");
    assertThat(outcomes("durable")).containsOnly("4096*1");
    assertThat(outcomes("barrier")).containsOnly("4096*1");
    assertThat(outcomes("blocking")).containsOnly("4096*1");
  }

  @ParameterizedTest
  @EnumSource
  void writesOfAFileThatIsOpenForDurableWritesSurvive(TestedBackend backend) throws Exception {
    IoScheduler scheduler = over(backend);
    DioFile file = open("file", DSYNC);
    FileSlot slot = scheduler.fileSlots().getFirst();
    Op opening = Op.openInto(slot, disk.root().resolve("slot"), WRITE, CREATE, DSYNC);
    run(scheduler, opening.link(Op.syncDirectory(disk.root())));
    run(scheduler, Op.write(file, memory(PAGE, 1), 0));
    file.writeFully(memory(PAGE, 1), PAGE);
    run(scheduler, Op.write(slot, memory(PAGE, 1), 0));
    assertThat(outcomes("file")).containsOnly("8192*1");
    assertThat(outcomes("slot")).containsOnly("4096*1");
  }

  @ParameterizedTest
  @EnumSource
  void aDurableWriteMakesNoOtherWriteDurable(TestedBackend backend) throws Exception {
    IoScheduler scheduler = over(backend);
    DioFile file = named("file");
    run(scheduler, Op.write(file, memory(2 * PAGE, 1), 0).link(Op.dataSync(file)));
    run(scheduler, Op.write(file, memory(PAGE, 2), 0));
    run(scheduler, Op.write(file, memory(PAGE, 2), PAGE).durable());
    assertThat(outcomes("file"))
        .contains("4096*1 4096*2", "8192*2")
        .allMatch(contents -> contents.endsWith(" 4096*2") || contents.endsWith("*2"))
        .noneMatch(contents -> contents.endsWith("*1"));
  }

  @ParameterizedTest
  @EnumSource
  void aSyncThatWasSubmittedBeforeTheWriteHadCompletedDoesNotCoverIt(TestedBackend backend)
      throws Exception {
    FaultInjectingScheduler faults = FaultInjectingScheduler.over(backend.open());
    IoScheduler scheduler = over(faults);
    DioFile file = named("file");
    run(scheduler, Op.allocate(file, PAGE).link(Op.sync(file)));
    ActiveFault hold = faults.inject(Fault.hold().on(Verb.WRITE));
    Ticket write = scheduler.submit(Op.write(file, memory(PAGE, 1), 0));
    hold.awaitHeld(1, Duration.ofSeconds(30));
    run(scheduler, Op.dataSync(file));
    hold.release();
    assertThat(write.await()).isEqualTo(PAGE);
    assertThat(outcomes("file")).contains("4096*0", "4096*1");
  }

  @ParameterizedTest
  @EnumSource
  void aSyncDoesNotCoverAWriteThatWasSubmittedAfterIt(TestedBackend backend) throws Exception {
    FaultInjectingScheduler faults = FaultInjectingScheduler.over(backend.open());
    IoScheduler scheduler = over(faults);
    DioFile file = named("file");
    run(scheduler, Op.allocate(file, PAGE).link(Op.sync(file)));
    ActiveFault hold = faults.inject(Fault.hold().on(Verb.DATA_SYNC));
    Ticket sync = scheduler.submit(Op.dataSync(file));
    hold.awaitHeld(1, Duration.ofSeconds(30));
    run(scheduler, Op.write(file, memory(PAGE, 1), 0));
    hold.release();
    assertThat(sync.await()).isZero();
    assertThat(outcomes("file")).contains("4096*0", "4096*1");
  }

  @ParameterizedTest
  @EnumSource
  void aWriteBackOfARangeMakesNothingDurable(TestedBackend backend) throws Exception {
    IoScheduler scheduler = over(backend);
    DioFile file = named("file");
    run(scheduler, Op.write(file, memory(PAGE, 1), 0).link(Op.syncRange(file, 0, PAGE)));
    assertThat(outcomes("file")).contains("", "4096*1");
  }

  @ParameterizedTest
  @EnumSource
  void aFailedSyncLosesWhatALaterOneDoesNotBringBack(TestedBackend backend) throws Exception {
    FaultInjectingScheduler faults = FaultInjectingScheduler.over(backend.open());
    IoScheduler scheduler = over(faults);
    DioFile file = named("file");
    run(scheduler, Op.write(file, memory(PAGE, 1), 0).link(Op.dataSync(file)));
    ActiveFault failure = faults.inject(Fault.error(Errno.EIO).on(Verb.DATA_SYNC));
    run(scheduler, Op.write(file, memory(PAGE, 2), 0));
    assertThat(Ends.of(scheduler.submit(Op.dataSync(file)))).containsExactly("EIO");
    failure.remove();
    DioFile again = open("file");
    run(scheduler, Op.write(again, memory(PAGE, 3), PAGE).link(Op.dataSync(again)));
    assertThat(outcomes("file"))
        .contains("4096*1 4096*3", "4096*2 4096*3")
        .allMatch(contents -> contents.endsWith(" 4096*3"));
  }

  @ParameterizedTest
  @EnumSource
  void aSyncAfterAFailedOneCoversWhatIsWrittenAgain(TestedBackend backend) throws Exception {
    FaultInjectingScheduler faults = FaultInjectingScheduler.over(backend.open());
    IoScheduler scheduler = over(faults);
    DioFile file = named("file");
    ActiveFault _ = faults.inject(Fault.error(Errno.EIO).on(Verb.DATA_SYNC).times(1));
    run(scheduler, Op.write(file, memory(PAGE, 2), 0));
    assertThat(Ends.of(scheduler.submit(Op.dataSync(file)))).containsExactly("EIO");
    DioFile again = open("file");
    run(scheduler, Op.write(again, memory(PAGE, 3), 0).link(Op.dataSync(again)));
    assertThat(outcomes("file")).containsOnly("4096*3");
  }

  @ParameterizedTest
  @EnumSource
  void aSizeMaySurviveWithoutItsBytes(TestedBackend backend) throws Exception {
    IoScheduler scheduler = over(backend);
    DioFile file = named("file");
    run(scheduler, Op.write(file, memory(PAGE, 1), 0));
    assertThat(outcomes("file")).contains("", "4096*0", "4096*1");
  }

  @ParameterizedTest
  @EnumSource
  void aTruncationThatWasNotSyncedMayBeUndone(TestedBackend backend) throws Exception {
    IoScheduler scheduler = over(backend);
    DioFile file = named("file");
    run(scheduler, Op.write(file, memory(PAGE, 1), 0).link(Op.dataSync(file)));
    run(scheduler, Op.truncate(file, 100));
    assertThat(outcomes("file")).containsOnly("4096*1", "100*1");
  }

  @ParameterizedTest
  @EnumSource
  void aTruncationThatWasSyncedStays(TestedBackend backend) throws Exception {
    IoScheduler scheduler = over(backend);
    DioFile file = named("file");
    run(scheduler, Op.write(file, memory(PAGE, 1), 0));
    run(scheduler, Op.truncate(file, 100).link(Op.sync(file)));
    DioFile blocking = named("blocking");
    blocking.writeFully(memory(PAGE, 1), 0);
    blocking.truncate(100);
    blocking.sync();
    assertThat(outcomes("file")).containsOnly("100*1");
    assertThat(outcomes("blocking")).containsOnly("100*1");
  }

  @ParameterizedTest
  @EnumSource
  void aHoleThatWasNotSyncedMayBeUndone(TestedBackend backend) throws Exception {
    IoScheduler scheduler = over(backend);
    DioFile file = named("file");
    run(scheduler, Op.write(file, memory(PAGE, 1), 0).link(Op.dataSync(file)));
    run(scheduler, Op.punchHole(file, 0, PAGE));
    assertThat(outcomes("file")).contains("4096*1", "4096*0");
  }

  // Files in memory refuse atomic writes, so a plain write is made in place of each of these.

  @ParameterizedTest
  @EnumSource
  void anAtomicWriteSurvivesAsAWholeAlsoIfOnlyItsEndsHaveChanged(TestedBackend backend)
      throws Exception {
    DioFile file = named("file");
    MemorySegment page = memory(4 * PAGE, 1);
    file.writeFully(page, 0);
    file.sync();
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
    DioFile file = named("file");
    int byteSize = 64 * PAGE;
    file.writeFully(memory(byteSize, 1), 0);
    file.sync();
    writeAtomically(backend, file, memory(byteSize, 2));
    assertThat(outcomes("file").stream().distinct())
        .containsExactlyInAnyOrder(byteSize + "*1", byteSize + "*2");
  }

  @ParameterizedTest
  @EnumSource
  void anAtomicWriteBringsAlsoWhatItHasNotChanged(TestedBackend backend) throws Exception {
    DioFile file = named("file");
    file.writeFully(memory(PAGE, 1), 0);
    file.sync();
    file.writeFully(memory(512, 2), 0);
    writeAtomically(backend, file, memory(PAGE, 2));
    assertThat(outcomes("file").stream().distinct())
        .containsExactlyInAnyOrder("4096*1", "512*2 3584*1", "4096*2");
  }

  @ParameterizedTest
  @EnumSource
  void anAtomicWriteBringsItsSize(TestedBackend backend) throws Exception {
    DioFile file = named("file");
    file.writeFully(memory(PAGE, 1), 0);
    file.sync();
    writeAtomically(backend, file, memory(2 * PAGE, 2));
    assertThat(outcomes("file").stream().distinct())
        .containsExactlyInAnyOrder("4096*1", "4096*1 4096*0", "8192*2");
  }

  /** The disk looks at the whole file when another operation grows it. */
  @ParameterizedTest
  @EnumSource
  void anAtomicWriteThatOtherWorkSawFirstIsNotTorn(TestedBackend backend) throws Exception {
    DioFile file = named("file");
    file.writeFully(memory(2 * PAGE, 1), 0);
    file.sync();
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

  // ---- names ----

  @ParameterizedTest
  @EnumSource
  void aNameSurvivesTheSyncOfItsDirectoryOnly(TestedBackend backend) throws Exception {
    IoScheduler scheduler = over(backend);
    Ticket opening = scheduler.submit(Op.open(disk.root().resolve("file"), WRITE, CREATE));
    assertThat(opening.await()).isZero();
    DioFile file = opening.file();
    files.add(file);
    run(scheduler, Op.write(file, memory(PAGE, 1), 0).link(Op.sync(file)));
    try (SimulatedDisk other = SimulatedDisk.create()) {
      DioFile.syncDirectory(other.root());
    }
    assertThat(outcomes("file")).containsOnly("missing", "4096*1");
  }

  @ParameterizedTest
  @EnumSource
  void aNameThatWasSyncedSurvives(TestedBackend backend) throws Exception {
    IoScheduler scheduler = over(backend);
    DioFile file = open("file");
    run(scheduler, Op.syncDirectory(disk.root()));
    DioFile later = open("later");
    run(scheduler, Op.write(file, memory(PAGE, 1), 0).durable());
    run(scheduler, Op.write(later, memory(PAGE, 1), 0).durable());
    assertThat(outcomes("file")).containsOnly("4096*1");
    assertThat(outcomes("later")).containsOnly("missing", "4096*1");
  }

  @ParameterizedTest
  @EnumSource
  void aRenameThatWasNotSyncedLeavesTheOldNameOrTheNew(TestedBackend backend) throws Exception {
    IoScheduler scheduler = over(backend);
    DioFile file = named("old");
    run(scheduler, Op.write(file, memory(PAGE, 1), 0).link(Op.sync(file)));
    run(scheduler, Op.rename(file.path(), disk.root().resolve("new")));
    List<String> old = outcomes("old");
    List<String> renamed = outcomes("new");
    for (int i = 0; i < SEEDS; i++) {
      assertThat(List.of(old.get(i), renamed.get(i)))
          .containsExactlyInAnyOrder("missing", "4096*1");
    }
    assertThat(old).contains("missing", "4096*1");
  }

  @ParameterizedTest
  @EnumSource
  void aRemovalThatWasNotSyncedMayBeUndone(TestedBackend backend) throws Exception {
    IoScheduler scheduler = over(backend);
    DioFile file = named("file");
    run(scheduler, Op.write(file, memory(PAGE, 1), 0).link(Op.sync(file)));
    run(scheduler, Op.unlink(file.path()));
    assertThat(outcomes("file")).containsOnly("missing", "4096*1");
  }

  @ParameterizedTest
  @EnumSource
  void aReplacedFileIsOldOrNewAndNewAfterTheTicket(TestedBackend backend) throws Exception {
    IoScheduler scheduler = over(backend);
    Path path = disk.root().resolve("file");
    FileSlot slot = scheduler.fileSlots().getFirst();
    run(scheduler, Op.replaceFile(slot, path, memory(PAGE, 1)));
    assertThat(outcomes("file")).containsOnly("4096*1");
    FaultInjectingScheduler faults = FaultInjectingScheduler.over(backend.open());
    try (SimulatedDisk next = SimulatedDisk.create();
        IoScheduler again = next.over(faults)) {
      Path other = next.root().resolve("file");
      run(again, Op.replaceFile(again.fileSlots().getFirst(), other, memory(PAGE, 1)));
      ActiveFault _ = faults.inject(Fault.error(Errno.EIO).on(Verb.SYNC_DIRECTORY));
      assertThat(
              Ends.of(
                  again.submit(
                      Op.replaceFile(again.fileSlots().getFirst(), other, memory(PAGE, 2)))))
          .endsWith("EIO");
      assertThat(outcomes(next, "file")).containsOnly("4096*1", "4096*2");
    }
  }

  @Test
  void blockingCallsKeepWhatTheyPromise() throws Exception {
    DioFile.writeFile(disk.root().resolve("whole"), memory(PAGE, 1));
    DioFile copied = named("copied");
    try (DioFile whole = DioFile.open(disk.root().resolve("whole"), READ)) {
      assertThat(whole.copyTo(copied, 0, 0, PAGE)).isEqualTo(PAGE);
    }
    copied.dataSync();
    DioFile renamed = named("before");
    renamed.writev(List.of(memory(512, 1), memory(512, 1)), 0);
    renamed.sync();
    DioFile.renameDurably(renamed.path(), disk.root().resolve("renamed"));
    DioFile allocated = DioFile.createAndAllocate(disk.root().resolve("allocated"), PAGE);
    files.add(allocated);
    allocated.sync();
    DioFile.syncDirectory(disk.root());
    DioFile unsynced = named("unsynced");
    unsynced.writeFully(memory(PAGE, 1), 0);
    assertThat(outcomes("unsynced")).contains("", "4096*1");
    assertThat(outcomes("whole")).containsOnly("4096*1");
    assertThat(outcomes("copied")).containsOnly("4096*1");
    assertThat(outcomes("renamed")).containsOnly("1024*1");
    assertThat(outcomes("allocated")).containsOnly("4096*0");
    assertThat(outcomes("before")).containsOnly("missing");
  }

  @Test
  void whatOtherCodeChangesCountsAsNotDurable() throws Exception {
    IoScheduler scheduler = over(TestedBackend.INLINE);
    DioFile file = named("file");
    run(scheduler, Op.write(file, memory(PAGE, 1), 0).link(Op.sync(file)));
    try (FileChannel channel = FileChannel.open(file.path(), WRITE)) {
      assertThat(channel.write(ByteBuffer.wrap(filled(512, 2)), 0)).isEqualTo(512);
      channel.force(true);
    }
    Files.write(disk.root().resolve("other"), filled(10, 3));
    assertThat(outcomes("file")).containsOnly("4096*1", "512*2 3584*1");
    assertThat(outcomes("other")).contains("missing", "10*3");
  }

  @Test
  void aFileThatIsEmptiedWhenItIsOpenedIsNoticed() throws Exception {
    IoScheduler scheduler = over(TestedBackend.INLINE);
    DioFile file = named("file");
    run(scheduler, Op.write(file, memory(PAGE, 1), 0).link(Op.sync(file)));
    DioFile again = open("file", TRUNCATE_EXISTING);
    run(scheduler, Op.write(again, memory(100, 2), 0).link(Op.sync(again)));
    assertThat(outcomes("file")).containsOnly("100*2");
  }

  @Test
  void directoriesAndLinksStay() throws Exception {
    Files.createDirectories(disk.root().resolve("one/two"));
    DioFile file = open("one/two/file");
    file.writeFully(memory(10, 1), 0);
    file.sync();
    Files.createLink(disk.root().resolve("link"), file.path());
    DioFile.syncDirectory(disk.root().resolve("one/two"));
    DioFile.syncDirectory(disk.root());
    assertThat(outcomes("one/two/file")).containsOnly("10*1");
    try (SimulatedDisk after = disk.crash(0)) {
      assertThat(
              Files.isSameFile(after.root().resolve("link"), after.root().resolve("one/two/file")))
          .isTrue();
    }
  }

  /** A crash may bring the names in a directory back, and then needs the directory. */
  @ParameterizedTest
  @EnumSource
  void aDirectoryThatWasRemovedOrRenamedComesBackWithItsNames(TestedBackend backend)
      throws Exception {
    IoScheduler scheduler = over(backend);
    for (String folder : List.of("removed", "before")) {
      Files.createDirectory(disk.root().resolve(folder));
      DioFile file = open(folder + "/file");
      run(scheduler, Op.write(file, memory(PAGE, 1), 0).link(Op.sync(file)));
      run(scheduler, Op.syncDirectory(disk.root().resolve(folder)));
    }
    run(scheduler, Op.unlink(disk.root().resolve("removed/file")));
    Files.delete(disk.root().resolve("removed"));
    run(scheduler, Op.rename(disk.root().resolve("before"), disk.root().resolve("after")));
    assertThat(outcomes("removed/file")).containsOnly("missing", "4096*1");
    assertThat(outcomes("before/file")).containsOnly("missing", "4096*1");
    assertThat(outcomes("after/file")).containsOnly("missing", "4096*1");
  }

  @ParameterizedTest
  @EnumSource
  void aNameIsThatOfAFileOrThatOfADirectory(TestedBackend backend) throws Exception {
    IoScheduler scheduler = over(backend);
    Path first = disk.root().resolve("first");
    Path second = disk.root().resolve("second");
    Files.createDirectory(first);
    DioFile below = open("first/below");
    run(scheduler, Op.write(below, memory(PAGE, 1), 0).link(Op.sync(below)));
    DioFile.syncDirectory(first);
    DioFile replaced = named("second");
    run(scheduler, Op.write(replaced, memory(PAGE, 2), 0).link(Op.sync(replaced)));
    run(scheduler, Op.unlink(below.path()));
    Files.delete(first);
    DioFile instead = open("first");
    run(scheduler, Op.write(instead, memory(PAGE, 3), 0).link(Op.sync(instead)));
    run(scheduler, Op.unlink(second));
    Files.createDirectory(second);
    // A name that is durable wins over what had to go before it.
    Path third = disk.root().resolve("third");
    Files.createDirectory(third);
    DioFile gone = open("third/below");
    run(scheduler, Op.sync(gone));
    run(scheduler, Op.unlink(gone.path()));
    Files.delete(third);
    DioFile _ = named("third");
    for (long seed = 0; seed < SEEDS; seed++) {
      try (SimulatedDisk after = disk.crash(seed)) {
        assertThat(after.root().resolve("second")).isDirectory();
        assertThat(after.root().resolve("third")).isRegularFile();
        Path name = after.root().resolve("first");
        assertThat(Files.isDirectory(name) ? contents(name.resolve("below")) : contents(name))
            .isIn("missing", Files.isDirectory(name) ? "4096*1" : "4096*3");
      }
    }
  }

  // ---- the power ----

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

  // ---- refusals ----

  @Test
  void filesElsewhereAreRefused() throws Exception {
    IoScheduler scheduler = over(TestedBackend.INLINE);
    try (SimulatedDisk other = SimulatedDisk.create();
        DioFile file = DioFile.open(other.root().resolve("file"), WRITE, CREATE)) {
      assertThatThrownBy(() -> scheduler.submit(Op.write(file, memory(10, 1), 0)))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("is not on this disk");
      for (Op op :
          List.of(
              Op.open(file.path(), WRITE),
              Op.unlink(file.path()),
              Op.rename(disk.root().resolve("a"), file.path()),
              Op.syncDirectory(other.root()))) {
        assertThatThrownBy(() -> scheduler.submit(op))
            .isInstanceOf(IllegalArgumentException.class)
            .hasMessageContaining("is not on this disk");
      }
      assertThatThrownBy(() -> scheduler.submitAll(List.of(Op.sync(file))))
          .isInstanceOf(IllegalArgumentException.class);
      assertThat(Files.size(file.path())).isZero();
    }
  }

  @Test
  void aClosedDiskIsRefused() throws Exception {
    IoScheduler scheduler = over(TestedBackend.INLINE);
    DioFile file = named("file");
    disk.close();
    assertThatThrownBy(() -> disk.crash(0))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("the disk is closed");
    assertThatThrownBy(() -> scheduler.submit(Op.sync(file)))
        .isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> disk.over(null)).isInstanceOf(NullPointerException.class);
    assertThat(disk).hasToString("SimulatedDisk[" + disk.root() + "]");
  }
}
