// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.iosched.channel;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.file.StandardOpenOption.APPEND;
import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.CREATE_NEW;
import static java.nio.file.StandardOpenOption.DELETE_ON_CLOSE;
import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.SPARSE;
import static java.nio.file.StandardOpenOption.TRUNCATE_EXISTING;
import static java.nio.file.StandardOpenOption.WRITE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.dio.testing.fixtures.OpenDescriptors;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.channels.NonReadableChannelException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The contract with the clauses about opening: the options of {@link FileChannel#open}. */
abstract class OpenedChannelContract extends FileChannelContract {
  @AfterEach
  void noDescriptorIsLeft() throws IOException {
    closeChannels();
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.toList()) {
        assertThat(OpenDescriptors.of(file)).isEmpty();
      }
    }
  }

  @Test
  void optionsForNewFilesHaveNoEffectOnAChannelForReading() throws IOException {
    byte[] bytes = randomBytes(100);
    Path path = fileOf(bytes);
    FileChannel channel = open(path, READ, CREATE, CREATE_NEW, TRUNCATE_EXISTING, SPARSE);
    assertThat(channel.size()).isEqualTo(100);
    assertThat(open(path).read(ByteBuffer.allocate(200))).isEqualTo(100);
    assertThatExceptionOfType(NoSuchFileException.class)
        .isThrownBy(() -> open(newPath(), READ, CREATE));
    assertThatExceptionOfType(FileAlreadyExistsException.class)
        .isThrownBy(() -> open(path, WRITE, CREATE_NEW));
    assertThat(open(newPath(), WRITE, CREATE_NEW, SPARSE).size()).isZero();
  }

  @Test
  void appendGoesToTheEndWhereverThePositionIs() throws IOException {
    Path path = fileOf("begin".getBytes(US_ASCII));
    FileChannel channel = open(path, APPEND);
    assertThat(channel.position()).isEqualTo(5);
    channel.write(text("+one"));
    channel.position(0).write(text("+two"));
    Files.write(path, "+other".getBytes(US_ASCII), APPEND);
    channel.write(new ByteBuffer[] {text("+"), text("three")});
    assertThat(contents(path)).isEqualTo("begin+one+two+other+three");
    assertThat(channel.position()).isEqualTo(25);
    assertThatExceptionOfType(NonReadableChannelException.class)
        .isThrownBy(() -> channel.read(ByteBuffer.allocate(1)));
    assertThatExceptionOfType(IllegalArgumentException.class)
        .isThrownBy(() -> open(path, READ, APPEND));
    assertThatExceptionOfType(IllegalArgumentException.class)
        .isThrownBy(() -> open(path, APPEND, TRUNCATE_EXISTING));
  }

  @Test
  void aFileToDeleteIsGoneAfterTheClose() throws IOException {
    Path path = newPath();
    FileChannel channel = open(path, READ, WRITE, CREATE, DELETE_ON_CLOSE);
    channel.write(text("temporary"));
    assertThat(channel.map(MapMode.READ_ONLY, 0, 9).get(0)).isEqualTo((byte) 't');
    channel.close();
    assertThat(path).doesNotExist();
  }
}
