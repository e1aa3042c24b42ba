// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.iosched;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.dio.align.Errno;
import io.dio.align.ErrnoException;
import io.dio.sys.DioFile;
import io.dio.sys.DirectMode;
import io.dio.testing.fixtures.OpenDescriptors;
import java.io.IOException;
import java.lang.ref.Reference;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** Opening files as an operation, and the ownership of these files. */
interface OpenClauses extends BackendContract {

  private Op openingOf(Path path) {
    return Op.open(path, FileKind.BUFFERED.newFile());
  }

  // ---- handing over ----

  @Test
  default void theFileIsHandedOverExactlyOnce() throws Exception {
    Path path = newPath();
    Ticket ticket = scheduler().submit(openingOf(path));
    assertThat(ticket.await()).isZero();
    assertThat(ticket.bytesTransferred()).isZero();
    assertThat(Results.of(ticket)).containsExactly("0");
    try (DioFile file = ticket.file()) {
      assertThat(file.path()).isEqualTo(path);
      assertThatIllegalStateException()
          .isThrownBy(ticket::file)
          .withMessageContaining("handed over or closed already")
          .withMessageContaining(path.toString());
      assertThat(scheduler().submit(Op.write(file, memory(1000, 1), 0)).await()).isEqualTo(1000);
      Bytes.assertInFile(file, 0, 1000, 1);
    }
    assertThat(OpenDescriptors.of(path)).isEmpty();
    assertThat(scheduler().stats().operations()).isEqualTo(2);
  }

  @Test
  default void ofManyWhoAskOneGetsTheFile() throws Exception {
    for (int round = 0; round < 50; round++) {
      Ticket ticket = scheduler().submit(openingOf(newPath()));
      ticket.await();
      List<Background<Boolean>> askers = new ArrayList<>();
      for (int i = 0; i < 4; i++) {
        askers.add(
            Background.call(() -> {
              try (DioFile file = ticket.file()) {
                return file.size() == 0;
              } catch (IllegalStateException refused) {
                return false;
              }
            }));
      }
      int got = 0;
      for (Background<Boolean> asker : askers) {
        got += asker.get() ? 1 : 0;
      }
      assertThat(got).isEqualTo(1);
    }
  }

  @Test
  default void anOpeningIsAValueEachSubmissionOfWhichOpensAFileOfItsOwn() throws Exception {
    Path path = newPath();
    Op opening =
        Op.open(path, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
    Ticket first = scheduler().submit(opening);
    Ticket second = open(SchedulerOptions.defaults()).submit(opening);
    first.await();
    second.await();
    DioFile mine = first.file();
    try (DioFile other = second.file()) {
      assertThat(mine).isNotSameAs(other);
      mine.close();
      assertThat(OpenDescriptors.of(path)).hasSize(1);
      other.writeFully(memory(10, 1), 0);
      Bytes.assertInFile(other, 0, 10, 1);
    }
  }

  @Test
  default void manyFilesAreOpenedAtOnceByOneSubmission() throws Exception {
    List<Op> openings = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      openings.add(openingOf(newPath()));
    }
    Set<String> paths = new TreeSet<>();
    for (Ticket ticket : scheduler().submitAll(openings)) {
      ticket.await();
      try (DioFile file = ticket.file()) {
        paths.add(file.path().toString());
      }
    }
    assertThat(paths).hasSize(100);
    assertThat(scheduler().stats().operations()).isEqualTo(100);
    assertThat(scheduler().stats().inFlight()).isZero();
  }

  // ---- options ----

  @Test
  default void anOpeningDoesWithItsOptionsWhatDioFileDoes() throws Exception {
    Path path = newPath();
    Ticket direct = scheduler().submit(Op.open(path, FileKind.DIRECT.newFile()));
    direct.await();
    try (DioFile file = direct.file();
        DioFile same = DioFile.open(path, StandardOpenOption.READ, DirectMode.PREFERRED)) {
      assertThat(file.isDirect()).isEqualTo(same.isDirect());
      assertThat(file.alignment()).isEqualTo(same.alignment());
      file.writeFully(memory(4096, 1), 0);
    }
    Ticket readOnly = scheduler().submit(Op.open(path));
    readOnly.await();
    try (DioFile file = readOnly.file()) {
      assertThat(file.isDirect()).isFalse();
      Bytes.assertInFile(file, 0, 4096, 1);
      assertThatIllegalStateException()
          .isThrownBy(() -> Op.write(file, memory(10), 0))
          .withMessageContaining("not opened with WRITE");
    }
    Ticket truncated =
        scheduler()
            .submit(Op.open(path, StandardOpenOption.WRITE, StandardOpenOption.TRUNCATE_EXISTING));
    truncated.await();
    truncated.file().close();
    assertThat(Files.size(path)).isZero();
  }

  @Test
  default void whatDioFileRefusesIsRefusedWhenTheOpeningIsMade() throws Exception {
    Path path = newPath();
    List<OpenOption[]> wrong =
        List.of(
            new OpenOption[] {StandardOpenOption.APPEND, StandardOpenOption.WRITE},
            new OpenOption[] {StandardOpenOption.DELETE_ON_CLOSE, StandardOpenOption.WRITE},
            new OpenOption[] {StandardOpenOption.CREATE},
            new OpenOption[] {DirectMode.PREFERRED, DirectMode.REQUIRED});
    for (OpenOption[] options : wrong) {
      Throwable expected =
          catchThrowableOfType(RuntimeException.class, () -> DioFile.open(path, options));
      assertThatThrownBy(() -> Op.open(path, options))
          .isInstanceOf(expected.getClass())
          .hasMessage(expected.getMessage());
    }
    assertThatNullPointerException().isThrownBy(() -> Op.open(null));
    assertThatNullPointerException().isThrownBy(() -> Op.open(path, (OpenOption) null));
    assertThat(path).doesNotExist();
    assertThatIllegalArgumentException().isThrownBy(() -> openingOf(path).durable());
  }

  // ---- errors ----

  @Test
  default void anOpeningThatFailsNamesErrnoAndPathAndHasNoFile() throws Exception {
    Path missing = newPath();
    Ticket ticket = scheduler().submit(Op.open(missing));
    NoSuchFileException failure = catchThrowableOfType(NoSuchFileException.class, ticket::await);
    assertThat(failure.getFile()).isEqualTo(missing.toString());
    assertThat(failure)
        .hasCauseInstanceOf(ErrnoException.class)
        .hasMessageContaining("flags=O_RDONLY|O_CLOEXEC): ENOENT (No such file or directory)");
    assertThat(ErrnoException.find(failure).orElseThrow().errno()).isEqualTo(Errno.ENOENT);
    NoSuchFileException again = catchThrowableOfType(NoSuchFileException.class, ticket::await);
    assertThat(again).isNotSameAs(failure).hasMessage(failure.getMessage());
    assertThat(again).hasCauseInstanceOf(ErrnoException.class);
    assertThat(ticket.results().getFirst().failure().orElseThrow())
        .isInstanceOf(NoSuchFileException.class);
    assertThat(ticket.toCompletableFuture().handle((_, e) -> e).join())
        .isInstanceOf(NoSuchFileException.class);
    assertThat(Results.of(ticket)).containsExactly("ENOENT");
    assertThatIllegalStateException()
        .isThrownBy(ticket::file)
        .withMessageContaining("there is no file")
        .withMessageContaining(missing.toString());

    Path present = Files.createFile(newPath());
    Ticket exclusive = scheduler().submit(openingOf(present));
    assertThat(catchThrowableOfType(FileAlreadyExistsException.class, exclusive::await))
        .hasMessageContaining(present.toString())
        .hasMessageContaining("EEXIST");
    assertThat(scheduler().stats().operations()).isEqualTo(2);
  }

  @Test
  default void ticketsOfOtherOperationsHaveNoFile() throws Exception {
    DioFile file = newFile(10, 1);
    for (Op op :
        List.of(Op.read(file, memory(10), 0), Op.sync(file), Op.sync(file).link(Op.sync(file)))) {
      Ticket ticket = scheduler().submit(op);
      ticket.await();
      assertThatIllegalStateException()
          .isThrownBy(ticket::file)
          .withMessageContaining("opens no file");
    }
  }

  // ---- ownership ----

  @Test
  default void aFileThatNobodyTookIsClosedWithTheSchedulerAndOneThatWasTakenIsNot()
      throws Exception {
    Path taken = newPath();
    Path unclaimed = newPath();
    Ticket kept = scheduler().submit(openingOf(taken));
    Ticket left = scheduler().submit(openingOf(unclaimed));
    kept.await();
    left.await();
    try (DioFile file = kept.file()) {
      assertThat(OpenDescriptors.of(unclaimed)).hasSize(1);
      scheduler().close();
      assertThat(OpenDescriptors.of(unclaimed)).isEmpty();
      assertThatIllegalStateException()
          .isThrownBy(left::file)
          .withMessageContaining("handed over or closed already");
      file.writeFully(memory(10, 1), 0);
      Bytes.assertInFile(file, 0, 10, 1);
    }
  }

  @Test
  default void closingTheSchedulerExecutesOpeningsAndClosesTheirFiles() throws Exception {
    List<Path> paths = new ArrayList<>();
    List<Ticket> tickets = new ArrayList<>();
    for (int i = 0; i < 50; i++) {
      paths.add(newPath());
      tickets.add(scheduler().submit(openingOf(paths.getLast())));
    }
    scheduler().close();
    for (Ticket ticket : tickets) {
      assertThat(ticket.isDone()).isTrue();
      assertThat(ticket.await()).isZero();
      assertThatIllegalStateException().isThrownBy(ticket::file);
    }
    for (Path path : paths) {
      assertThat(path).exists();
      assertThat(OpenDescriptors.of(path)).isEmpty();
    }
    assertThatIllegalStateException()
        .isThrownBy(() -> scheduler().submit(openingOf(newPath())))
        .withMessageContaining("is closed");
  }

  @Test
  default void cancellingAnOpeningThatIsDoneClosesItsFileIfNobodyTookIt() throws Exception {
    Path path = newPath();
    Ticket ticket = scheduler().submit(openingOf(path));
    ticket.await();
    ticket.cancel();
    assertThat(OpenDescriptors.of(path)).isEmpty();
    assertThatIllegalStateException()
        .isThrownBy(ticket::file)
        .withMessageContaining("handed over or closed already");
    assertThat(ticket.await()).isZero();

    Ticket taken = scheduler().submit(openingOf(newPath()));
    taken.await();
    try (DioFile file = taken.file()) {
      taken.cancel();
      file.writeFully(memory(10, 1), 0);
      Bytes.assertInFile(file, 0, 10, 1);
    }
  }

  /** The opening hangs, because it creates a file on a frozen file system. */
  private Background<Ticket> hangOpening(Path path) {
    frozen().freeze();
    Background<Ticket> submitted = Background.call(() -> scheduler().submit(openingOf(path)));
    return submitted;
  }

  @Test
  default void anOpeningThatIsCancelledMeanwhileLeavesNoFileOpen() throws Exception {
    Path path = frozen().root().resolve(newPath().getFileName());
    Background<Ticket> submitted = hangOpening(path);
    if (isInline()) {
      frozen().thaw();
      submitted.get().cancel();
      assertThat(submitted.get().await()).isZero();
    } else {
      Ticket ticket = submitted.get();
      assertThat(ticket.isDone()).isFalse();
      assertThatIllegalStateException().isThrownBy(ticket::file);
      ticket.cancel();
      frozen().thaw();
      assertThat(Results.of(ticket)).containsExactly("ECANCELED");
    }
    assertThat(OpenDescriptors.of(path)).isEmpty();
    assertThatIllegalStateException().isThrownBy(() -> submitted.get().file());
  }

  @Test
  default void whileAnOpeningHangsOthersGoOn() throws Exception {
    DioFile other = newFile(1000, 1);
    Path path = frozen().root().resolve(newPath().getFileName());
    Background<Ticket> submitted = hangOpening(path);
    for (int i = 0; i < 200; i++) {
      assertThat(scheduler().submit(Op.read(other, memory(10), 0)).await()).isEqualTo(10);
    }
    Ticket opening = scheduler().submit(openingOf(newPath()));
    opening.await();
    opening.file().close();
    assertThat(isInline() ? submitted.isDone() : submitted.get().isDone()).isFalse();
    frozen().thaw();
    assertThat(submitted.get().await()).isZero();
    submitted.get().file().close();
  }

  @Test
  default void closingTheSchedulerWaitsForAnOpeningThatHangs() throws Exception {
    Path path = frozen().root().resolve(newPath().getFileName());
    Background<Ticket> submitted = hangOpening(path);
    if (!isInline()) {
      submitted.get();
    } else {
      untilInFlight(1);
    }
    Background<Void> closing = Background.run(scheduler()::close).untilWaiting();
    assertThat(closing.isDone()).isFalse();
    frozen().thaw();
    closing.get();
    assertThat(submitted.get().await()).isZero();
    assertThat(OpenDescriptors.of(path)).isEmpty();
  }

  @Test
  default void theFileOfATicketThatNobodyHasAnyMoreIsClosed() throws Exception {
    Path path = newPath();
    openAndForget(path);
    while (!OpenDescriptors.of(path).isEmpty()) {
      System.gc();
    }
    assertThat(path).exists();
    assertThat(scheduler().stats().operations()).isEqualTo(1);
  }

  private void openAndForget(Path path) throws IOException {
    Ticket ticket = scheduler().submit(openingOf(path));
    try {
      ticket.await();
      assertThat(OpenDescriptors.of(path)).hasSize(1);
    } finally {
      // Otherwise a collection just before the look would close the file.
      Reference.reachabilityFence(ticket);
    }
  }
}
