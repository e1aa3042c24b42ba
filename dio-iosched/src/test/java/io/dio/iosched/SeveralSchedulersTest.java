// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.iosched;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.dio.iosched.testing.FrozenFileSystem;
import io.dio.mempool.MmapBuffer;
import io.dio.mempool.MmapPool;
import io.dio.mempool.SlabPool;
import io.dio.mempool.Slot;
import io.dio.sys.DioFile;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Several schedulers of one process on the same files and the same memory: two rings, workers,
 * inline.
 */
@Timeout(value = 60, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
final class SeveralSchedulersTest {
  private static final int SLOTS = 64;

  @TempDir private Path directory;

  private final List<IoScheduler> schedulers = new ArrayList<>();
  private SlabPool slab;

  @BeforeEach
  void open() {
    slab = new SlabPool("test", 4096, SLOTS);
    SchedulerOptions options = SchedulerOptions.defaults().withSlabs(List.of(slab));
    if (IoUring.isAvailable()) {
      schedulers.add(IoScheduler.uring(options));
      schedulers.add(IoScheduler.uring(options.withRingDepth(8)));
    }
    schedulers.add(IoScheduler.posix(options.withWorkers(4)));
    schedulers.add(IoScheduler.posix(options.withWorkers(2)));
    schedulers.add(IoScheduler.posix(options));
  }

  @AfterEach
  void close() {
    schedulers.forEach(IoScheduler::close);
    slab.close();
  }

  private static void writeAndReadBack(
      IoScheduler scheduler, DioFile file, Slot slot, long fileOffset, long seed) throws Exception {
    MemorySegment memory = slot.segment();
    Bytes.fill(memory, seed);
    scheduler.submit(Op.write(file, slot, fileOffset)).await();
    memory.fill((byte) 0);
    scheduler.submit(Op.read(file, slot, fileOffset)).await();
    Bytes.assertSeed(memory, seed);
  }

  @Test
  void theyShareFilesSlabsAndPoolsSafely() throws Exception {
    try (DioFile file = DioFile.open(directory.resolve("file"), FileKind.DIRECT.newFile());
        MmapPool pool = new MmapPool("shared", 4096, 8)) {
      List<Background<Void>> users = new ArrayList<>();
      for (int user = 0; user < schedulers.size(); user++) {
        IoScheduler scheduler = schedulers.get(user);
        int number = user;
        users.add(
            Background.run(() -> {
              for (int i = 0; i < 200; i++) {
                long fileOffset = (i * 16L + number) * 4096;
                try (Slot slot = slab.acquire()) {
                  writeAndReadBack(scheduler, file, slot, fileOffset, number * 1000L + i);
                }
                MmapBuffer buffer = pool.acquire();
                Ticket again = scheduler.submit(Op.read(file, buffer, fileOffset));
                if (i % 2 == 0) {
                  again.await();
                  Bytes.assertSeed(buffer.segment(), number * 1000L + i);
                }
                buffer.release();
              }
              scheduler.submit(Op.drain(file)).await();
            }));
      }
      for (Background<Void> user : users) {
        user.get();
      }
      assertThat(slab.outstanding()).isZero();
      assertThat(pool.outstanding()).isZero();
      for (int number = 0; number < schedulers.size(); number++) {
        for (int i = 0; i < 200; i++) {
          Bytes.assertInFile(file, (i * 16L + number) * 4096, 4096, number * 1000L + i);
        }
      }
    }
  }

  @Test
  void barriersAndClosingWaitForTheWorkOfTheirOwnSchedulerOnly() throws Exception {
    try (FrozenFileSystem frozen = FrozenFileSystem.mount();
        Arena arena = Arena.ofShared();
        DioFile file = DioFile.open(frozen.root().resolve("file"), FileKind.BUFFERED.newFile())) {
      for (int hanging = 0; hanging < schedulers.size() - 1; hanging++) {
        frozen.freeze();
        IoScheduler one = schedulers.get(hanging);
        MemorySegment source = Bytes.filled(100, hanging, arena);
        final Ticket write = one.submit(Op.write(file, source, hanging * 200L));
        final Ticket drain = one.submit(Op.drain(file));
        for (IoScheduler other : schedulers) {
          if (!other.equals(one)) {
            assertThat(other.submit(Op.drain(file)).await()).isZero();
            assertThat(other.stats().inFlight()).isZero();
          }
        }
        assertThat(write.isDone()).isFalse();
        assertThat(drain.isDone()).isFalse();
        // Closing the file, however, waits for the work of all schedulers.
        Background<Void> closing =
            hanging == schedulers.size() - 2
                ? Background.run(file::close).untilWaiting()
                : Background.run(() -> {});
        frozen.thaw();
        closing.get();
        assertThat(write.await()).isEqualTo(100);
        assertThat(drain.await()).isZero();
      }
    }
  }

  @Test
  void closingOneLeavesTheOthersWorkingAndTheSlabUsable() throws Exception {
    try (DioFile file = DioFile.open(directory.resolve("file"), FileKind.DIRECT.newFile())) {
      for (int closed = 0; closed < schedulers.size() - 1; closed++) {
        try (Slot slot = slab.acquire()) {
          Ticket last = schedulers.get(closed).submit(Op.write(file, slot, 0));
          schedulers.get(closed).close();
          assertThat(last.await()).isEqualTo(4096);
          IoScheduler ended = schedulers.get(closed);
          assertThatIllegalStateException()
              .isThrownBy(() -> ended.submit(Op.sync(file)))
              .withMessage(ended + " is closed");
          for (int open = closed + 1; open < schedulers.size(); open++) {
            writeAndReadBack(schedulers.get(open), file, slot, open * 4096L, closed * 100L + open);
          }
        }
        assertThat(slab.outstanding()).isZero();
      }
    }
  }
}
