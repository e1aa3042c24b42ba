// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.sys;

import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.CREATE_NEW;
import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.TRUNCATE_EXISTING;
import static java.nio.file.StandardOpenOption.WRITE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dio.align.AlignedBuffer;
import io.dio.testing.fixtures.Commands;
import io.dio.testing.fixtures.OpenDescriptors;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.FileSystemLoopException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Names of things that cannot be read and written at an offset. */
@Timeout(value = 60, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class SpecialFilesTest {
  private static final List<OpenOption[]> WAYS =
      List.of(
          new OpenOption[] {READ},
          new OpenOption[] {WRITE},
          new OpenOption[] {READ, WRITE, CREATE, DirectMode.PREFERRED},
          new OpenOption[] {WRITE, TRUNCATE_EXISTING, DirectMode.REQUIRED});

  @TempDir Path folder;

  private static void assertNoFile(Path path) throws IOException {
    for (OpenOption[] way : WAYS) {
      assertThatThrownBy(() -> DioFile.open(path, way))
          .isInstanceOf(FileSystemException.class)
          .hasMessage(path + ": neither a regular file nor a block device");
    }
    assertThatThrownBy(() -> DioFile.open(path, WRITE, CREATE_NEW))
        .isInstanceOf(FileAlreadyExistsException.class)
        .hasMessageContaining("EEXIST");
    assertThat(OpenDescriptors.of(path)).isEmpty();
    assertThat(path).exists();
  }

  @Test
  void aPipeIsRefusedInsteadOfWaitedFor() throws IOException {
    Path pipe = folder.resolve("pipe");
    Commands.run("mkfifo", pipe.toString());
    assertNoFile(pipe);
    Path link = Files.createSymbolicLink(folder.resolve("link"), pipe);
    assertNoFile(link);
  }

  @Test
  void aSocketIsNoFile() throws IOException {
    Path socket = folder.resolve("socket");
    try (ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      server.bind(UnixDomainSocketAddress.of(socket));
      assertNoFile(socket);
    }
  }

  @Test
  void aCharacterDeviceIsNoFile() throws IOException {
    assertNoFile(Path.of("/dev/full"));
  }

  @Test
  void aPipeIsReplacedByAWholeFileAndNotWrittenTo() throws IOException {
    Path pipe = folder.resolve("pipe");
    Commands.run("mkfifo", pipe.toString());
    try (AlignedBuffer content = AlignedBuffer.allocate(10)) {
      DioFile.writeFile(pipe, content.segment().asSlice(0, 10));
    }
    assertThat(pipe).isRegularFile().hasSize(10);
  }

  @Test
  void aNameThatLeadsNowhereIsLeftToTheKernelToExplain() throws IOException {
    assertThatThrownBy(() -> DioFile.open(folder.resolve("none").resolve("data")))
        .isInstanceOf(NoSuchFileException.class)
        .hasMessageContaining("ENOENT");
    Path file = Files.createFile(folder.resolve("file"));
    assertThatThrownBy(() -> DioFile.open(file.resolve("data")))
        .isInstanceOf(NotDirectoryException.class)
        .hasStackTraceContaining("ENOTDIR");
    Path loop = folder.resolve("loop");
    Files.createSymbolicLink(loop, loop);
    assertThatThrownBy(() -> DioFile.open(loop, WRITE, CREATE))
        .isInstanceOf(FileSystemLoopException.class)
        .hasStackTraceContaining("ELOOP");
    assertThatThrownBy(() -> DioFile.open(folder.resolve("n".repeat(256)), WRITE, CREATE))
        .isInstanceOf(FileSystemException.class)
        .hasMessageContaining("ENAMETOOLONG");
  }
}
