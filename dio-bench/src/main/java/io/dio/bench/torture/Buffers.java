// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.bench.torture;

import io.dio.mempool.MmapBuffer;
import io.dio.mempool.MmapPool;
import io.dio.mempool.PooledMemory;
import io.dio.mempool.SlabPool;
import io.dio.mempool.Slot;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import java.util.Random;

/**
 * The memory of the programs: bare segments of one thread, and the pools that all threads of an
 * episode share.
 */
final class Buffers {
  /** The length of every buffer. */
  static final int BYTES = 32 << 10;

  private static final int ALIGNMENT = 4096;
  private static final int MOST_PIECES = 6;

  private final MmapPool pool;
  private final SlabPool slab;
  private final Arena arena;
  private final Deque<MemorySegment> free = new ArrayDeque<>();

  Buffers(MmapPool pool, SlabPool slab, Arena arena) {
    this.pool = pool;
    this.slab = slab;
    this.arena = arena;
  }

  /** Memory of one transfer. */
  interface Lent {
    /** {@return the parts in the order of the transfer} */
    List<MemorySegment> segments();

    /** {@return the same as pooled memory; empty for bare segments} */
    List<PooledMemory> pooled();

    /** Gives the memory back. */
    void giveBack();

    /** Fills the parts with the bytes. */
    default void fill(byte[] bytes) {
      int at = 0;
      for (MemorySegment each : segments()) {
        int length = (int) each.byteSize();
        MemorySegment.copy(bytes, at, each, ValueLayout.JAVA_BYTE, 0, length);
        at += length;
      }
    }

    /** {@return the first bytes of the parts} */
    default byte[] bytes(int count) {
      byte[] bytes = new byte[count];
      int at = 0;
      for (MemorySegment each : segments()) {
        int length = (int) Math.min(each.byteSize(), count - at);
        MemorySegment.copy(each, ValueLayout.JAVA_BYTE, 0, bytes, at, length);
        at += length;
      }
      return bytes;
    }
  }

  private record Bare(List<MemorySegment> segments, Runnable release) implements Lent {
    @Override
    public List<PooledMemory> pooled() {
      return List.of();
    }

    @Override
    public void giveBack() {
      release.run();
    }
  }

  private record Pooled(List<PooledMemory> pooled, List<PooledMemory> owners) implements Lent {
    @Override
    public List<MemorySegment> segments() {
      return pooled.stream().map(PooledMemory::segment).toList();
    }

    @Override
    public void giveBack() {
      owners.forEach(PooledMemory::release);
    }
  }

  /** {@return one bare segment} */
  Lent bare(int length) {
    MemorySegment whole = take();
    return new Bare(List.of(whole.asSlice(0, length)), () -> free.push(whole));
  }

  /** {@return memory of a random kind, in one part or several} */
  Lent any(int length, int unit, Random random) {
    int kind = random.nextInt(6);
    long cut = random.nextLong();
    if (kind < 3) {
      PooledMemory first = kind == 1 ? tryBuffer() : trySlot();
      if (first != null) {
        PooledMemory second = kind == 2 ? tryBuffer() : null;
        return pooled(first, second, length, unit, new Random(cut));
      }
    }
    return kind < 4 ? bare(length) : pieces(length, unit, new Random(cut));
  }

  private PooledMemory trySlot() {
    Slot slot = slab.tryAcquire();
    return slot;
  }

  private PooledMemory tryBuffer() {
    MmapBuffer buffer = pool.tryAcquire();
    return buffer;
  }

  private static Lent pooled(
      PooledMemory first, PooledMemory second, int length, int unit, Random random) {
    int units = length / unit;
    if (second == null || units < 2) {
      PooledMemory part = length == BYTES ? first : first.slice(0, length);
      return new Pooled(List.of(part), second == null ? List.of(first) : List.of(first, second));
    }
    int firstBytes = unit * (1 + random.nextInt(units - 1));
    return new Pooled(
        List.of(first.slice(BYTES - firstBytes, firstBytes), second.slice(0, length - firstBytes)),
        List.of(first, second));
  }

  /** {@return bare parts of one buffer that are not in order} */
  private Lent pieces(int length, int unit, Random random) {
    MemorySegment whole = take();
    int units = length / unit;
    int[] ends = new int[1 + random.nextInt(Math.min(MOST_PIECES, units))];
    for (int i = 0; i < ends.length - 1; i++) {
      ends[i] = random.nextInt(units + 1);
    }
    ends[ends.length - 1] = units;
    Arrays.sort(ends);
    List<MemorySegment> pieces = new ArrayList<>();
    int start = 0;
    for (int end : ends) {
      pieces.add(whole.asSlice((long) start * unit, (long) (end - start) * unit));
      start = end;
    }
    Collections.shuffle(pieces, random);
    return new Bare(List.copyOf(pieces), () -> free.push(whole));
  }

  private MemorySegment take() {
    MemorySegment memory = free.poll();
    return memory == null ? arena.allocate(BYTES, ALIGNMENT) : memory;
  }
}
