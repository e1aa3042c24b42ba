// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.sys;

import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.WRITE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dio.testing.fixtures.LoopFileSystem;
import io.dio.testing.fixtures.LoopFileSystem.Kind;
import io.dio.testing.fixtures.OpenDescriptors;
import io.dio.testing.fixtures.Skip;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files that an opening created through a symbolic link before it was refused. */
class CreationTest {
  @TempDir Path folder;

  private static void assumeKernelTells(Path folder) throws IOException {
    Path link = Files.createSymbolicLink(folder.resolve("asked"), folder.resolve("nothing"));
    try (DioFile file = DioFile.open(link, WRITE, CREATE)) {
      Skip.unless(
          file.opened().facts().creation().doubt() == null,
          "needs a kernel that tells who created a file: Linux 6.12");
    }
  }

  /** {@return links to a file that is not there: absolute, relative, and through others} */
  private static List<Path> linksTo(Path missing, Path folder) throws IOException {
    Path absolute = Files.createSymbolicLink(folder.resolve("absolute"), missing);
    Path below = Files.createDirectory(folder.resolve("below"));
    Path relative =
        Files.createSymbolicLink(below.resolve("relative"), below.toRealPath().relativize(missing));
    Path chain = Files.createSymbolicLink(below.resolve("chain"), Path.of("../absolute"));
    Path throughFolder =
        Files.createSymbolicLink(folder.resolve("folder"), missing.getParent()).resolve("inner");
    Files.createSymbolicLink(throughFolder, missing.getFileName());
    return List.of(absolute, relative, chain, throughFolder);
  }

  @Test
  void isTakenBackWhereverTheLinkLeads() throws IOException {
    assumeKernelTells(folder);
    try (LoopFileSystem files = LoopFileSystem.mount(Kind.RAMFS)) {
      Path made = files.root().toRealPath().resolve("made");
      for (Path link : linksTo(made, folder)) {
        List<Callable<DioFile>> refused =
            List.of(
                () -> DioFile.open(link, WRITE, CREATE, DirectMode.REQUIRED),
                () -> DioFile.createAndAllocate(link, 4096));
        for (Callable<DioFile> opening : refused) {
          assertThatThrownBy(opening::call)
              .as(link.toString())
              .isInstanceOf(IOException.class)
              .hasNoSuppressedExceptions();
          assertThat(made).doesNotExist();
          assertThat(link).isSymbolicLink();
          assertThat(OpenDescriptors.of(made)).isEmpty();
        }
        DioFile.open(link, WRITE, CREATE, DirectMode.PREFERRED).close();
        assertThat(made).isEmptyFile();
        // A file that existed before stays.
        for (Callable<DioFile> opening : refused) {
          assertThatThrownBy(opening::call).isInstanceOf(IOException.class);
          assertThat(made).isEmptyFile();
        }
        Files.delete(made);
      }
    }
  }

  @Test
  void isNotTakenBackIfSomeoneElseCreatedTheFile() throws IOException {
    assumeKernelTells(folder);
    Path file = Files.createFile(folder.resolve("theirs"));
    Path link = Files.createSymbolicLink(folder.resolve("link"), file);
    try (DioFile opened = DioFile.open(link, WRITE, CREATE)) {
      Creation creation = Creation.through(link, opened.opened().descriptor());
      assertThat(creation).isSameAs(Creation.NONE);
      creation.takeBack(new IOException());
    }
    assertThat(file).exists();
  }

  @Test
  void isToldOfWhereItCannotBeTakenBack() throws IOException {
    assumeKernelTells(folder);
    Path link = Files.createSymbolicLink(folder.resolve("link"), folder.resolve("made"));
    IOException unknown = new IOException("refused");
    Creation.through(link, -1).takeBack(unknown);
    assertThat(unknown.getSuppressed()[0])
        .hasMessageStartingWith(
            link + ": an empty file that was created through this symbolic link")
        .hasMessageContaining("Linux 6.12");

    try (DioFile file = DioFile.open(link, WRITE, CREATE)) {
      Files.move(folder.resolve("made"), folder.resolve("moved"));
      IOException gone = new IOException("refused");
      Creation.through(link, file.opened().descriptor()).takeBack(gone);
      assertThat(gone.getSuppressed()[0]).hasMessageContaining("not found where the link leads");

      Files.createFile(folder.resolve("made"));
      IOException other = new IOException("refused");
      Creation.through(link, file.opened().descriptor()).takeBack(other);
      assertThat(other.getSuppressed()[0]).hasMessageContaining("is not where the link leads");
    }
    assertThat(folder.resolve("made")).exists();
    assertThat(folder.resolve("moved")).exists();
  }
}
