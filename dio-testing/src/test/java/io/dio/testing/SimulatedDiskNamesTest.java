// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.testing;

import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.TRUNCATE_EXISTING;
import static java.nio.file.StandardOpenOption.WRITE;
import static org.assertj.core.api.Assertions.assertThat;

import io.dio.align.Errno;
import io.dio.iosched.FileSlot;
import io.dio.iosched.IoScheduler;
import io.dio.iosched.Op;
import io.dio.iosched.Ticket;
import io.dio.iosched.Verb;
import io.dio.sys.DioFile;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A loss of power keeps and loses the names of files and directories. */
final class SimulatedDiskNamesTest extends SimulatedDiskRig {
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
}
