// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.iosched;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.dio.align.Errno;
import io.dio.align.ErrnoException;
import io.dio.iosched.testing.FailingDevice;
import io.dio.mempool.MmapBuffer;
import io.dio.mempool.MmapPool;
import io.dio.sys.DirectMode;
import io.dio.testing.fixtures.LoopFileSystem;
import io.dio.testing.fixtures.LoopFileSystem.Kind;
import io.dio.testing.fixtures.OpenDescriptors;
import io.dio.testing.fixtures.Skip;
import io.dio.testing.fixtures.TimeLimits;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.ProviderMismatchException;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Files in slots, which are opened, used and closed by operations alone. */
interface SlotClauses extends BackendContract {
  private static OpenOption[] newFile() {
    return FileKind.BUFFERED.newFile();
  }

  private static OpenOption[] presentFile() {
    return new OpenOption[] {StandardOpenOption.READ, StandardOpenOption.WRITE};
  }

  private IoScheduler withSlots(int count) {
    return open(SchedulerOptions.defaults().withFileSlots(count));
  }

  /** {@return a new file with the bytes of {@code seed}} */
  private Path fileOf(int byteSize, long seed) throws IOException {
    return Files.write(newPath(), Bytes.of(seed, byteSize));
  }

  private void assertFile(Path path, int byteSize, long seed) throws IOException {
    assertThat(Files.readAllBytes(path)).isEqualTo(Bytes.of(seed, byteSize));
  }

  private static List<String> run(IoScheduler scheduler, Op op) {
    return Results.of(scheduler.submit(op));
  }

  /** {@return whether any ring of this process has the file in its table} */
  private static boolean isInATable(Path path) throws IOException {
    // Older kernels show only the name of the file, newer ones its whole path.
    Pattern entry =
        Pattern.compile("\\s*\\d+: (.*/)?" + Pattern.quote(path.getFileName().toString()));
    for (int ring : OpenDescriptors.leadingTo("anon_inode:[io_uring]")) {
      if (OpenDescriptors.info(ring).stream().anyMatch(line -> entry.matcher(line).matches())) {
        return true;
      }
    }
    return false;
  }

  /** While the ring is busy, the kernel shows no table at all. */
  private static void untilInATable(Path path) throws IOException {
    while (!isInATable(path)) {
      Thread.onSpinWait();
    }
  }

  /** The kernel may take a moment to release a file. */
  private static void untilInNoTable(Path path) throws IOException {
    while (isInATable(path)) {
      Thread.onSpinWait();
    }
  }

  // ---- the table ----

  @Test
  default void aSchedulerHasTheSlotsThatItsOptionsSayAndNoneByDefault() throws Exception {
    assertThat(scheduler().fileSlots()).isEmpty();
    List<FileSlot> slots = withSlots(5).fileSlots();
    assertThat(slots).extracting(FileSlot::index).containsExactly(0, 1, 2, 3, 4);
    assertThatExceptionOfType(UnsupportedOperationException.class)
        .isThrownBy(() -> slots.remove(0));
  }

  @Test
  default void aSlotOfAnotherSchedulerIsRefusedByName() throws Exception {
    IoScheduler owner = withSlots(1);
    IoScheduler other = withSlots(1);
    Op read = Op.read(owner.fileSlots().getFirst(), memory(10), 0);
    Op chain = Op.sync(other.fileSlots().getFirst()).link(read);
    for (Op op : List.of(read, chain)) {
      for (IoScheduler stranger : List.of(other, scheduler())) {
        assertThatIllegalArgumentException()
            .isThrownBy(() -> stranger.submit(op))
            .withMessageContaining("slot 0 of")
            .withMessageContaining("is not one of " + stranger);
      }
    }
    assertThatIllegalArgumentException().isThrownBy(() -> other.submitAll(List.of(read)));
    assertThat(other.stats().operations()).isZero();
    assertThat(run(owner, read)).containsExactly("EBADF");
  }

  // ---- operations on a slot ----

  @Test
  default void everyVerbWorksOnASlot() throws Exception {
    IoScheduler scheduler = withSlots(3);
    FileSlot slot = scheduler.fileSlots().get(1);
    Path path = newPath();
    MemorySegment source = memory(300, 1);
    MemorySegment target = memory(400);
    assertThat(run(scheduler, Op.openInto(slot, path, newFile()))).containsExactly("0");
    assertThat(run(scheduler, Op.allocate(slot, 1000))).containsExactly("0");
    assertThat(run(scheduler, Op.write(slot, source, 0))).containsExactly("300");
    List<MemorySegment> pieces = List.of(source.asSlice(0, 60), source.asSlice(60, 40));
    assertThat(run(scheduler, Op.writev(slot, pieces, 300))).containsExactly("100");
    assertThat(run(scheduler, Op.write(slot, source.asSlice(0, 100), 400).durable()))
        .containsExactly("100");
    try (MmapPool pool = new MmapPool("contract", 4096, 1)) {
      MmapBuffer buffer = pool.acquire();
      Bytes.fill(buffer.segment(), 2);
      Ticket write = scheduler.submit(Op.write(slot, buffer, 4096));
      buffer.release();
      assertThat(Results.of(write)).containsExactly("4096");
      MmapBuffer read = pool.acquire();
      assertThat(run(scheduler, Op.read(slot, read, 4096))).containsExactly("4096");
      Bytes.assertSeed(read.segment(), 2);
      read.release();
    }
    for (Op sync :
        List.of(Op.sync(slot), Op.dataSync(slot), Op.barrierSync(slot), Op.drain(slot))) {
      assertThat(run(scheduler, sync)).containsExactly("0");
    }
    assertThat(run(scheduler, Op.read(slot, target.asSlice(0, 300), 0))).containsExactly("300");
    List<MemorySegment> targets = List.of(target.asSlice(300, 10), target.asSlice(310, 90));
    assertThat(run(scheduler, Op.readv(slot, targets, 300))).containsExactly("100");
    assertThat(run(scheduler, Op.read(slot, memory(10), 8192))).containsExactly("0");
    assertThat(run(scheduler, Op.close(slot))).containsExactly("0");
    Bytes.assertSeed(target.asSlice(0, 300), 1);
    Bytes.assertSeed(target.asSlice(300, 100), 1, 300);
    Bytes.assertInFile(open(path), 4096, 4096, 2);
    assertThat(scheduler.stats().inFlight()).isZero();
  }

  @ParameterizedTest
  @EnumSource
  default void openAllocateWriteSyncAndCloseAreOneSubmission(FileKind kind) throws Exception {
    List<OpenOption> options =
        new ArrayList<>(List.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE));
    if (kind == FileKind.DIRECT) {
      Skip.unless(newFile(kind).isDirect(), "needs direct I/O in " + directory());
      options.add(DirectMode.REQUIRED);
    }
    IoScheduler scheduler = withSlots(2);
    List<Path> paths = new ArrayList<>();
    List<Ticket> tickets = new ArrayList<>();
    for (int i = 0; i < 40; i++) {
      FileSlot slot = scheduler.fileSlots().get(i % 2);
      paths.add(newPath());
      Op chain =
          Op.openInto(slot, paths.getLast(), options.toArray(OpenOption[]::new))
              .link(Op.allocate(slot, 65536))
              .link(Op.write(slot, memory(65536, i), 0))
              .link(Op.dataSync(slot))
              .link(Op.close(slot));
      if (i >= 2) {
        tickets.get(i - 2).await(); // until then the slot is being closed and refuses work
      }
      tickets.add(scheduler.submit(chain));
    }
    for (int i = 0; i < paths.size(); i++) {
      assertThat(Results.of(tickets.get(i))).containsExactly("0", "0", "65536", "0", "0");
      assertFile(paths.get(i), 65536, i);
      assertThat(OpenDescriptors.of(paths.get(i))).isEmpty();
    }
    assertThat(scheduler.stats().operations()).isEqualTo(200);
    assertThat(scheduler.stats().bytesWritten()).isEqualTo(40 * 65536);
  }

  @Test
  default void onARingAFileInASlotHasNoDescriptorOfTheProcess() throws Exception {
    IoScheduler scheduler = withSlots(2);
    FileSlot slot = scheduler.fileSlots().get(1);
    Path path = newPath();
    assertThat(run(scheduler, Op.openInto(slot, path, newFile()))).containsExactly("0");
    boolean ring = scheduler.backend() == Backend.URING;
    assertThat(OpenDescriptors.of(path)).hasSize(ring ? 0 : 1);
    if (ring) {
      untilInATable(path);
    } else {
      assertThat(isInATable(path)).isFalse();
    }
    assertThat(run(scheduler, Op.write(slot, memory(100, 1), 0))).containsExactly("100");
    assertThat(run(scheduler, Op.close(slot))).containsExactly("0");
    assertThat(OpenDescriptors.of(path)).isEmpty();
    untilInNoTable(path);
    assertFile(path, 100, 1);
  }

  @Test
  default void oneChainCanUseASlotForSeveralFiles() throws Exception {
    IoScheduler scheduler = withSlots(1);
    FileSlot slot = scheduler.fileSlots().getFirst();
    Path first = newPath();
    Path second = newPath();
    Op chain =
        Op.openInto(slot, first, newFile())
            .link(Op.write(slot, memory(100, 1), 0))
            .link(Op.close(slot))
            .link(Op.openInto(slot, second, newFile()))
            .link(Op.write(slot, memory(200, 2), 0))
            .link(Op.openInto(slot, first, presentFile()))
            .link(Op.write(slot, memory(300, 3), 0));
    assertThat(run(scheduler, chain)).containsExactly("0", "100", "0", "0", "200", "0", "300");
    assertFile(first, 300, 3);
    assertFile(second, 200, 2);
  }

  // ---- options ----

  @Test
  default void aFileIsCreatedTruncatedOrRefusedAsTheOptionsSay() throws Exception {
    IoScheduler scheduler = withSlots(1);
    FileSlot slot = scheduler.fileSlots().getFirst();
    Path path = newPath();
    Op create =
        Op.openInto(
            slot,
            path,
            StandardOpenOption.CREATE,
            StandardOpenOption.READ,
            StandardOpenOption.WRITE);
    assertThat(run(scheduler, create.link(Op.write(slot, memory(100, 1), 0))))
        .containsExactly("0", "100");
    assertThat(run(scheduler, create.link(Op.read(slot, memory(100), 0))))
        .as("not truncated")
        .containsExactly("0", "100");
    assertThat(run(scheduler, Op.openInto(slot, path, newFile()))).containsExactly("EEXIST");
    Op truncate =
        Op.openInto(slot, path, StandardOpenOption.WRITE, StandardOpenOption.TRUNCATE_EXISTING);
    assertThat(run(scheduler, truncate)).containsExactly("0");
    assertThat(path).isEmptyFile();
    Path plain = newPath();
    open(plain, newFile()).close();
    assertThat(Files.getPosixFilePermissions(path)).isEqualTo(Files.getPosixFilePermissions(plain));
  }

  @Test
  default void whatASlotCannotOpenIsRefusedWhenTheOperationIsMade() throws Exception {
    FileSlot slot = withSlots(1).fileSlots().getFirst();
    Path path = newPath();
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Op.openInto(slot, path, DirectMode.PREFERRED))
        .withMessageContaining("PREFERRED")
        .withMessageContaining("REQUIRED");
    assertThatThrownBy(() -> Op.openInto(slot, path, StandardOpenOption.APPEND))
        .isInstanceOf(UnsupportedOperationException.class)
        .hasMessageContaining("APPEND");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Op.openInto(slot, path, StandardOpenOption.CREATE_NEW))
        .withMessageContaining("CREATE_NEW");
    assertThatNullPointerException().isThrownBy(() -> Op.openInto(null, path));
    assertThatNullPointerException().isThrownBy(() -> Op.openInto(slot, null));
    assertThatNullPointerException().isThrownBy(() -> Op.close(null));
    assertThatExceptionOfType(ProviderMismatchException.class)
        .isThrownBy(() -> Op.openInto(slot, Path.of(URI.create("jrt:/java.base"))))
        .withMessageContaining("jrt");
    assertThat(path).doesNotExist();
  }

  @Test
  default void aPathThatTheKernelCouldNotTakeIsRefusedWhenTheOperationIsMade() throws Exception {
    IoScheduler scheduler = withSlots(1);
    FileSlot slot = scheduler.fileSlots().getFirst();
    String folder = "/" + "f".repeat(199);
    Path longest = Path.of(folder.repeat(20) + "/" + "f".repeat(94));
    Path tooLong = Path.of(folder.repeat(20) + "/" + "f".repeat(95));
    assertThat(longest.toString()).hasSize(4095);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Op.openInto(slot, tooLong))
        .withMessageContaining("path has 4096 bytes");
    assertThat(run(scheduler, Op.openInto(slot, longest))).containsExactly("ENOENT");
  }

  // ---- order ----

  @Test
  default void workAcceptedAfterAnOpeningWaitsForItsWholeChain() throws Exception {
    IoScheduler scheduler = withSlots(2);
    FileSlot slot = scheduler.fileSlots().getFirst();
    FileSlot other = scheduler.fileSlots().get(1);
    Path path = frozen().root().resolve(newPath().getFileName());
    Files.createFile(path);
    frozen().freeze();
    Op chain =
        Op.openInto(slot, path, presentFile())
            .link(Op.write(slot, memory(4096, 1), 0)) // hangs
            .hardLink(Op.openInto(other, fileOf(10, 2)))
            .link(Op.sync(slot));
    Background<List<String>> opening = Background.call(() -> run(scheduler, chain));
    untilInFlight(scheduler);
    MemorySegment seen = memory(4096);
    Background<List<String>> read =
        Background.call(() -> run(scheduler, Op.read(slot, seen, 0))).untilWaiting();
    Background<List<String>> readOfOther =
        Background.call(() -> run(scheduler, Op.read(other, memory(10), 0))).untilWaiting();
    assertThat(read.isDone()).isFalse();
    assertThat(readOfOther.isDone()).isFalse();
    assertThat(opening.isDone()).isFalse();
    frozen().thaw();
    assertThat(opening.get()).containsExactly("0", "4096", "0", "0");
    assertThat(read.get()).containsExactly("4096");
    assertThat(readOfOther.get()).containsExactly("10");
    Bytes.assertSeed(seen, 1);
  }

  /** Waits until the kernel has an operation of the scheduler. */
  private static void untilInFlight(IoScheduler scheduler) {
    while (scheduler.stats().inFlight() == 0) {
      Thread.onSpinWait();
    }
  }

  @Test
  default void workAcceptedAtOnceWithAnOpeningFindsTheFileOpen() throws Exception {
    IoScheduler scheduler = withSlots(1);
    FileSlot slot = scheduler.fileSlots().getFirst();
    for (int round = 0; round < 50; round++) {
      Path path = fileOf(1000, round);
      List<Op> ops = new ArrayList<>(List.of(Op.openInto(slot, path)));
      List<MemorySegment> seen = new ArrayList<>();
      for (int i = 0; i < 5; i++) {
        seen.add(memory(1000));
        ops.add(Op.read(slot, seen.getLast(), 0));
      }
      for (Ticket ticket : scheduler.submitAll(ops)) {
        ticket.await();
      }
      for (MemorySegment each : seen) {
        Bytes.assertSeed(each, round);
      }
    }
  }

  @Test
  default void anOpeningWaitsForTheWorkAcceptedBeforeItAndOtherSlotsDoNot() throws Exception {
    IoScheduler scheduler = withSlots(2);
    FileSlot slot = scheduler.fileSlots().getFirst();
    FileSlot other = scheduler.fileSlots().get(1);
    Path first = frozen().root().resolve(newPath().getFileName());
    assertThat(run(scheduler, Op.openInto(slot, first, newFile()))).containsExactly("0");
    Path second = fileOf(1000, 2);
    frozen().freeze();
    Background<List<String>> write =
        Background.call(() -> run(scheduler, Op.write(slot, memory(4096, 1), 0)));
    untilInFlight(scheduler);
    Background<List<String>> opening =
        Background.call(() -> run(scheduler, Op.openInto(slot, second))).untilWaiting();
    assertThat(run(scheduler, Op.openInto(other, second))).containsExactly("0");
    assertThat(run(scheduler, Op.read(other, memory(1000), 0))).containsExactly("1000");
    assertThat(run(scheduler, Op.close(other))).containsExactly("0");
    assertThat(opening.isDone()).isFalse();
    assertThat(write.isDone()).isFalse();
    frozen().thaw();
    assertThat(write.get()).containsExactly("4096");
    assertThat(opening.get()).containsExactly("0");
    MemorySegment seen = memory(1000);
    assertThat(run(scheduler, Op.read(slot, seen, 0))).containsExactly("1000");
    Bytes.assertSeed(seen, 2);
    assertFile(first, 4096, 1);
  }

  @Test
  default void aCloseWaitsForWorkAcceptedBeforeItAndWorkBehindItIsRefusedMeanwhile()
      throws Exception {
    IoScheduler scheduler = withSlots(1);
    FileSlot slot = scheduler.fileSlots().getFirst();
    Path path = frozen().root().resolve(newPath().getFileName());
    assertThat(run(scheduler, Op.openInto(slot, path, newFile()))).containsExactly("0");
    frozen().freeze();
    Background<List<String>> write =
        Background.call(() -> run(scheduler, Op.write(slot, memory(4096, 1), 0)));
    untilInFlight(scheduler);
    Background<List<String>> closing =
        Background.call(() -> run(scheduler, Op.close(slot))).untilWaiting();
    List<Op> refused =
        List.of(
            Op.read(slot, memory(10), 0),
            Op.barrierSync(slot),
            Op.drain(slot),
            Op.openInto(slot, path, presentFile()),
            Op.close(slot),
            Op.sync(slot).link(Op.sync(slot)));
    for (Op op : refused) {
      assertThatIllegalStateException()
          .isThrownBy(() -> scheduler.submit(op))
          .withMessageContaining("slot 0 is being closed");
      assertThatIllegalStateException().isThrownBy(() -> scheduler.submitAll(List.of(op)));
    }
    assertThat(closing.isDone()).isFalse();
    frozen().thaw();
    assertThat(write.get()).containsExactly("4096");
    assertThat(closing.get()).containsExactly("0");
    assertFile(path, 4096, 1);
    assertThat(run(scheduler, Op.read(slot, memory(10), 0))).containsExactly("EBADF");
    assertThat(run(scheduler, Op.openInto(slot, path, presentFile()))).containsExactly("0");
    assertThat(run(scheduler, Op.read(slot, memory(10), 0))).containsExactly("10");
  }

  @Test
  default void aCloseThatAChainNeverCameToLeavesTheSlotUsable() throws Exception {
    IoScheduler scheduler = withSlots(1);
    FileSlot slot = scheduler.fileSlots().getFirst();
    Path path = fileOf(1000, 1);
    assertThat(run(scheduler, Op.openInto(slot, path))).containsExactly("0");
    Op chain = Op.openInto(slot, newPath()).link(Op.sync(slot)).link(Op.close(slot));
    assertThat(run(scheduler, chain)).containsExactly("ENOENT", "ECANCELED", "ECANCELED");
    MemorySegment seen = memory(1000);
    assertThat(run(scheduler, Op.read(slot, seen, 0))).containsExactly("1000");
    Bytes.assertSeed(seen, 1);
  }

  // ---- replacing, failing, emptying ----

  @Test
  default void openingIntoAnIdleSlotClosesTheFileThatWasThere() throws Exception {
    IoScheduler scheduler = withSlots(1);
    FileSlot slot = scheduler.fileSlots().getFirst();
    Path before = fileOf(1000, 0);
    assertThat(run(scheduler, Op.openInto(slot, before))).containsExactly("0");
    for (int i = 1; i < 20; i++) {
      Path path = fileOf(1000, i);
      MemorySegment seen = memory(1000);
      assertThat(run(scheduler, Op.openInto(slot, path))).containsExactly("0");
      assertThat(run(scheduler, Op.read(slot, seen, 0))).containsExactly("1000");
      Bytes.assertSeed(seen, i);
      assertThat(OpenDescriptors.of(before)).isEmpty();
      untilInNoTable(before);
      before = path;
    }
  }

  @Test
  default void anOpeningThatFailsNamesThePathAndLeavesTheSlotAsItWas() throws Exception {
    IoScheduler scheduler = withSlots(1);
    FileSlot slot = scheduler.fileSlots().getFirst();
    Path missing = newPath();
    assertThat(run(scheduler, Op.openInto(slot, missing))).containsExactly("ENOENT");
    assertThat(run(scheduler, Op.read(slot, memory(10), 0))).containsExactly("EBADF");
    Path path = fileOf(1000, 1);
    assertThat(run(scheduler, Op.openInto(slot, path))).containsExactly("0");
    Ticket ticket = scheduler.submit(Op.openInto(slot, missing));
    NoSuchFileException failure = catchThrowableOfType(NoSuchFileException.class, ticket::await);
    assertThat(failure.getFile()).isEqualTo(missing.toString());
    assertThat(failure)
        .hasMessageContaining(
            "open(path=" + missing + ", flags=O_RDONLY|O_CLOEXEC): ENOENT (No such file");
    assertThat(failure.getCause())
        .isInstanceOfSatisfying(
            ErrnoException.class,
            call -> {
              assertThat(call.call()).isEqualTo("open");
              assertThat(call.errno()).isEqualTo(Errno.ENOENT);
            });
    MemorySegment seen = memory(1000);
    assertThat(run(scheduler, Op.read(slot, seen, 0))).containsExactly("1000");
    Bytes.assertSeed(seen, 1);
    assertThatIllegalStateException().isThrownBy(ticket::file);
  }

  @Test
  default void anEmptySlotFailsWithEbadf() throws Exception {
    IoScheduler scheduler = withSlots(2);
    FileSlot slot = scheduler.fileSlots().get(1);
    List<Op> ops =
        List.of(
            Op.read(slot, memory(10), 0),
            Op.write(slot, memory(10), 0),
            Op.readv(slot, List.of(memory(10)), 0),
            Op.writev(slot, List.of(memory(10)), 0),
            Op.sync(slot),
            Op.dataSync(slot),
            Op.barrierSync(slot),
            Op.allocate(slot, 10),
            Op.close(slot));
    for (int round = 0; round < 2; round++) {
      for (Op op : ops) {
        assertThat(run(scheduler, op)).as(op.toString()).containsExactly("EBADF");
      }
      assertThat(run(scheduler, Op.drain(slot))).containsExactly("0");
      Path path = newPath();
      assertThat(run(scheduler, Op.openInto(slot, path, newFile()).link(Op.close(slot))))
          .containsExactly("0", "0");
    }
    Ticket ticket = scheduler.submit(Op.read(slot, memory(10), 7));
    assertThat(catchThrowableOfType(ErrnoException.class, ticket::await))
        .hasMessageContaining("pread(slot 1, length=10, offset=7): EBADF");
  }

  @Test
  default void closingTheSchedulerEmptiesItsSlots() throws Exception {
    LoopFileSystem fileSystem = LoopFileSystem.mount(Kind.EXT4);
    try {
      IoScheduler scheduler = withSlots(3);
      Path path = fileSystem.root().resolve("left-open");
      for (FileSlot slot : scheduler.fileSlots()) {
        Op opening =
            Op.openInto(
                slot,
                path,
                StandardOpenOption.CREATE,
                StandardOpenOption.READ,
                StandardOpenOption.WRITE);
        assertThat(run(scheduler, opening.link(Op.write(slot, memory(100, 1), 0))))
            .containsExactly("0", "100");
      }
      scheduler.close();
      assertThat(OpenDescriptors.of(path)).isEmpty();
      assertFile(path, 100, 1);
    } finally {
      // Fails as long as a file on it is open.
      fileSystem.closeWithin(TimeLimits.ofSeconds(20));
    }
  }

  // ---- durability ----

  @Test
  default void aFailedSyncPoisonsTheFileInTheSlotAndNotTheNextOne() throws Exception {
    try (FailingDevice device = FailingDevice.create()) {
      IoScheduler scheduler = withSlots(2);
      FileSlot slot = scheduler.fileSlots().getFirst();
      FileSlot other = scheduler.fileSlots().get(1);
      Op chain =
          Op.openInto(slot, device.path(), presentFile())
              .link(Op.write(slot, memory(65536), 0))
              .link(Op.dataSync(slot));
      assertThat(run(scheduler, chain)).containsExactly("0", "65536", "EIO");
      // The kernel has forgotten the error. If these were issued, they would succeed.
      for (Op sync :
          List.of(
              Op.sync(slot),
              Op.dataSync(slot),
              Op.barrierSync(slot),
              Op.write(slot, memory(512), 0).durable())) {
        Ticket refused = scheduler.submit(sync);
        assertThat(Results.of(refused)).as(sync.toString()).containsExactly("EIO");
        assertThatThrownBy(refused::await).hasMessageContaining("earlier failure");
      }
      assertThat(run(scheduler, Op.write(slot, memory(512), 0))).containsExactly("512");
      assertThat(run(scheduler, Op.read(slot, memory(512), 0))).containsExactly("512");

      assertThat(
              run(
                  scheduler,
                  Op.openInto(other, newPath(), newFile())
                      .link(Op.write(other, memory(100), 0))
                      .link(Op.sync(other))))
          .containsExactly("0", "100", "0");
      assertThat(
              run(
                  scheduler,
                  Op.openInto(slot, newPath(), newFile())
                      .link(Op.write(slot, memory(100), 0))
                      .link(Op.sync(slot))))
          .containsExactly("0", "100", "0");
      scheduler.close();
    }
  }

  @Test
  default void aFileOpenedForDurableWritesIsPoisonedByOneThatFails() throws Exception {
    try (FailingDevice device = FailingDevice.create()) {
      IoScheduler scheduler = withSlots(1);
      FileSlot slot = scheduler.fileSlots().getFirst();
      Op opening =
          Op.openInto(
              slot,
              device.path(),
              StandardOpenOption.READ,
              StandardOpenOption.WRITE,
              StandardOpenOption.DSYNC);
      assertThat(run(scheduler, opening)).containsExactly("0");
      assertThat(run(scheduler, Op.write(slot, memory(65536), 0))).containsExactly("EIO");
      Ticket refused = scheduler.submit(Op.write(slot, memory(512), 0));
      assertThat(Results.of(refused)).containsExactly("EIO");
      assertThatThrownBy(refused::await).hasMessageContaining("earlier failure");
      assertThat(run(scheduler, Op.sync(slot))).containsExactly("EIO");
      assertThat(run(scheduler, Op.read(slot, memory(512), 0))).containsExactly("512");
      assertThat(run(scheduler, Op.close(slot))).containsExactly("0");
      scheduler.close();
    }
  }
}
