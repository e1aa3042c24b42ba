// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.iosched;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.dio.sys.DioFile;
import io.dio.sys.DirectMode;
import io.dio.testing.fixtures.Commands;
import io.dio.testing.fixtures.LoopFileSystem;
import io.dio.testing.fixtures.LoopFileSystem.Kind;
import io.dio.testing.fixtures.OpenDescriptors;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

/**
 * A path that does not lead to a file is opened into no slot. It is refused without waiting, in the
 * same way as by {@code DioFile}.
 */
interface SlotOpeningClauses extends BackendContract {

  private static List<OpenOption[]> ways() {
    return List.of(
        new OpenOption[] {StandardOpenOption.READ},
        new OpenOption[] {StandardOpenOption.WRITE},
        new OpenOption[] {
          StandardOpenOption.READ, StandardOpenOption.WRITE, StandardOpenOption.CREATE
        },
        new OpenOption[] {StandardOpenOption.READ, DirectMode.REQUIRED},
        new OpenOption[] {
          StandardOpenOption.WRITE, StandardOpenOption.TRUNCATE_EXISTING, DirectMode.REQUIRED
        });
  }

  private Path newPipe() {
    Path pipe = newPath();
    Commands.run(Commands.assumeInstalled("mkfifo"), pipe.toString());
    return pipe;
  }

  private IoScheduler withSlots(int count) {
    return open(SchedulerOptions.defaults().withFileSlots(count));
  }

  /** The slot holds a file of 1000 bytes before and after each refusal. */
  private void assertRefusedAsByAFile(IoScheduler scheduler, FileSlot slot, Path path)
      throws Exception {
    MemorySegment seen = memory(1000);
    for (OpenOption[] way : ways()) {
      IOException expected = catchThrowableOfType(IOException.class, () -> DioFile.open(path, way));
      assertThat(expected).as("DioFile.open of %s", path).isNotNull();
      for (Op opening : List.of(Op.openInto(slot, path, way), Op.open(path, way))) {
        Ticket ticket = scheduler.submit(opening);
        assertThatThrownBy(() -> ticket.await(Duration.ofSeconds(50)))
            .isInstanceOf(IOException.class)
            .hasMessage(expected.getMessage());
        assertThat(ticket.results().getFirst().failure().orElseThrow())
            .hasMessage(expected.getMessage());
      }
      assertThat(scheduler.submit(Op.read(slot, seen, 0)).await()).isEqualTo(1000);
    }
    Bytes.assertSeed(seen, 1);
    assertThat(OpenDescriptors.of(path)).isEmpty();
    assertThat(path).exists();
  }

  @Test
  default void whatIsNoFileIsRefusedWithTheErrorOfAFileAndTheSlotKeepsItsOwn() throws Exception {
    IoScheduler scheduler = withSlots(1);
    FileSlot slot = scheduler.fileSlots().getFirst();
    Path file = Files.write(newPath(), Bytes.of(1, 1000));
    scheduler.submit(Op.openInto(slot, file)).await();
    Path pipe = newPipe();
    Path link = Files.createSymbolicLink(newPath(), pipe);
    Path socket = newPath();
    try (ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      server.bind(UnixDomainSocketAddress.of(socket));
      for (Path path : List.of(pipe, link, socket, directory(), Path.of("/dev/full"))) {
        assertRefusedAsByAFile(scheduler, slot, path);
      }
    }
    scheduler.closeNow();
  }

  @Test
  default void aPipeNeitherHangsItsChainNorTheEndOfTheScheduler() throws Exception {
    Path pipe = newPipe();
    for (int round = 0; round < 20; round++) {
      IoScheduler scheduler = withSlots(2);
      FileSlot slot = scheduler.fileSlots().getFirst();
      FileSlot other = scheduler.fileSlots().get(1);
      Path file = newPath();
      Op opening = Op.openInto(slot, pipe, StandardOpenOption.READ);
      Ticket cancelled = scheduler.submit(opening);
      cancelled.cancel();
      Ticket chain =
          scheduler.submit(
              opening
                  .hardLink(Op.openInto(other, file, FileKind.BUFFERED.newFile()))
                  .link(Op.write(other, memory(100, 1), 0))
                  .link(Op.openInto(slot, pipe, StandardOpenOption.WRITE))
                  .link(Op.write(other, memory(100, 2), 0)));
      switch (round % 3) {
        case 0 -> scheduler.closeNow();
        case 1 -> scheduler.close();
        default -> chain.cancel();
      }
      assertThatThrownBy(() -> cancelled.await(Duration.ofSeconds(50)))
          .isInstanceOf(IOException.class);
      assertThatThrownBy(() -> chain.await(Duration.ofSeconds(50))).isInstanceOf(IOException.class);
      scheduler.closeNow();
      if (round % 3 == 1) {
        List<String> results = Results.of(chain);
        assertThat(results.subList(1, 3)).containsExactly("0", "100");
        assertThat(results.getFirst()).contains("neither a regular file nor a block device");
        assertThat(results.get(3)).contains("neither a regular file nor a block device");
        assertThat(results.get(4)).isEqualTo("ECANCELED");
      }
      assertThat(OpenDescriptors.of(file)).isEmpty();
      assertThat(OpenDescriptors.of(pipe)).isEmpty();
    }
  }

  /** The check and the opening must see the same file. */
  @Test
  default void aNameThatTurnsIntoAPipeMeanwhileIsNotWaitedForEither() throws Exception {
    Path name = Files.write(newPath(), Bytes.of(1, 100));
    Path pipe = newPipe();
    Path file = Files.write(newPath(), Bytes.of(1, 100));
    AtomicBoolean over = new AtomicBoolean();
    Background<Void> renaming =
        Background.call(() -> {
          while (!over.get()) {
            for (Path next : List.of(pipe, file)) {
              Path link = Files.createLink(next.resolveSibling(next.getFileName() + "-x"), next);
              Files.move(link, name, StandardCopyOption.ATOMIC_MOVE);
            }
          }
          return null;
        });
    try {
      IoScheduler scheduler = withSlots(1);
      FileSlot slot = scheduler.fileSlots().getFirst();
      List<Ticket> tickets = new ArrayList<>();
      for (int i = 0; i < 400; i++) {
        tickets.add(scheduler.submit(Op.openInto(slot, name, StandardOpenOption.READ)));
        tickets.add(scheduler.submit(Op.read(slot, memory(100), 0)));
      }
      for (int i = 0; i < tickets.size(); i += 2) {
        String opened = Results.of(tickets.get(i)).getFirst();
        assertThat(opened.equals("0") || opened.contains("neither a regular file")).isTrue();
        // The message names the file that is in the slot, or none if there was never one.
        assertThat(Results.of(tickets.get(i + 1)).getFirst()).isIn("100", "EBADF");
      }
    } finally {
      over.set(true);
      renaming.get();
    }
  }

  @Test
  default void aFileThatCannotBeDirectIsRefusedAsByAFileAndNotLeftBehind() throws Exception {
    try (LoopFileSystem fileSystem = LoopFileSystem.mount(Kind.RAMFS)) {
      IoScheduler scheduler = withSlots(1);
      Path path = fileSystem.root().resolve("file");
      OpenOption[] options = {
        StandardOpenOption.CREATE, StandardOpenOption.WRITE, DirectMode.REQUIRED
      };
      IOException expected =
          catchThrowableOfType(IOException.class, () -> DioFile.open(path, options));
      assertThatThrownBy(() ->
              scheduler
                  .submit(Op.openInto(scheduler.fileSlots().getFirst(), path, options))
                  .await())
          .extracting(failure -> withoutDescriptor(failure.getMessage()))
          .isEqualTo(withoutDescriptor(expected.getMessage()));
      assertThat(expected).hasMessageContaining("the file system refuses direct I/O");
      assertThat(path).doesNotExist();
      scheduler.close();
    }
  }

  /** Other threads open and close files, too, so the same opening can get another descriptor. */
  private static String withoutDescriptor(String message) {
    return message.replaceAll("fd=[0-9]+", "fd=N");
  }

  @Test
  default void aClosedSchedulerHasNoThread() throws Exception {
    for (int round = 0; round < 5; round++) {
      IoScheduler scheduler = withSlots(1);
      FileSlot slot = scheduler.fileSlots().getFirst();
      List<Ticket> tickets = new ArrayList<>();
      for (int i = 0; i < 10; i++) {
        tickets.add(scheduler.submit(Op.openInto(slot, newPath(), FileKind.BUFFERED.newFile())));
        tickets.add(scheduler.submit(Op.open(newPath(), FileKind.BUFFERED.newFile())));
      }
      if (round % 2 == 0) {
        scheduler.close();
      } else {
        scheduler.closeNow();
      }
      assertThat(tickets).allMatch(Ticket::isDone);
      assertThat(Thread.getAllStackTraces().keySet())
          .extracting(Thread::getName)
          .noneMatch(name -> name.startsWith(scheduler.toString()));
    }
  }
}
