// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.bench.torture;

import io.dio.bench.torture.Buffers.Lent;
import io.dio.bench.torture.TortureFault.Kind;
import io.dio.iosched.OpResult;
import io.dio.sys.ShortTransferException;
import java.io.IOException;
import java.nio.file.NoSuchFileException;

/** Compares operations that have ended with the model, and throws if one may not have ended so. */
final class Judge {
  private final Stage stage;

  Judge(Stage stage) {
    this.stage = stage;
  }

  /** Checks a read that succeeded. */
  void read(Area area, Lent memory, int from, byte[] expected, long count, Object what) {
    TortureFault.requireCount(expected.length, count, what);
    area.requireEqual(expected, memory.bytes(expected.length), from, what);
    stage.tally().read(count);
    stage.tally().compared(count);
  }

  /** Checks a failure: only a cancellation is allowed. */
  void cancelled(IOException failure, boolean cancel, Object what) {
    if (!(cancel && Stage.isCancelled(failure)) && !stage.mayBeCancelled(failure)) {
      throw new TortureFault(Kind.WRONG_FAILURE, what + " failed: " + failure, failure);
    }
    stage.tally().event("cancelled");
  }

  /**
   * As {@link #cancelled}, for a write. The kernel may have written a part when it stops the rest.
   * {@code before} then gets this part: it has to be there.
   */
  void stopped(IOException failure, boolean cancel, byte[] before, byte[] after, Object what) {
    if (!(failure instanceof ShortTransferException part) || !(cancel || stage.isCancelling())) {
      cancelled(failure, cancel, what);
      return;
    }
    System.arraycopy(after, 0, before, 0, Math.toIntExact(part.transferred()));
    stage.tally().event("stopped writes");
  }

  /** Takes over the size that a cancelled change has left. It has to be within both sizes. */
  void size(Area area, int before, int after) throws IOException {
    int found = area.sizeBack();
    if (found < Math.min(before, after) || found > Math.max(before, after)) {
      throw new TortureFault(
          Kind.WRONG_COUNT,
          "%s has %d bytes after a cancelled change from %d to %d"
              .formatted(area, found, before, after));
    }
    area.resized(found);
  }

  /**
   * Checks the middle of a chain.
   *
   * @param fails whether it is the rename of a missing file
   */
  void middleOfChain(OpResult result, boolean fails, boolean cancel) {
    IOException failure = result.failure().orElse(null);
    if (fails && failure instanceof NoSuchFileException) {
      stage.tally().event("failed links");
      return;
    }
    if (fails && failure == null) {
      throw new TortureFault(Kind.WRONG_FAILURE, "a missing file was renamed");
    }
    if (failure != null) {
      cancelled(failure, cancel, "the middle of a chain");
    }
  }

  /** Checks a write of a chain. If the chain was cut before it, nothing may be written. */
  void stepOfChain(
      Area area,
      OpResult result,
      int from,
      byte[] before,
      byte[] after,
      boolean cancel,
      boolean cut,
      Object what)
      throws IOException {
    IOException failure = result.failure().orElse(null);
    if (failure == null) {
      TortureFault.requireCount(after.length, result.bytesTransferred(), what);
      if (cut) {
        throw new TortureFault(Kind.WRONG_FAILURE, "ran behind a failed link: " + what);
      }
      stage.tally().written(after.length);
      return;
    }
    if (!cut) {
      stopped(failure, cancel, before, after, what);
      area.settle(from, before, after, stage.tally());
      return;
    }
    if (!Stage.isCancelled(failure)) {
      throw new TortureFault(Kind.WRONG_FAILURE, "cut off, but " + failure, failure);
    }
    area.settle(from, before, before, stage.tally());
  }
}
