// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.sys;

import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.WRITE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dio.align.ErrnoException;
import io.dio.testing.fixtures.OpenDescriptors;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.net.URI;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.ProviderMismatchException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The checks that every call on a file, and every call that takes a path, must make. */
class EveryCallTest {
  private static final int BLOCK = 4096;

  @TempDir Path folder;
  private final Arena arena = Arena.ofConfined();
  private MemorySegment block;
  private Path path;

  @BeforeEach
  void choosePath() {
    path = folder.resolve("data");
    block = arena.allocate(BLOCK, BLOCK);
  }

  @AfterEach
  void freeMemory() {
    arena.close();
  }

  private Map<String, ThrowingCallable> callsOn(DioFile file, DioFile other) {
    Map<String, ThrowingCallable> calls = new LinkedHashMap<>();
    calls.put("read", () -> file.read(block, 0));
    calls.put("readFully", () -> file.readFully(block, 0));
    calls.put("readv", () -> file.readv(List.of(block), 0));
    calls.put("write", () -> file.write(block, 0));
    calls.put("writeFully", () -> file.writeFully(block, 0));
    calls.put("writev", () -> file.writev(List.of(block), 0));
    calls.put("sync", file::sync);
    calls.put("dataSync", file::dataSync);
    calls.put("syncAfterWrite", file::syncAfterWrite);
    calls.put("allocate", () -> file.allocate(BLOCK));
    calls.put("size", file::size);
    calls.put("allocatedBytes", file::allocatedBytes);
    calls.put("truncate", () -> file.truncate(0));
    calls.put("punchHole", () -> file.punchHole(0, BLOCK));
    calls.put("punchHole of nothing", () -> file.punchHole(0, 0));
    calls.put("advise", () -> file.advise(0, BLOCK, Advice.NORMAL));
    calls.put("copyTo another", () -> file.copyTo(other, 0, 0, 1));
    calls.put("copyTo it", () -> other.copyTo(file, 0, 0, 1));
    return calls;
  }

  @Test
  void aClosedFileIsRefusedByEachOfThem() throws IOException {
    Files.write(path, new byte[BLOCK]);
    DioFile file = DioFile.open(path, READ, WRITE);
    file.close();
    try (DioFile other = DioFile.open(folder.resolve("other"), READ, WRITE, CREATE)) {
      callsOn(file, other)
          .forEach((name, call) ->
              assertThatThrownBy(call)
                  .as(name)
                  .isInstanceOf(IllegalStateException.class)
                  .hasMessage("DioFile " + path + " is closed"));
      assertThat(other.size()).isZero();
    }
    assertThat(path).hasBinaryContent(new byte[BLOCK]);
    // Facts that were found out at the opening can still be read, for example for a message.
    assertThat(file.path()).isEqualTo(path);
    assertThat(file.isDirect()).isFalse();
    assertThat(file.fallbackReason()).isEmpty();
    assertThat(file.alignment().source()).isEqualTo(DirectAlignment.Source.NONE);
    assertThat(file).hasToString("DioFile[" + path + ", buffered, closed]");
  }

  /** A file must not stay held after a refused call, because closing would wait for it. */
  @Test
  void aRefusalLeavesNothingHeld() throws IOException {
    Files.write(path, new byte[BLOCK]);
    MemorySegment heap = MemorySegment.ofArray(new byte[BLOCK]);
    List<MemorySegment> pieces = List.of(block, heap);
    try (DioFile other = DioFile.open(folder.resolve("other"), READ, WRITE, CREATE)) {
      DioFile file = DioFile.open(path, READ, WRITE);
      Map<String, ThrowingCallable> calls = new LinkedHashMap<>();
      calls.put("read", () -> file.read(heap, 0));
      calls.put("readFully", () -> file.readFully(block, -1));
      calls.put("readv", () -> file.readv(pieces, 0));
      calls.put("write", () -> file.write(block, Long.MAX_VALUE));
      calls.put("writeFully", () -> file.writeFully(heap, 0));
      calls.put("writev", () -> file.writev(pieces, 0));
      calls.put("allocate", () -> file.allocate(-1));
      calls.put("truncate", () -> file.truncate(Long.MIN_VALUE));
      calls.put("punchHole", () -> file.punchHole(-1, BLOCK));
      calls.put("advise", () -> file.advise(0, -1, Advice.NORMAL));
      calls.put("copyTo another", () -> file.copyTo(other, -1, 0, 1));
      calls.put("copyTo it", () -> other.copyTo(file, 0, -1, 1));
      calls.put("copyTo within itself", () -> file.copyTo(file, 0, 1, 2));
      calls.forEach((name, call) ->
          assertThatThrownBy(call).as(name).isInstanceOf(IllegalArgumentException.class));
      assertThat(file.opened().isHeld()).isFalse();
      assertThat(other.opened().isHeld()).isFalse();
      file.close();
    }
    assertThat(OpenDescriptors.of(path)).isEmpty();
    assertThat(path).hasBinaryContent(new byte[BLOCK]);
  }

  private Map<String, ThrowingCallable> callsWith(Path odd) {
    Map<String, ThrowingCallable> calls = new LinkedHashMap<>();
    calls.put("open", () -> DioFile.open(odd, WRITE, CREATE));
    calls.put("open with a set", () -> DioFile.open(odd, Set.of(WRITE, CREATE)));
    calls.put("createAndAllocate", () -> DioFile.createAndAllocate(odd, BLOCK));
    calls.put("writeFile", () -> DioFile.writeFile(odd, block));
    calls.put("renameDurably from", () -> DioFile.renameDurably(odd, path));
    calls.put("renameDurably to", () -> DioFile.renameDurably(path, odd));
    calls.put("syncDirectory", () -> DioFile.syncDirectory(odd));
    return calls;
  }

  private void assertNothingHappened() throws IOException {
    assertThat(folder).isDirectoryContaining(entry -> entry.equals(path));
    try (var entries = Files.list(folder)) {
      assertThat(entries).containsExactly(path);
    }
    assertThat(path).hasContent("contents");
  }

  @Test
  void aPathThatTheKernelCannotBeGivenIsRefusedByEachOfThem() throws IOException {
    Files.writeString(path, "contents");
    Path foreign = FileSystems.getFileSystem(URI.create("jrt:/")).getPath("java.base");
    callsWith(foreign)
        .forEach((name, call) ->
            assertThatThrownBy(call)
                .as(name)
                .isInstanceOf(ProviderMismatchException.class)
                .hasMessageContaining("\"jrt\""));
    callsWith(new PathWithNul(folder.resolve("new")))
        .forEach((name, call) ->
            assertThatThrownBy(call)
                .as(name)
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("NUL"));
    callsWith(null)
        .forEach((name, call) ->
            assertThatThrownBy(call).as(name).isInstanceOf(NullPointerException.class));
    assertNothingHappened();
  }

  @Test
  void otherNullsAreRefusedByEachOfThem() throws IOException {
    Files.writeString(path, "contents");
    Path missing = folder.resolve("new");
    Map<String, ThrowingCallable> calls = new LinkedHashMap<>();
    calls.put("options", () -> DioFile.open(missing, (OpenOption[]) null));
    calls.put("set of options", () -> DioFile.open(missing, (Set<OpenOption>) null));
    calls.put("contents", () -> DioFile.writeFile(missing, null));
    calls.put("option of writeFile", () -> DioFile.writeFile(missing, block, (OpenOption) null));
    calls.put("option", () -> DioFile.createAndAllocate(missing, BLOCK, (OpenOption) null));
    calls.forEach(
        (name, call) -> assertThatThrownBy(call).as(name).isInstanceOf(NullPointerException.class));
    assertNothingHappened();
  }

  @Test
  void aMissingFolderIsNamedByEachOfThem() throws IOException {
    Files.writeString(path, "contents");
    Path nowhere = folder.resolve("no/such");
    callsWith(nowhere)
        .forEach((name, call) ->
            assertThatThrownBy(call)
                .as(name)
                .isInstanceOf(NoSuchFileException.class)
                .hasCauseInstanceOf(ErrnoException.class)
                .hasMessageContaining(folder + "/no")
                .hasMessageContaining("ENOENT (No such file or directory)"));
    assertNothingHappened();
  }
}
