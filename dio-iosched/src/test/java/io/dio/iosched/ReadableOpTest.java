// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.iosched;

import static org.assertj.core.api.Assertions.assertThat;

import io.dio.sys.DioFile;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The properties of an operation that a program which wraps a scheduler can read. */
final class ReadableOpTest {
  @TempDir private Path folder;

  @Test
  void anOperationTellsWhatItIs() throws Exception {
    try (DioFile file =
            DioFile.open(
                folder.resolve("file"), StandardOpenOption.WRITE, StandardOpenOption.CREATE);
        Arena arena = Arena.ofConfined()) {
      Op write = Op.write(file, arena.allocate(512), 4096);
      assertThat(write.verb()).isEqualTo(Verb.WRITE);
      assertThat(write.file()).contains(file);
      assertThat(write.slot()).isEmpty();
      assertThat(write.fileOffset()).isEqualTo(4096);
      assertThat(write.byteSize()).isEqualTo(512);
      assertThat(write.steps()).containsExactly(write);
    }
  }

  @Test
  void aChainTellsItsStepsEachByItself() {
    try (IoScheduler scheduler = IoScheduler.posix(SchedulerOptions.defaults().withFileSlots(1));
        Arena arena = Arena.ofConfined()) {
      FileSlot slot = scheduler.fileSlots().getFirst();
      MemorySegment memory = arena.allocate(512);
      Op chain =
          Op.openInto(slot, folder.resolve("file"), StandardOpenOption.READ)
              .link(Op.read(slot, memory, 0))
              .hardLink(Op.close(slot));
      assertThat(chain.verb()).isEqualTo(Verb.OPEN_INTO);
      assertThat(chain.slot()).contains(slot);
      assertThat(chain.steps())
          .extracting(Op::verb)
          .containsExactly(Verb.OPEN_INTO, Verb.READ, Verb.CLOSE);
      assertThat(chain.steps()).allSatisfy(step -> assertThat(step.steps()).hasSize(1));
      assertThat(chain.steps().get(1).toString()).doesNotContain("->", "=>");
    }
  }
}
