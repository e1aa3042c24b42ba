// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.testing.internal;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;

/**
 * One file as a disk has it: the bytes that are durable, and the changes that are not. A loss of
 * power leaves the durable bytes and any part of the changes. Not thread-safe.
 *
 * <p>A change is a write or a new size. The changes of one sector reach the disk in their order.
 * Those of different sectors do so in any order, so a write of several sectors can be torn. New
 * sizes are metadata and reach the disk in their order.
 */
public final class CrashModel {
  /** Tells which changes a sync covers. */
  @FunctionalInterface
  public interface Coverage {
    /** {@return whether the sync covers the change with this number, of this work} */
    boolean covers(long number, long work);
  }

  /**
   * The file after a loss of power.
   *
   * @param bytes the bytes
   * @param byteSize the size in bytes
   */
  public record Image(SparseBytes bytes, long byteSize) {}

  /**
   * A write or a part of one, or a new size if there are no bytes.
   *
   * @param group equal for the parts of one atomic write, 0 for others
   */
  @SuppressWarnings("ArrayRecordComponent") // nobody compares changes or modifies their bytes
  private record Change(
      long number, long work, long offset, byte[] bytes, long group, boolean lost) {
    boolean isResize() {
      return bytes == null;
    }

    boolean isAtomic() {
      return group != 0;
    }

    long end() {
      return offset + bytes.length;
    }

    /** {@return the part of this write in the range; null if there is none} */
    Change part(long from, long to) {
      long first = Math.max(from, offset);
      long last = Math.min(to, end());
      if (first >= last) {
        return null;
      }
      byte[] copy = new byte[(int) (last - first)];
      System.arraycopy(bytes, (int) (first - offset), copy, 0, copy.length);
      return new Change(number, work, first, copy, group, lost);
    }

    Change asLost() {
      return new Change(number, work, offset, bytes, group, true);
    }
  }

  private final int sectorBytes;
  private final SparseBytes durable = new SparseBytes();
  private long durableSize;
  private long size;
  private List<Change> pending = new ArrayList<>();

  /**
   * Creates an empty file of which everything is durable.
   *
   * @param sectorBytes the number of bytes that are written together or not at all
   */
  public CrashModel(int sectorBytes) {
    this.sectorBytes = sectorBytes;
  }

  // ---- changes ----

  /**
   * A write has happened and is not durable.
   *
   * @param number greater than those of all changes before it, and than 0
   * @param work the work that it belongs to, for {@link Coverage}
   * @param bytes must not change any more
   * @param atomic whether all of it or nothing survives
   */
  public void write(long number, long work, long offset, byte[] bytes, boolean atomic) {
    if (bytes.length == 0) {
      return;
    }
    pending.add(new Change(number, work, offset, bytes, atomic ? number : 0, false));
    if (offset + bytes.length > size) {
      resize(number, work, offset + bytes.length);
    }
  }

  /** The size has changed, and this is not durable. Parameters as for {@link #write}. */
  public void resize(long number, long work, long byteSize) {
    size = byteSize;
    pending.add(new Change(number, work, byteSize, null, 0, false));
  }

  /**
   * Ascribes changes to the work that made them. Other work may have seen them first. A size is
   * ascribed wherever the range is.
   *
   * @param after only changes with a greater number are ascribed
   * @param work the work that wrote the range
   */
  public void claim(long after, long work, long offset, long length) {
    List<Change> claimed = new ArrayList<>();
    for (Change change : pending) {
      Change part = change.isResize() ? change : change.part(offset, offset + length);
      if (change.number <= after || change.work == work || part == null) {
        claimed.add(change);
        continue;
      }
      if (!change.isResize()) {
        addRest(change, offset, offset + length, claimed);
      }
      claimed.add(new Change(part.number, work, part.offset, part.bytes, part.group, part.lost));
    }
    pending = claimed;
  }

  /**
   * Forgets writes of a range of which an atomic write is about to be noted. Other work has seen a
   * part of it first, and that must not survive by itself.
   *
   * @param after only changes with a greater number are forgotten
   */
  public void forget(long after, long offset, long length) {
    List<Change> left = new ArrayList<>();
    for (Change change : pending) {
      if (change.number <= after || change.isResize()) {
        left.add(change);
      } else {
        addRest(change, offset, offset + length, left);
      }
    }
    pending = left;
  }

  // ---- syncs ----

  /** A sync has succeeded. Changes that were lost before stay lost. */
  public void sync(Coverage coverage) {
    List<Change> left = new ArrayList<>();
    for (Change change : pending) {
      if (!change.lost && coverage.covers(change.number, change.work)) {
        apply(change, left);
      } else {
        left.add(change);
      }
    }
    pending = left;
  }

  /** Writes of a range have become durable, and with them the size. */
  public void syncRange(long offset, long length) {
    List<Change> left = new ArrayList<>();
    for (Change change : pending) {
      if (change.lost) {
        left.add(change);
      } else if (change.isResize()) {
        apply(change, left);
      } else {
        Change part = change.part(offset, offset + length);
        addRest(change, offset, offset + length, left);
        if (part != null) {
          apply(part, left);
        }
      }
    }
    pending = left;
  }

  /**
   * A change becomes durable. What earlier changes did to the same bytes can no longer reach the
   * disk.
   */
  private void apply(Change change, List<Change> earlier) {
    long from = change.offset;
    long to = change.isResize() ? Long.MAX_VALUE : change.end();
    boolean cuts = !change.isResize() || from < durableSize;
    // Most changes are behind none that they touch, and a list is longer than they are.
    if (earlier.stream().anyMatch(each -> replaces(change, cuts, each))) {
      List<Change> before = List.copyOf(earlier);
      earlier.clear();
      for (Change each : before) {
        if (!replaces(change, cuts, each)) {
          earlier.add(each);
        } else if (!each.isResize()) {
          addRest(each, from, to, earlier);
        }
      }
    }
    if (change.isResize()) {
      if (from < durableSize) {
        durable.cut(from);
      }
      durableSize = from;
    } else {
      durable.put(from, change.bytes, 0, change.bytes.length);
    }
  }

  /** {@return whether {@code change} replaces all or a part of {@code earlier}} */
  private static boolean replaces(Change change, boolean cuts, Change earlier) {
    if (earlier.isResize()) {
      return change.isResize();
    }
    return cuts
        && earlier.end() > change.offset
        && (change.isResize() || earlier.offset < change.end());
  }

  private static void addRest(Change change, long from, long to, List<Change> target) {
    for (Change part : new Change[] {change.part(0, from), change.part(to, Long.MAX_VALUE)}) {
      if (part != null) {
        target.add(part);
      }
    }
  }

  /**
   * A sync has failed. The writes that it covered may or may not be on the disk, and no later sync
   * writes them. A size is part of the metadata, which a later sync does write.
   */
  public void lose(Coverage coverage) {
    pending.replaceAll(change ->
        !change.isResize() && coverage.covers(change.number, change.work)
            ? change.asLost()
            : change);
  }

  /** As {@link #lose}, of the writes of a range. */
  public void loseRange(long offset, long length) {
    List<Change> left = new ArrayList<>();
    for (Change change : pending) {
      Change part = change.isResize() ? null : change.part(offset, offset + length);
      if (part == null) {
        left.add(change);
      } else {
        addRest(change, offset, offset + length, left);
        left.add(part.asLost());
      }
    }
    pending = left;
  }

  // ---- what is there ----

  /** {@return the size that the program sees} */
  public long size() {
    return size;
  }

  /** Fills {@code target} with durable bytes from {@code offset} on. */
  public void durableBytes(long offset, byte[] target) {
    durable.get(offset, target);
  }

  /** {@return whether anything is not durable} */
  public boolean isDirty() {
    return !pending.isEmpty();
  }

  // ---- a loss of power ----

  /**
   * {@return the file after a loss of power now} The model does not change, so another call shows
   * another possible outcome.
   *
   * @param random decides which changes survive
   */
  public Image crash(RandomGenerator random) {
    double survival = new double[] {0, 0.1, 0.5, 0.9, 1}[random.nextInt(5)];
    boolean torn = random.nextBoolean();
    // In half of the cases the disk has worked in order and stops at one change.
    int stop = random.nextBoolean() ? random.nextInt(pending.size() + 1) : -1;
    int sizes = (int) pending.stream().filter(Change::isResize).count();
    int sizesLeft = random.nextInt(sizes + 1);
    Map<Long, Boolean> atomicWrites = new HashMap<>();
    SparseBytes bytes = durable.copy();
    long byteSize = durableSize;
    for (int i = 0; i < pending.size(); i++) {
      Change change = pending.get(i);
      double chance = stop < 0 ? survival : i < stop ? 1 : i == stop ? 0.5 : 0;
      if (change.isAtomic()) {
        if (atomicWrites.computeIfAbsent(change.group, _ -> random.nextDouble() < chance)) {
          bytes.put(change.offset, change.bytes, 0, change.bytes.length);
          // Without the size a part of the bytes would be missing.
          byteSize = Math.max(byteSize, change.end());
        }
      } else if (!change.isResize()) {
        copySectors(change, bytes, chance, torn || i == stop, random);
      } else if (stop < 0 ? sizesLeft-- > 0 : i < stop) {
        if (change.offset < byteSize) {
          bytes.cut(change.offset);
        }
        byteSize = change.offset;
      }
    }
    bytes.cut(byteSize);
    return new Image(bytes, byteSize);
  }

  private void copySectors(
      Change change, SparseBytes bytes, double chance, boolean torn, RandomGenerator random) {
    boolean whole = random.nextDouble() < chance;
    if (!torn) {
      if (whole) {
        bytes.put(change.offset, change.bytes, 0, change.bytes.length);
      }
      return;
    }
    int at = 0;
    while (at < change.bytes.length) {
      int toBoundary = sectorBytes - (int) ((change.offset + at) % sectorBytes);
      int part = Math.min(toBoundary, change.bytes.length - at);
      if (random.nextDouble() < chance) {
        bytes.put(change.offset + at, change.bytes, at, part);
      }
      at += part;
    }
  }

  /** {@return the durable size, and the number of changes that are not durable} */
  @Override
  public String toString() {
    return "CrashModel[" + durableSize + " durable bytes, " + pending.size() + " changes]";
  }
}
