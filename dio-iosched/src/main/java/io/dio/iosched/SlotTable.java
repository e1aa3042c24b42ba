// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.iosched;

import java.util.ArrayList;
import java.util.List;

/**
 * The file slots of one scheduler. Whoever hands over work on a slot does so while holding this
 * object's monitor, so that a closing and the work around it have one order.
 */
final class SlotTable {
  private final List<FileSlot> slots;
  private final String schedulerName;

  SlotTable(int count, String schedulerName) {
    List<FileSlot> all = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      all.add(new FileSlot(this, i));
    }
    this.slots = List.copyOf(all);
    this.schedulerName = schedulerName;
  }

  List<FileSlot> slots() {
    return slots;
  }

  /**
   * Refuses a chain that cannot be accepted now. The monitor is held.
   *
   * @throws IllegalArgumentException if it is on a slot of another scheduler
   * @throws IllegalStateException if one of its slots is being closed
   */
  void requireOpen(Request chain) {
    for (Request op = chain; op != null; op = op.next) {
      if (op.slot == null) {
        continue;
      }
      if (!op.slot.belongsTo(this)) {
        throw new IllegalArgumentException(
            op.slot + " of " + op.describe() + " is not one of " + schedulerName);
      }
      if (op.slot.isClosing()) {
        throw new IllegalStateException(
            op.slot + " is being closed; wait for that before submitting " + op.describe());
      }
    }
  }

  /** Closes all files left in the slots, on a POSIX backend whose work is done. */
  void closeFiles() {
    // By index: this must work where no memory is left.
    for (int i = 0; i < slots.size(); i++) {
      PosixCalls.close(slots.get(i));
    }
  }
}
