// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.iosched;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.dio.align.ErrnoException;
import io.dio.sys.DioFile;
import java.io.IOException;
import java.nio.file.FileSystem;
import java.nio.file.FileSystemException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.ProviderMismatchException;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

/** rename, unlink and syncDirectory. */
interface NameClauses extends BackendContract {

  private Path newContent(int seed) throws IOException {
    return Files.write(newPath(), Bytes.of(seed, 100));
  }

  @Test
  default void renameMovesTheNameAndReplacesTheTarget() throws Exception {
    Path source = newContent(1);
    Path target = newContent(2);
    assertThat(scheduler().submit(Op.rename(source, target)).await()).isZero();
    assertThat(source).doesNotExist();
    assertThat(target).hasBinaryContent(Bytes.of(1, 100));
  }

  @Test
  default void unlinkRemovesTheName() throws Exception {
    Path path = newContent(1);
    assertThat(scheduler().submit(Op.unlink(path)).await()).isZero();
    assertThat(path).doesNotExist();
  }

  @Test
  default void unlinkRemovesASymbolicLinkAndNotItsTarget() throws Exception {
    Path path = newContent(1);
    Path link = Files.createSymbolicLink(newPath(), path);
    scheduler().submit(Op.unlink(link)).await();
    assertThat(link).doesNotExist();
    assertThat(path).exists();
  }

  @Test
  default void syncDirectorySucceeds() throws Exception {
    assertThat(scheduler().submit(Op.syncDirectory(directory())).await()).isZero();
  }

  @Test
  default void oneOperationCanBeSubmittedSeveralTimes() throws Exception {
    Path source = newPath();
    Path target = newPath();
    Op rename = Op.rename(source, target);
    for (int round = 0; round < 3; round++) {
      Files.write(source, Bytes.of(round, 10));
      scheduler().submit(rename).await();
      assertThat(target).hasBinaryContent(Bytes.of(round, 10));
    }
  }

  @Test
  default void failuresHaveTheTypesOfJavaNioFile() throws Exception {
    Path missing = newPath();
    Path file = newContent(1);
    assertThatThrownBy(() -> scheduler().submit(Op.rename(missing, newPath())).await())
        .isInstanceOf(NoSuchFileException.class)
        .hasMessageContaining(missing.toString())
        .hasCauseInstanceOf(ErrnoException.class)
        .cause()
        .hasMessageContaining("rename(source=" + missing + ", target=");
    assertThatThrownBy(() -> scheduler().submit(Op.unlink(missing)).await())
        .isInstanceOf(NoSuchFileException.class)
        .cause()
        .hasMessageContaining("unlink(path=" + missing);
    assertThatThrownBy(() -> scheduler().submit(Op.unlink(directory())).await())
        .isInstanceOf(FileSystemException.class)
        .hasMessageContaining("EISDIR");
    assertThatThrownBy(() -> scheduler().submit(Op.syncDirectory(file)).await())
        .isInstanceOf(NotDirectoryException.class);
    assertThatThrownBy(() -> scheduler().submit(Op.syncDirectory(missing)).await())
        .isInstanceOf(NoSuchFileException.class);
    assertThat(file).exists();
  }

  @Test
  default void aFailedSyncOfADirectoryIsThatOfDioFile() {
    Path missing = newPath();
    IOException expected =
        catchThrowableOfType(IOException.class, () -> DioFile.syncDirectory(missing));
    assertThatThrownBy(() -> scheduler().submit(Op.syncDirectory(missing)).await())
        .isExactlyInstanceOf(expected.getClass())
        .hasMessage(expected.getMessage());
  }

  @Test
  default void pathsThatCannotBeUsedAreRefused() throws Exception {
    assertThatNullPointerException().isThrownBy(() -> Op.unlink(null));
    assertThatNullPointerException().isThrownBy(() -> Op.rename(directory(), null));
    Path zip = newPath().resolveSibling("names.zip");
    Files.deleteIfExists(zip);
    try (FileSystem other = FileSystems.newFileSystem(zip, Map.of("create", "true"))) {
      Path foreign = other.getPath("x");
      for (ThrowingCallable call :
          List.<ThrowingCallable>of(
              () -> Op.unlink(foreign),
              () -> Op.syncDirectory(foreign),
              () -> Op.rename(foreign, directory()))) {
        assertThatExceptionOfType(ProviderMismatchException.class)
            .isThrownBy(call)
            .withMessageContaining("file system provider");
      }
    }
  }

  @Test
  default void whatIsLinkedToAFailedChangeOfNamesIsCancelled() throws Exception {
    Path kept = newContent(1);
    DioFile other = newFile(FileKind.BUFFERED);
    for (Op fails :
        List.of(
            Op.rename(newPath(), newPath()), Op.unlink(newPath()), Op.syncDirectory(newPath()))) {
      Op chain = fails.link(Op.unlink(kept)).link(Op.write(other, memory(10), 0));
      assertThat(Results.of(scheduler().submit(chain)))
          .containsExactly("ENOENT", "ECANCELED", "ECANCELED");
      assertThat(kept).exists();
      assertThat(Results.of(scheduler().submit(fails.hardLink(Op.write(other, memory(10), 0)))))
          .containsExactly("ENOENT", "10");
    }
  }

  @Test
  default void aChainOfWritesAndNamesRunsInItsOrder() throws Exception {
    Path name = newPath();
    DioFile file = open(name, FileKind.BUFFERED.newFile());
    Path second = newPath();
    Op chain =
        Op.write(file, memory(100, 1), 0)
            .link(Op.rename(name, second))
            .link(Op.write(file, memory(100, 2), 100))
            .link(Op.syncDirectory(directory()))
            .link(Op.unlink(second));
    assertThat(Results.of(scheduler().submit(chain))).containsExactly("100", "0", "100", "0", "0");
    assertThat(second).doesNotExist();
    Bytes.assertInFile(file, 0, 100, 1);
    Bytes.assertInFile(file, 100, 100, 2);
  }

  @Test
  default void manyNamesChangeAtOnce() throws Exception {
    Path[] targets = new Path[60];
    Ticket[] tickets = new Ticket[targets.length];
    for (int i = 0; i < targets.length; i++) {
      targets[i] = newPath();
      tickets[i] = scheduler().submit(Op.rename(newContent(i), targets[i]));
    }
    for (int i = 0; i < targets.length; i++) {
      tickets[i].await();
      assertThat(targets[i]).hasBinaryContent(Bytes.of(i, 100));
    }
  }

  @Test
  default void operationsOnNamesTellWhatTheyAre() {
    Path path = newPath();
    Op unlink = Op.unlink(path);
    assertThat(unlink.verb()).isEqualTo(Verb.UNLINK);
    assertThat(unlink.file()).isEmpty();
    assertThat(unlink.slot()).isEmpty();
    assertThat(unlink).hasToString("unlink(path=" + path + ")");
    assertThat(Op.rename(path, directory()))
        .hasToString("rename(source=" + path + ", target=" + directory() + ")");
    assertThat(Op.syncDirectory(directory())).hasToString("fsync(path=" + directory() + ")");
  }

  @Test
  default void aNameThatIsToBeChangedWhenTheSchedulerClosesIsChanged() throws Exception {
    IoScheduler scheduler = open(SchedulerOptions.defaults());
    Path source = newContent(1);
    Path target = newPath();
    Ticket rename = scheduler.submit(Op.rename(source, target));
    Ticket sync = scheduler.submit(Op.syncDirectory(directory()));
    scheduler.close();
    assertThat(rename.await()).isZero();
    assertThat(sync.await()).isZero();
    assertThat(target).exists();
  }
}
