// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.mempool;

import io.dio.align.Errno;
import io.dio.align.foreign.Mapping;

/**
 * The cleaning action for memory that became unreachable and was never closed: it logs a warning
 * and unmaps the memory. It holds no reference that would keep the memory reachable.
 */
final class ForgottenMemory implements Runnable {

  private final String owner;
  private final String noun;
  private final long address;
  private final long byteSize;
  private final SlotMask mask;
  private volatile boolean armed = true;

  ForgottenMemory(String owner, String noun, long address, long byteSize, SlotMask mask) {
    this.owner = owner;
    this.noun = noun;
    this.address = address;
    this.byteSize = byteSize;
    this.mask = mask;
  }

  void arm() {
    armed = true;
  }

  void disarm() {
    armed = false;
  }

  @Override
  public void run() {
    if (!armed) {
      return;
    }
    int released = Mapping.munmap(address, byteSize);
    System.getLogger("io.dio.mempool")
        .log(
            System.Logger.Level.WARNING,
            "{0} became unreachable without being closed, {1} {2}s of it not released; its {3}"
                + " bytes {4}",
            owner,
            Integer.toString(mask.taken()),
            noun,
            Long.toString(byteSize),
            released == 0
                ? "are unmapped now"
                : "stay mapped: munmap: " + Errno.describe(-released));
  }
}
