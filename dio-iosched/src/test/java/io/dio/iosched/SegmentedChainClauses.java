// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.iosched;

import static org.assertj.core.api.Assertions.assertThat;

import io.dio.iosched.internal.ring.IovecArea;
import io.dio.sys.DioFile;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Chains whose vectors together have more pieces than a ring takes at once. */
interface SegmentedChainClauses extends BackendContract {
  /** Five of them are more than {@link IovecArea#CAPACITY}; four are not. */
  int PIECES = 1000;

  /** An odd size, so that misplaced pieces are noticed. */
  int PIECE_BYTES = 7;

  int BYTES = PIECES * PIECE_BYTES;

  private static List<MemorySegment> pieces(MemorySegment memory) {
    List<MemorySegment> pieces = new ArrayList<>();
    for (long at = 0; at < memory.byteSize(); at += PIECE_BYTES) {
      pieces.add(memory.asSlice(at, PIECE_BYTES));
    }
    return pieces;
  }

  private Op write(DioFile file, int index) {
    return Op.writev(file, pieces(memory(BYTES, index)), (long) index * BYTES);
  }

  @Test
  default void aChainWithMorePiecesThanARingTakesAtOnceRunsInItsOrder() throws Exception {
    for (boolean hard : new boolean[] {false, true}) {
      DioFile file = newFile(FileKind.BUFFERED);
      MemorySegment overwritten = memory(BYTES);
      Op chain = Op.readv(file, pieces(overwritten), 4L * BYTES);
      chain = hard ? write(file, 4).hardLink(chain) : write(file, 4).link(chain);
      for (int i = 3; i >= 0; i--) {
        chain = hard ? write(file, i).hardLink(chain) : write(file, i).link(chain);
      }
      String all = String.valueOf(BYTES);
      assertThat(Results.of(scheduler().submit(chain)))
          .containsExactly(all, all, all, all, all, all);
      for (int i = 0; i < 5; i++) {
        Bytes.assertInFile(file, (long) i * BYTES, BYTES, i);
      }
      Bytes.assertSeed(overwritten, 4);
    }
  }

  @Test
  default void whatWouldComeLaterInSuchAChainIsCancelledAfterAFailure() throws Exception {
    DioFile file = newFile(FileKind.BUFFERED);
    DioFile other = newFile(100, 1);
    Op tooMuch = Op.readv(other, pieces(memory(BYTES)), 0);
    Op chain =
        write(file, 0)
            .link(write(file, 1))
            .link(write(file, 2))
            .link(tooMuch)
            .link(write(file, 3))
            .link(write(file, 4));
    String all = String.valueOf(BYTES);
    assertThat(Results.of(scheduler().submit(chain)))
        .containsExactly(all, all, all, "100", "ECANCELED", "ECANCELED");
    assertThat(file.size()).isEqualTo(3L * BYTES);
  }
}
