// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.iosched;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.dio.align.ErrnoException;
import io.dio.sys.DioFile;
import io.dio.testing.fixtures.LoopFileSystem;
import io.dio.testing.fixtures.LoopFileSystem.Kind;
import io.dio.testing.fixtures.OpenDescriptors;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The chain that replaces a whole file atomically and durably. */
interface ReplaceFileClauses extends BackendContract {

  private Path newFolder() throws IOException {
    return Files.createDirectory(newPath());
  }

  private static List<Path> files(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.toList();
    }
  }

  @Test
  default void aFileIsCreatedAndReplacedAndNothingElseIsLeft() throws Exception {
    IoScheduler scheduler = open(SchedulerOptions.defaults().withFileSlots(1));
    FileSlot slot = scheduler.fileSlots().getFirst();
    Path folder = newFolder();
    Path target = folder.resolve("data");
    for (int byteSize : new int[] {5000, 0, 4096, 1}) {
      MemorySegment contents = memory(8192, byteSize).asSlice(0, byteSize);
      Ticket ticket = scheduler.submit(Op.replaceFile(slot, target, contents));
      ticket.await();
      assertThat(Results.of(ticket))
          .containsExactly("0", String.valueOf(byteSize), "0", "0", "0", "0");
      assertThat(target).hasBinaryContent(Bytes.of(byteSize, byteSize));
      assertThat(files(folder)).containsExactly(target);
    }
    assertThat(OpenDescriptors.of(target)).isEmpty();
  }

  @Test
  default void itTakesPooledMemory() throws Exception {
    IoScheduler scheduler = open(SchedulerOptions.defaults().withFileSlots(1));
    FileSlot slot = scheduler.fileSlots().getFirst();
    Path target = newPath();
    RecordingMemory memory = new RecordingMemory(memory(3000, 3));
    Ticket ticket = scheduler.submit(Op.replaceFile(slot, target, memory));
    memory.release();
    ticket.await();
    assertThat(memory.references()).isZero();
    assertThat(target).hasBinaryContent(Bytes.of(3, 3000));
  }

  @Test
  default void readersFindTheOldFileOrTheNewOne() throws Exception {
    IoScheduler scheduler = open(SchedulerOptions.defaults().withFileSlots(2));
    Path target = newPath();
    DioFile.writeFile(target, memory(8192, 0));
    for (int round = 1; round <= 20; round++) {
      FileSlot slot = scheduler.fileSlots().get(round % 2);
      Ticket ticket = scheduler.submit(Op.replaceFile(slot, target, memory(8192, round)));
      do {
        byte[] seen = Files.readAllBytes(target);
        assertThat(seen).isIn(Bytes.of(round - 1L, 8192), Bytes.of(round, 8192));
      } while (!ticket.isDone());
      ticket.await();
      assertThat(target).hasBinaryContent(Bytes.of(round, 8192));
    }
  }

  /** A failed attempt leaves a temporary file. The next attempt uses it again. */
  @Test
  default void aFailureLeavesTheOldFileAndARetryTheNewOne() throws Exception {
    LoopFileSystem small = LoopFileSystem.mount(Kind.TMPFS, 512, 1 << 20, Path.of(""));
    try {
      IoScheduler scheduler = open(SchedulerOptions.defaults().withFileSlots(1));
      FileSlot slot = scheduler.fileSlots().getFirst();
      Path folder = Files.createDirectory(small.root().resolve("folder"));
      Path target = Files.write(folder.resolve("data"), Bytes.of(1, 100));
      Path filler = Files.write(small.root().resolve("filler"), new byte[600 << 10]);
      Op replace = Op.replaceFile(slot, target, memory(800 << 10, 2));
      Ticket failed = scheduler.submit(replace);
      IOException failure = catchThrowableOfType(IOException.class, failed::await);
      assertThat(failure).isNotNull();
      assertThat(Results.of(failed)).endsWith("ECANCELED", "ECANCELED");
      assertThat(target).hasBinaryContent(Bytes.of(1, 100));
      assertThat(files(folder)).hasSize(2);
      Path temporary = files(folder).stream().filter(file -> !file.equals(target)).findAny().get();
      assertThat(permissions(temporary)).as("only the owner may read it").isEqualTo("rw-------");

      Files.delete(filler);
      scheduler.submit(replace).await();
      assertThat(target).hasBinaryContent(Bytes.of(2, 800 << 10));
      assertThat(files(folder)).containsExactly(target);
      scheduler.close();
    } finally {
      small.closeWithin(Duration.ofSeconds(20));
    }
  }

  private static String permissions(Path file) throws IOException {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
  }

  @Test
  default void aReplacedFileKeepsItsPermissionsAndANewOneHasTheUsualOnes() throws Exception {
    IoScheduler scheduler = open(SchedulerOptions.defaults().withFileSlots(1));
    FileSlot slot = scheduler.fileSlots().getFirst();
    Path folder = newFolder();
    String usual = permissions(Files.createFile(folder.resolve("usual")));
    Path target = folder.resolve("data");
    scheduler.submit(Op.replaceFile(slot, target, memory(10, 1))).await();
    assertThat(permissions(target)).isEqualTo(usual);
    for (String wanted : List.of("rw-------", "rw-r-----", "rwxrwxrwx", "r--------")) {
      Files.setPosixFilePermissions(target, PosixFilePermissions.fromString(wanted));
      scheduler.submit(Op.replaceFile(slot, target, memory(10, 2))).await();
      assertThat(permissions(target)).isEqualTo(wanted);
      assertThat(target).hasBinaryContent(Bytes.of(2, 10));
    }
    assertThat(files(folder)).hasSize(2);
  }

  @Test
  default void aFolderThatDoesNotExistIsNamed() throws Exception {
    IoScheduler scheduler = open(SchedulerOptions.defaults().withFileSlots(1));
    FileSlot slot = scheduler.fileSlots().getFirst();
    Path target = newPath().resolve("data");
    Ticket ticket = scheduler.submit(Op.replaceFile(slot, target, memory(10)));
    IOException failure = catchThrowableOfType(IOException.class, ticket::await);
    assertThat(ErrnoException.find(failure).orElseThrow().errnoName()).isEqualTo("ENOENT");
    assertThat(failure).hasMessageContaining(target.getParent().toString());
    assertThat(Results.of(ticket))
        .containsExactly("ENOENT", "ECANCELED", "ECANCELED", "ECANCELED", "ECANCELED", "ECANCELED");
  }

  @Test
  default void missingArgumentsAreNamed() {
    IoScheduler scheduler = open(SchedulerOptions.defaults().withFileSlots(1));
    FileSlot slot = scheduler.fileSlots().getFirst();
    assertThatNullPointerException()
        .isThrownBy(() -> Op.replaceFile(slot, null, memory(1)))
        .withMessageContaining("target");
    assertThatNullPointerException()
        .isThrownBy(() -> Op.replaceFile(null, newPath(), memory(1)))
        .withMessageContaining("slot");
  }

  @Test
  default void whatTheTemporaryFileIsCalledCanBeSwept() throws Exception {
    IoScheduler scheduler = open(SchedulerOptions.defaults().withFileSlots(1));
    FileSlot slot = scheduler.fileSlots().getFirst();
    Path folder = newFolder();
    Op replace = Op.replaceFile(slot, folder.resolve("data"), memory(10));
    // Only the first steps, as if the process had been killed after them.
    List<Op> steps = replace.steps();
    scheduler.submit(steps.get(0).link(steps.get(1))).await();
    scheduler.submit(Op.close(slot)).await();
    assertThat(files(folder)).hasSize(1);
    assertThat(DioFile.sweepTemporaries(folder, Duration.ZERO)).hasSize(1);
    assertThat(files(folder)).isEmpty();
  }
}
