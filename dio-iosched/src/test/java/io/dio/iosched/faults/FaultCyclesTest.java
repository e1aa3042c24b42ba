// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.iosched.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import io.dio.iosched.faults.FaultCyclesProbe.Group;
import io.dio.testing.fixtures.ChildJvm;
import io.dio.testing.fixtures.DiskFolders;
import io.dio.testing.fixtures.LoopFileSystem;
import io.dio.testing.fixtures.Skip;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/**
 * Faults that happen again and again, in quiet child JVMs. Each has the same outcome each time, and
 * leaves no descriptor, thread, mapping or native memory.
 *
 * <p>The property {@code dio.test.faultCycles} sets how often, 1,000 by default. Kinds whose cycles
 * make a ring, a thread or a file run a tenth of that.
 */
@EnabledOnOs(OS.LINUX)
final class FaultCyclesTest {
  private static final int CYCLES = Integer.getInteger("dio.test.faultCycles", 1_000);

  /** A scheduler that fails keeps the memory that the kernel may still use. */
  private static final String DEATH = "a filter that comes after the ring";

  private static final int MOST_BYTES_OF_A_FAILED_RING = 100 << 10;

  @TempDir private Path folder;

  /** {@return the fields of each line of the probe, by the name of the kind} */
  private Map<String, Map<String, String>> probe(Group group, Path full) throws Exception {
    FaultBackend.RING.open().close(); // skips without a ring
    Files.write(folder.resolve("file"), new byte[4 * 4096]);
    ChildJvm.Result result =
        ChildJvm.onClassPath(
            List.of(
                "--enable-native-access=ALL-UNNAMED",
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-Xmx64m",
                "-XX:NativeMemoryTracking=summary",
                "-XX:-UseDynamicNumberOfCompilerThreads",
                "-Xlog:os+thread=off"), // one warning for each thread that is refused
            FaultCyclesProbe.class,
            group.name(),
            folder.toString(),
            full.toString(),
            "" + CYCLES);
    assertThat(result.exitCode()).as(result.output()).isZero();
    return result
        .output()
        .lines()
        .filter(line -> line.startsWith("kind="))
        .map(FaultCyclesTest::fields)
        .collect(
            Collectors.toMap(
                fields -> fields.get("kind"),
                fields -> fields,
                (_, later) -> later,
                LinkedHashMap::new));
  }

  private static Map<String, String> fields(String line) {
    return Arrays.stream(line.split("\\|", -1))
        .map(field -> field.split("=", 2))
        .collect(Collectors.toMap(field -> field[0], field -> field[1]));
  }

  private static void assertOutcomes(
      Map<String, Map<String, String>> told, Map<String, String> expected) {
    Map<String, String> outcomes = new LinkedHashMap<>();
    told.forEach((kind, fields) -> outcomes.put(kind, fields.get("outcomes")));
    assertThat(outcomes).containsExactlyInAnyOrderEntriesOf(expected);
    told.forEach((kind, fields) -> {
      if (!kind.equals(DEATH)) {
        assertThat(fields).as(kind).containsEntry("leaks", "nothing");
      }
    });
  }

  @BeforeEach
  void assumeDisk() throws IOException {
    Skip.unless(DiskFolders.isOnDisk(folder), "tmpfs has no direct I/O; choose a folder on a disk");
  }

  @Test
  void ringsThatAreRefusedLeaveNothing() throws Exception {
    Map<String, Map<String, String>> told = probe(Group.RINGS, folder);
    assertOutcomes(
        told,
        Map.ofEntries(
            entry("io_uring_setup EPERM", "[unavailable FORBIDDEN]"),
            entry("io_uring_setup EMFILE", "[unavailable NO_DESCRIPTOR]"),
            entry("io_uring_setup ENFILE", "[unavailable NO_DESCRIPTOR]"),
            entry("io_uring_setup ENOMEM", "[unavailable NOT_ENOUGH_MEMORY]"),
            entry("io_uring_enter EPERM", "[unavailable FORBIDDEN]"),
            entry("io_uring_register EPERM", "[unavailable FORBIDDEN]"),
            entry("eventfd EMFILE", "[unavailable NO_DESCRIPTOR]"),
            entry("mapping the entries of a ring EAGAIN", "[unavailable OTHER]"),
            entry("registering slots EMFILE", "[unavailable NO_DESCRIPTOR]"),
            entry("registering slabs EFAULT", "[UnsupportedOperationException EFAULT]"),
            entry("no thread for a ring", "[OutOfMemoryError]"),
            entry("no thread for workers", "[OutOfMemoryError]"),
            entry(DEATH, "[4096, then dead]")));
    Map<String, String> death = told.get(DEATH);
    assertThat(death)
        .containsEntry("descriptors", "0")
        .containsEntry("threads", "0")
        .containsEntry("dioBytes", "0");
    assertThat(Long.parseLong(death.get("nativeBytes")) / Long.parseLong(death.get("cycles")))
        .isBetween(1L, (long) MOST_BYTES_OF_A_FAILED_RING);
  }

  @Test
  void memoryThatCannotBeHadLeavesNothing() throws Exception {
    assertOutcomes(
        probe(Group.MEMORY, folder),
        Map.of(
            "buffer mmap ENOMEM", "[OutOfMemoryError ENOMEM]",
            "buffer madvise ENOMEM", "[OutOfMemoryError ENOMEM]",
            "pool mmap ENOMEM", "[OutOfMemoryError ENOMEM]",
            "pool madvise ENOMEM", "[OutOfMemoryError ENOMEM]"));
  }

  @Test
  void filesThatCannotBeOpenedMadeOrSyncedLeaveNothing() throws Exception {
    assertOutcomes(
        probe(Group.FILES, folder),
        Map.ofEntries(
            entry("open EMFILE", "[FileSystemException EMFILE]"),
            entry("open ENFILE", "[FileSystemException ENFILE]"),
            entry("open ENOMEM", "[FileSystemException ENOMEM]"),
            entry(
                "fcntl EINVAL while a file is created direct",
                "[DirectUnavailableException EINVAL]"),
            entry("statx ENOMEM while a file is created", "[FileSystemException ENOMEM]"),
            entry("fallocate ENOSPC", "[ErrnoException ENOSPC]"),
            entry("fallocate EDQUOT", "[ErrnoException EDQUOT]"),
            entry("fallocate EFBIG", "[ErrnoException EFBIG]"),
            entry("writeFile, pwrite ENOSPC", "[FileSystemException ENOSPC]"),
            entry("writeFile, pwrite EDQUOT", "[FileSystemException EDQUOT]"),
            entry("writeFile, pwrite EFBIG", "[FileSystemException EFBIG]"),
            entry("writeFile, pwrite EIO", "[FileSystemException EIO]"),
            entry("writeFile, fdatasync EIO", "[FileSystemException EIO]"),
            entry("copyTo, copy_file_range EDQUOT", "[ErrnoException EDQUOT]"),
            entry(
                "fdatasync EIO",
                "[ErrnoException EIO, again ErrnoException EIO, close ErrnoException EIO]")));
  }

  @Test
  void writesThatFindNoRoomLeaveNothing() throws Exception {
    LoopFileSystem full =
        LoopFileSystem.mount(LoopFileSystem.Kind.TMPFS, 512, 1 << 20, Path.of(""));
    try {
      Files.write(full.root().resolve("filler"), new byte[1 << 20]);
      String durable = "[[%1$s], close ErrnoException %1$s, leased 0]";
      assertOutcomes(
          probe(Group.WRITES, full.root()),
          Map.of(
              "inline pwrite ENOSPC", "[[ENOSPC], close done, leased 0]",
              "inline pwrite EDQUOT", "[[EDQUOT], close done, leased 0]",
              "inline pwrite EIO", "[[EIO], close done, leased 0]",
              "inline durable pwritev2 ENOSPC", durable.formatted("ENOSPC"),
              "inline durable pwritev2 EDQUOT", durable.formatted("EDQUOT"),
              "inline durable pwritev2 EIO", durable.formatted("EIO"),
              "no room, RING", "[[ECANCELED, ENOSPC], leased 0]",
              "no room, WORKERS", "[[ECANCELED, ENOSPC], leased 0]",
              "no room, INLINE", "[[ECANCELED, ENOSPC], leased 0]"));
    } finally {
      full.close();
    }
  }

  @Test
  void openingsThatRunOutOfDescriptorsLeaveNothing() throws Exception {
    String cancelled = ", ECANCELED".repeat(5);
    Map<String, String> expected = new LinkedHashMap<>();
    expected.put("a ring with no descriptor", "[unavailable NO_DESCRIPTOR]");
    expected.put("a ring with one descriptor", "[unavailable NO_DESCRIPTOR]");
    expected.put("writeFile with one descriptor", "[FileSystemException EMFILE]");
    expected.put("renameDurably with one descriptor", "[FileSystemException EMFILE]");
    for (FaultBackend backend : FaultBackend.values()) {
      expected.put("opening without a descriptor, " + backend, "[[EMFILE]]");
      expected.put("replaceFile without a descriptor, " + backend, "[[EMFILE" + cancelled + "]]");
    }
    Files.createDirectory(folder.resolve("other"));
    assertOutcomes(probe(Group.DESCRIPTORS, folder), expected);
    assertThat(folder.resolve("file")).exists();
  }
}
