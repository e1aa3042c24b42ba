// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.iosched;

import static org.assertj.core.api.Assertions.assertThat;

import io.dio.iosched.channel.DioChannels;
import io.dio.iosched.stream.SequentialReader;
import io.dio.sys.DioFile;
import io.dio.sys.DirectMode;
import io.dio.testing.fixtures.InheritedDescriptors;
import io.dio.testing.fixtures.OpenDescriptors;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** No program that is executed inherits a descriptor that dio has opened. */
interface DescriptorClauses extends BackendContract {
  /** Of asm-generic/fcntl.h, the same on x86_64 and aarch64. */
  int O_CLOEXEC = 02000000;

  /** {@return the links of all descriptors that this program opened through dio} */
  private List<String> linksOfDio(List<DioFile> files) {
    List<String> links = new ArrayList<>(List.of("anon_inode:[io_uring]", "anon_inode:[eventfd]"));
    for (DioFile file : files) {
      links.add(file.path().toAbsolutePath().toString());
    }
    return links;
  }

  static void assertCloseOnExec(List<String> links) throws IOException {
    for (String link : links) {
      for (int descriptor : OpenDescriptors.leadingTo(link)) {
        assertThat(OpenDescriptors.flags(descriptor) & O_CLOEXEC)
            .as("O_CLOEXEC of descriptor %s: %s", descriptor, link)
            .isNotZero();
      }
    }
  }

  private void assertNothingIsInherited(List<DioFile> files) throws IOException {
    assertCloseOnExec(linksOfDio(files));
    assertThat(InheritedDescriptors.list(directory()))
        .as("the only file below the folder is the output of the listing")
        .noneMatch(line -> line.contains("io_uring") || line.contains("eventfd"))
        .filteredOn(line -> line.contains(directory().getFileName().toString()))
        .allMatch(line -> line.contains("/inherited"));
  }

  @Test
  default void aProgramThatIsExecutedInheritsNoDescriptorOfDio() throws Exception {
    DioFile buffered = newFile(FileKind.BUFFERED);
    DioFile direct = newFile(FileKind.DIRECT);
    buffered.writeFully(memory(8192, 1), 0);
    direct.writeFully(memory(8192, 1), 0);
    IoScheduler scheduler = open(SchedulerOptions.defaults().withFileSlots(2));
    scheduler.submit(Op.write(direct, memory(4096, 2), 0).durable()).await();
    try (DioFile opened = openedBy(scheduler, direct.path());
        SequentialReader reader = SequentialReader.of(scheduler, direct);
        FileChannel channel =
            DioChannels.open(buffered.path(), StandardOpenOption.READ, StandardOpenOption.WRITE)) {
      FileSlot slot = scheduler.fileSlots().getFirst();
      scheduler.submit(Op.openInto(slot, buffered.path(), StandardOpenOption.READ)).await();
      scheduler.submit(Op.read(slot, memory(4096), 0)).await();
      assertThat(reader.read()).isNotNegative();
      // Direct reads of virtual threads go through a second opening, which is the JDK's.
      Thread.ofVirtual().start(() -> readQuietly(scheduler, direct)).join();
      Thread.ofVirtual().start(() -> readQuietly(scheduler, opened)).join();
      try (FileLock lock = channel.tryLock()) {
        assertThat(lock.isValid()).isTrue();
        assertNothingIsInherited(List.of(buffered, direct, opened));
      }
      assertNothingIsInherited(List.of(buffered, direct, opened));
    }
  }

  private static DioFile openedBy(IoScheduler scheduler, Path path) throws IOException {
    Ticket ticket = scheduler.submit(Op.open(path, StandardOpenOption.READ, DirectMode.PREFERRED));
    ticket.await();
    return ticket.file();
  }

  private void readQuietly(IoScheduler scheduler, DioFile file) {
    try {
      assertThat(scheduler.read(file, memory(4096), 0)).isEqualTo(4096);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }
}
