// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.bench.torture;

import io.dio.align.AlignedBuffer;
import io.dio.bench.torture.Buffers.Lent;
import io.dio.bench.torture.TortureFault.Kind;
import io.dio.iosched.FileSlot;
import io.dio.iosched.IoBatch;
import io.dio.iosched.Op;
import io.dio.mempool.PooledMemory;
import io.dio.sys.Advice;
import io.dio.sys.DioFile;
import io.dio.sys.DirectMode;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.List;

/**
 * A range of a file that one thread alone uses, with the bytes that it has to contain. It is a part
 * of a file that many threads share and whose size stays, or a whole file of one thread.
 */
final class Area {
  /** The longest range. It is small so that operations often meet. */
  static final int BYTES = 128 << 10;

  private static final OpenOption[] BUFFERED = {
    StandardOpenOption.READ, StandardOpenOption.WRITE, StandardOpenOption.CREATE
  };
  private static final OpenOption[] DIRECT = {
    StandardOpenOption.READ,
    StandardOpenOption.WRITE,
    StandardOpenOption.CREATE,
    DirectMode.REQUIRED
  };

  private final Path path;
  private final int base;
  private final boolean shared;
  private final byte[] model = new byte[BYTES];
  private int size;

  /** The file; null while a slot holds it. */
  private DioFile file;

  /** The slot; null for a file of the process. */
  private final FileSlot slot;

  private boolean direct;
  private int unit;

  /** Whether it was opened at least once. */
  private boolean opened;

  private Area(Path path, int base, boolean shared, FileSlot slot) {
    this.path = path;
    this.base = base;
    this.shared = shared;
    this.slot = slot;
    this.size = shared ? BYTES : 0;
  }

  /** {@return the part with that number of a file of constant size} */
  static Area sharing(DioFile file, int index) {
    Area area = new Area(file.path(), index * BYTES, true, null);
    area.file = file;
    area.direct = file.isDirect();
    area.unit = unitOf(file);
    area.opened = true;
    return area;
  }

  /** {@return a new file of its own, which is not open yet} */
  static Area owning(Path path) {
    return new Area(path, 0, false, null);
  }

  /** {@return a new file that a slot will hold} */
  static Area inSlot(Path path, FileSlot slot) {
    return new Area(path, 0, false, slot);
  }

  private static int unitOf(DioFile file) {
    return file.isDirect()
        ? Math.max(
            file.alignment().memory(),
            Math.max(file.alignment().offset(), file.alignment().readOffset()))
        : 1;
  }

  // ---- opening ----

  static OpenOption[] options(boolean direct) {
    return direct ? DIRECT.clone() : BUFFERED.clone();
  }

  /** Opens the file of its own. */
  void open(boolean direct) throws IOException {
    file = DioFile.open(path, options(direct));
    this.direct = direct;
    this.unit = unitOf(file);
    this.opened = true;
  }

  /** Notes how the slot was opened, and the alignment that this needs. */
  void openedInSlot(boolean direct, int directUnit) {
    this.direct = direct;
    this.unit = direct ? directUnit : 1;
    this.opened = true;
  }

  boolean ownsFile() {
    return !shared && slot == null;
  }

  FileSlot slot() {
    return slot;
  }

  Path path() {
    return path;
  }

  DioFile file() {
    return file;
  }

  /** Closes a file of its own, if it is open. */
  void close() throws IOException {
    if (ownsFile() && file != null) {
      file.close();
    }
  }

  boolean mayResize() {
    return !shared;
  }

  /** {@return what addresses, offsets and lengths have to be a multiple of} */
  int unit() {
    return unit;
  }

  int size() {
    return size;
  }

  // ---- the model ----

  byte[] expected(int from, int to) {
    return Arrays.copyOfRange(model, from, Math.max(from, Math.min(to, size)));
  }

  /** {@return all bytes of the range, also behind the end of the file, where they are 0} */
  byte[] modelled(int from, int to) {
    return Arrays.copyOfRange(model, from, to);
  }

  void written(int from, byte[] bytes) {
    System.arraycopy(bytes, 0, model, from, bytes.length);
    size = Math.max(size, from + bytes.length);
  }

  /** As {@link #written(int, byte[])}, but the file keeps its size. */
  void written(int from, byte[] bytes, int oldSize) {
    System.arraycopy(bytes, 0, model, from, bytes.length);
    size = oldSize;
  }

  void resized(int newSize) {
    if (newSize < size) {
      Arrays.fill(model, newSize, size, (byte) 0);
    }
    size = newSize;
  }

  // ---- reading without the scheduler ----

  /** {@return the bytes of a range as they are in the file now, 0 behind its end} */
  byte[] readBack(int from, int to) throws IOException {
    int first = from / unit * unit;
    int length = (to - first + unit - 1) / unit * unit;
    byte[] bytes = new byte[to - from];
    try (DioFile fresh = DioFile.open(path, options(direct));
        AlignedBuffer buffer = AlignedBuffer.allocate(length)) {
      MemorySegment memory = buffer.segment().asSlice(0, length);
      long count = fresh.read(memory, base + first);
      // A direct read brings whole blocks. On btrfs what is in the last one behind the end of the
      // file is what was there before a truncation.
      memory.asSlice(count).fill((byte) 0);
      MemorySegment.copy(memory, ValueLayout.JAVA_BYTE, from - first, bytes, 0, bytes.length);
    }
    return bytes;
  }

  int sizeBack() throws IOException {
    try (DioFile fresh = DioFile.open(path, options(false))) {
      return Math.toIntExact(fresh.size());
    }
  }

  /**
   * Takes over what a cancelled change has left. Each byte has to be the old one or the new one.
   */
  void settle(int from, byte[] before, byte[] after, Tally tally) throws IOException {
    byte[] found = readBack(from, from + before.length);
    for (int i = 0; i < found.length; i++) {
      if (found[i] != before[i] && found[i] != after[i]) {
        throw new TortureFault(
            Kind.WRONG_BYTE,
            "byte %d of %s is %d after a cancelled write of %d over %d"
                .formatted((long) base + from + i, path, found[i], after[i], before[i]));
      }
    }
    tally.compared(found.length);
    System.arraycopy(found, 0, model, from, found.length);
  }

  /** Compares the file with the model, by a channel of the JDK. */
  void verify(Tally tally) throws IOException {
    if (!opened && Files.notExists(path)) {
      return; // the scheduler was closed before this thread could open it
    }
    try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
      if (!shared) {
        TortureFault.requireCount(size, channel.size(), "size of " + path);
      }
      ByteBuffer found = ByteBuffer.allocate(size);
      while (found.hasRemaining()) {
        if (channel.read(found, (long) base + found.position()) < 0) {
          break;
        }
      }
      requireEqual(expected(0, size), Arrays.copyOf(found.array(), found.position()), 0, "file");
      tally.compared(size);
    }
  }

  /** Throws if bytes that were read at an offset of this area are not the expected ones. */
  void requireEqual(byte[] expected, byte[] found, int from, Object what) {
    int at = Arrays.mismatch(expected, found);
    if (at >= 0) {
      throw new TortureFault(
          Kind.WRONG_BYTE,
          "%s: byte %d of %s (%s, unit %d) is %s instead of %s; %d bytes were read, %d expected"
              .formatted(
                  what,
                  (long) base + from + at,
                  path,
                  direct ? "direct" : "buffered",
                  unit,
                  at < found.length ? found[at] : "missing",
                  at < expected.length ? expected[at] : "none",
                  found.length,
                  expected.length));
    }
  }

  // ---- operations ----

  /** {@return the offset in the file of a byte of this area} */
  long fileOffset(int from) {
    return (long) base + from;
  }

  /** Adds a transfer of one piece to a batch. */
  void addTo(IoBatch batch, Lent memory, int from, boolean write) {
    if (memory.pooled().isEmpty()) {
      addTo(batch, memory.segments().getFirst(), from, write);
    } else {
      addTo(batch, memory.pooled().getFirst(), from, write);
    }
  }

  private void addTo(IoBatch batch, MemorySegment segment, int from, boolean write) {
    if (slot == null && write) {
      batch.write(file, segment, fileOffset(from));
    } else if (slot == null) {
      batch.read(file, segment, fileOffset(from));
    } else if (write) {
      batch.write(slot, segment, from);
    } else {
      batch.read(slot, segment, from);
    }
  }

  private void addTo(IoBatch batch, PooledMemory pooled, int from, boolean write) {
    if (slot == null && write) {
      batch.write(file, pooled, fileOffset(from));
    } else if (slot == null) {
      batch.read(file, pooled, fileOffset(from));
    } else if (write) {
      batch.write(slot, pooled, from);
    } else {
      batch.read(slot, pooled, from);
    }
  }

  Op read(MemorySegment target, int from) {
    return slot == null ? Op.read(file, target, base + from) : Op.read(slot, target, from);
  }

  Op read(PooledMemory target, int from) {
    return slot == null ? Op.read(file, target, base + from) : Op.read(slot, target, from);
  }

  Op readv(List<MemorySegment> targets, int from) {
    return slot == null ? Op.readv(file, targets, base + from) : Op.readv(slot, targets, from);
  }

  Op readvPooled(List<PooledMemory> targets, int from) {
    return slot == null
        ? Op.readvPooled(file, targets, base + from)
        : Op.readvPooled(slot, targets, from);
  }

  Op write(MemorySegment source, int from) {
    return slot == null ? Op.write(file, source, base + from) : Op.write(slot, source, from);
  }

  Op write(PooledMemory source, int from) {
    return slot == null ? Op.write(file, source, base + from) : Op.write(slot, source, from);
  }

  Op writev(List<MemorySegment> sources, int from) {
    return slot == null ? Op.writev(file, sources, base + from) : Op.writev(slot, sources, from);
  }

  Op writevPooled(List<PooledMemory> sources, int from) {
    return slot == null
        ? Op.writevPooled(file, sources, base + from)
        : Op.writevPooled(slot, sources, from);
  }

  Op sync() {
    return slot == null ? Op.sync(file) : Op.sync(slot);
  }

  Op dataSync() {
    return slot == null ? Op.dataSync(file) : Op.dataSync(slot);
  }

  Op barrierSync() {
    return slot == null ? Op.barrierSync(file) : Op.barrierSync(slot);
  }

  Op syncRange(int from, int length) {
    return slot == null
        ? Op.syncRange(file, base + from, length)
        : Op.syncRange(slot, from, length);
  }

  Op drain() {
    return slot == null ? Op.drain(file) : Op.drain(slot);
  }

  Op advise(int from, int length, Advice advice) {
    return slot == null
        ? Op.advise(file, base + from, length, advice)
        : Op.advise(slot, from, length, advice);
  }

  Op allocate(int toByte) {
    return slot == null ? Op.allocate(file, base + toByte) : Op.allocate(slot, toByte);
  }

  Op truncate(int byteSize) {
    return slot == null ? Op.truncate(file, byteSize) : Op.truncate(slot, byteSize);
  }

  Op punchHole(int from, int length) {
    return slot == null
        ? Op.punchHole(file, base + from, length)
        : Op.punchHole(slot, from, length);
  }

  Op zeroRange(int from, int length) {
    return slot == null
        ? Op.zeroRange(file, base + from, length)
        : Op.zeroRange(slot, from, length);
  }

  @Override
  public String toString() {
    return (slot == null ? "" : "slot ") + path + "+" + base;
  }
}
