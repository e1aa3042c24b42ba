// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.iosched.simulation;

import io.dio.iosched.FileSlot;
import io.dio.sys.DioFile;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The target of operations: a file of the process or a slot, and the file that is open there. */
final class SimulatedTarget {
  /** Ranges are claimed in blocks of so many bytes. There are as many blocks as bits. */
  static final int BLOCK = SimulatedFile.BYTES / Long.SIZE;

  /** An open file. It reports failed syncs, and forgets them when it is closed. */
  static final class Open {
    final SimulatedFile file;
    final boolean writesDurably;

    /** All operations that wrote to it. */
    final List<SimulatedOperation> writes = new ArrayList<>();

    /** The time when its first loss of bytes was reported, or 0. */
    int poisonedAt;

    Open(SimulatedFile file, boolean writesDurably) {
      this.file = file;
      this.writesDurably = writesDurably;
    }
  }

  /** Null for a slot. */
  DioFile file;

  /** Null for a file of the process. */
  final FileSlot slot;

  /** The ways in which it can be opened; a file of the process uses the first one. */
  final List<Path> paths;

  /** Null for an empty slot. */
  Open open;

  /** Whether any file that was in the slot is poisoned. */
  boolean everPoisoned;

  /** The latest unit that put a file into the slot or removed it, by its place in the order. */
  int changedBy = -1;

  private long claimed;

  SimulatedTarget(FileSlot slot, List<Path> paths) {
    this.slot = slot;
    this.paths = paths;
  }

  /**
   * Claims a range that is free.
   *
   * @param blocks the length of the range
   * @param first where the search begins
   * @return the mask of its blocks, or 0 if there is no such range
   */
  long claim(int blocks, int first) {
    long mask = blocks == Long.SIZE ? -1 : (1L << blocks) - 1;
    for (int i = 0; i <= Long.SIZE - blocks; i++) {
      long range = mask << ((first + i) % (Long.SIZE - blocks + 1));
      if ((claimed & range) == 0) {
        claimed |= range;
        return range;
      }
    }
    return 0;
  }

  void unclaim(long range) {
    claimed &= ~range;
  }

  boolean isClaimed() {
    return claimed != 0;
  }

  @Override
  public String toString() {
    return slot != null ? slot.toString() : file.path().getFileName().toString();
  }
}
