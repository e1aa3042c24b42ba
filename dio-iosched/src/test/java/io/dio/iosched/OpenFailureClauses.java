// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.iosched;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.dio.align.Errno;
import io.dio.align.ErrnoException;
import io.dio.sys.DioFile;
import io.dio.sys.DirectMode;
import io.dio.sys.DirectUnavailableException;
import io.dio.testing.fixtures.LoopFileSystem;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.FileSystemLoopException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The types of {@code java.nio.file} that a failed opening throws. */
interface OpenFailureClauses extends BackendContract {
  @Test
  default void anOpeningThatFailsThrowsTheTypeThatDioFileThrows() throws Exception {
    Path file = Files.createFile(newPath());
    Path loop = newPath();
    Files.createSymbolicLink(loop, loop);
    Path folder = Files.createDirectory(newPath());
    for (Path path :
        List.of(newPath(), file.resolve("below"), loop, folder, Path.of("n".repeat(256)))) {
      IOException expected =
          catchThrowableOfType(
              IOException.class, () -> DioFile.open(path, StandardOpenOption.WRITE));
      Ticket ticket = scheduler().submit(Op.open(path, StandardOpenOption.WRITE));
      assertThatThrownBy(ticket::await)
          .isExactlyInstanceOf(expected.getClass())
          .hasMessage(expected.getMessage())
          .isInstanceOf(FileSystemException.class)
          .hasCauseInstanceOf(ErrnoException.class);
    }
  }

  @Test
  default void aFileThatCannotBeDirectSaysSoThroughTheTicket() throws Exception {
    try (LoopFileSystem files = LoopFileSystem.mount(LoopFileSystem.Kind.RAMFS)) {
      Path path = files.root().resolve("data");
      Ticket ticket =
          scheduler()
              .submit(
                  Op.open(
                      path,
                      StandardOpenOption.WRITE,
                      StandardOpenOption.CREATE,
                      DirectMode.REQUIRED));
      for (int i = 0; i < 2; i++) {
        assertThatThrownBy(ticket::await)
            .isInstanceOf(DirectUnavailableException.class)
            .hasMessageContaining(path.toString())
            .hasMessageContaining("refuses direct I/O")
            .hasCauseInstanceOf(ErrnoException.class);
      }
      assertThat(path).doesNotExist();
    }
  }

  @Test
  default void anOpeningIntoASlotThrowsTheTypesOfOtherOpenings() throws Exception {
    IoScheduler scheduler = open(SchedulerOptions.defaults().withFileSlots(1));
    FileSlot slot = scheduler.fileSlots().getFirst();
    Path file = Files.createFile(newPath());
    Path loop = newPath();
    Files.createSymbolicLink(loop, loop);
    OpenOption[] create = {StandardOpenOption.WRITE, StandardOpenOption.CREATE};
    OpenOption[] createNew = {StandardOpenOption.WRITE, StandardOpenOption.CREATE_NEW};
    assertFails(scheduler, Op.openInto(slot, file, createNew), FileAlreadyExistsException.class);
    assertFails(
        scheduler, Op.openInto(slot, file.resolve("below"), create), NotDirectoryException.class);
    assertFails(scheduler, Op.openInto(slot, loop, create), FileSystemLoopException.class);
    assertFails(
        scheduler, Op.openInto(slot, Path.of("n".repeat(256)), create), FileSystemException.class);
    Ticket chain =
        scheduler.submit(Op.openInto(slot, newPath()).link(Op.openInto(slot, newPath())));
    assertThatThrownBy(chain::await).isInstanceOf(NoSuchFileException.class);
    // If an opening was not tried, its failure says nothing about the path.
    assertThat(chain.results().getLast().failure().orElseThrow())
        .isInstanceOfSatisfying(
            ErrnoException.class, e -> assertThat(e.errno()).isEqualTo(Errno.ECANCELED));
  }

  private static void assertFails(IoScheduler scheduler, Op op, Class<? extends IOException> type)
      throws IOException {
    Ticket ticket = scheduler.submit(op);
    assertThatThrownBy(ticket::await)
        .isExactlyInstanceOf(type)
        .hasCauseInstanceOf(ErrnoException.class);
  }
}
