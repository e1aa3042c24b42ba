// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.iosched.internal.request;

import io.dio.iosched.FileSlot;
import io.dio.iosched.Verb;
import io.dio.sys.internal.FileOpening;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;

/**
 * The file slots of one scheduler. A thread holds this object's monitor while it hands over work on
 * a slot. So a closing and the other work on the slot have a defined order.
 */
public final class SlotTable {
  private final List<SlotState> states;
  private final List<FileSlot> slots;

  /**
   * One {@code int} for each slot, which the kernel reads. The memory lives as long as this object.
   */
  private final MemorySegment arrivals;

  private final String schedulerName;

  public SlotTable(int count, String schedulerName) {
    this.arrivals =
        count == 0
            ? MemorySegment.NULL
            : Arena.ofAuto().allocate((long) count * Integer.BYTES, Integer.BYTES);
    List<SlotState> all = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      all.add(new SlotState(this, i, arrivals.address() + (long) i * Integer.BYTES));
    }
    this.states = List.copyOf(all);
    this.slots = List.copyOf(all);
    this.schedulerName = schedulerName;
  }

  public List<FileSlot> slots() {
    return slots;
  }

  /**
   * Refuses a chain that cannot be accepted now. The caller must hold the monitor.
   *
   * @throws IllegalArgumentException if one of its slots belongs to another scheduler
   * @throws IllegalStateException if one of its slots is being closed, or is known to hold a file
   *     that was not opened for the operations of the chain
   */
  public void requireOpen(Request chain) {
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
      requireAccess(chain, op);
    }
  }

  /**
   * Refuses an operation for which the file in the slot was not opened. If the file is not known,
   * the kernel refuses it later.
   */
  private static void requireAccess(Request chain, Request op) {
    boolean write = op.verb.needsWriteAccess();
    if (!write && !op.verb.isRead()) {
      return;
    }
    FileOpening opened = contentBefore(chain, op);
    if (opened != null && !opened.allows(write)) {
      throw new IllegalStateException(
          op.slot
              + " holds "
              + opened.name()
              + ", which was not opened with "
              + (write ? "WRITE" : "READ")
              + ": "
              + op.describe());
    }
  }

  /**
   * {@return how the file is opened that will be in the slot when {@code op} runs, or null if
   * unknown}
   */
  private static FileOpening contentBefore(Request chain, Request op) {
    FileOpening known = op.slot.knownContent();
    for (Request before = chain; before != op; before = before.next) {
      if (before.slot != op.slot) {
        continue;
      }
      if (before.verb == Verb.OPEN_INTO) {
        // If an opening fails, an operation that is hard-linked to it runs on the previous file.
        known = before.link() == Request.Link.SOFT ? before.opening : null;
      } else if (before.verb == Verb.CLOSE) {
        known = null;
      }
    }
    return known;
  }

  /** Closes all files left in the slots, on a POSIX backend whose work is done. */
  public void closeFiles() {
    // By index: this must work where no memory is left.
    for (int i = 0; i < states.size(); i++) {
      states.get(i).closeFile();
    }
  }
}
