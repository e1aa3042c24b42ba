// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.bench.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dio.sys.DioFile;
import io.dio.testing.fixtures.Commands;
import io.dio.testing.fixtures.Skip;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TemporaryFileTest {
  @TempDir private Path folder;

  private TemporaryFile nameless() throws IOException {
    TemporaryFile file = TemporaryFile.in(folder, "dio-test-");
    Skip.unless(!file.hasName(), "needs /proc with the descriptors of this process");
    return file;
  }

  @Test
  void aFileWithoutANameIsNotInItsFolderAndCanBeOpened() throws IOException {
    try (TemporaryFile file = nameless()) {
      assertThat(folder).isEmptyDirectory();
      Files.writeString(file.path(), "some bytes");
      assertThat(file.path()).isRegularFile().hasContent("some bytes");
      try (DioFile opened = DioFile.open(file.path(), StandardOpenOption.READ);
          FileChannel channel = FileChannel.open(file.path(), StandardOpenOption.READ)) {
        assertThat(opened.size()).isEqualTo(10);
        assertThat(channel.map(FileChannel.MapMode.READ_ONLY, 0, 10).get(0)).isEqualTo((byte) 's');
      }
    }
  }

  @Test
  void anotherProcessCanOpenAFileWithoutAName() throws IOException {
    try (TemporaryFile file = nameless()) {
      Files.writeString(file.path(), "some bytes");
      assertThat(Commands.run("cat", file.path().toString())).isEqualTo("some bytes");
    }
  }

  @Test
  void aFileWithoutANameIsGoneWhenItIsClosed() throws IOException {
    TemporaryFile file = nameless();
    Object key = Files.getAttribute(file.path(), "unix:ino");
    file.close();
    assertThat(Files.exists(file.path()) && Files.getAttribute(file.path(), "unix:ino").equals(key))
        .as("the number may be another descriptor's by now")
        .isFalse();
  }

  @Test
  void aFileWithANameIsDeletedWhenItIsClosed() throws IOException {
    try (TemporaryFile file = TemporaryFile.inWithName(folder, "dio-test-")) {
      assertThat(folder.toFile().listFiles()).containsExactly(file.path().toFile());
      assertThat(file.hasName()).isTrue();
    }
    assertThat(folder).isEmptyDirectory();
  }

  @Test
  void aFileOfSomebodyElseIsNotTaken() throws IOException {
    Path precious = Files.writeString(folder.resolve("precious"), "bytes");
    assertThatThrownBy(() -> TemporaryFile.named(precious))
        .isInstanceOf(FileAlreadyExistsException.class);
    assertThat(precious).hasContent("bytes");
  }
}
