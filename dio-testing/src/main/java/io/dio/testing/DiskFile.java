// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.testing;

import io.dio.sys.DioFile;
import io.dio.sys.internal.FileAccess;
import io.dio.testing.internal.CrashModel;
import io.dio.testing.internal.SparseBytes;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;

/**
 * One file of the disk. The real file has the bytes that the program sees. After each operation the
 * disk reads back what has changed, and notes it as not durable.
 */
final class DiskFile {
  static final int SECTOR = 512;
  private static final int CHUNK = 128 * SECTOR;

  /** Open as long as the disk exists, so that the file system gives its identity to no other. */
  private final DioFile reader;

  private final SparseBytes seen = new SparseBytes();
  private final CrashModel model = new CrashModel(SECTOR);

  DiskFile(Path path) throws IOException {
    this.reader = DioFile.open(path, StandardOpenOption.READ);
  }

  /** {@return a value that is equal for all openings of this file} */
  Object identity() {
    return FileAccess.instance().identity(reader);
  }

  /** {@return how many names it has} */
  int linkCount() throws IOException {
    Path opened =
        Path.of("/proc/self/fd", String.valueOf(FileAccess.instance().descriptor(reader)));
    return (int) Files.getAttribute(opened, "unix:nlink");
  }

  CrashModel model() {
    return model;
  }

  void close() throws IOException {
    reader.close();
  }

  /** Notes what has changed anywhere in the file. */
  void observeAll(DiskClock clock, long work) throws IOException {
    observe(clock, work, 0, Math.max(reader.size(), model.size()));
  }

  /**
   * Notes what has changed in a range, and whether the size has.
   *
   * @param work the work that may have changed it
   */
  void observe(DiskClock clock, long work, long offset, long length) throws IOException {
    long size = sizeAfterCut(clock, work);
    long end = Math.min(offset + length, size);
    long at = offset - offset % SECTOR;
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment memory = arena.allocate(CHUNK);
      while (at < end) {
        int count = (int) reader.read(memory.asSlice(0, Math.min(CHUNK, end - at)), at);
        if (count == 0) {
          break; // the file has become shorter meanwhile
        }
        compare(clock, work, at, memory.asSlice(0, count).toArray(ValueLayout.JAVA_BYTE));
        at += count;
      }
    }
    if (size > model.size()) {
      model.resize(clock.next(), work, size);
    }
  }

  /**
   * Notes an atomic write that has succeeded. All of its bytes are one change, also those that it
   * has not changed, because they survive with the others.
   *
   * @param after the latest change when the write was submitted
   */
  void observeAtomic(DiskClock clock, long after, long work, long offset, long length)
      throws IOException {
    long size = sizeAfterCut(clock, work);
    byte[] bytes = new byte[(int) Math.clamp(size - offset, 0, length)];
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment memory = arena.allocate(CHUNK);
      int done = 0;
      while (done < bytes.length) {
        int count =
            (int)
                reader.read(memory.asSlice(0, Math.min(CHUNK, bytes.length - done)), offset + done);
        if (count == 0) {
          break; // the file has become shorter meanwhile
        }
        MemorySegment.copy(memory, ValueLayout.JAVA_BYTE, 0, bytes, done, count);
        done += count;
      }
      bytes = Arrays.copyOf(bytes, done);
    }
    model.forget(after, offset, bytes.length);
    note(clock, work, offset, bytes, true);
  }

  /** {@return the size of the file} If it has become less, that is noted. */
  private long sizeAfterCut(DiskClock clock, long work) throws IOException {
    long size = reader.size();
    if (size < model.size()) {
      seen.cut(size);
      model.resize(clock.next(), work, size);
    }
    return size;
  }

  /** Notes each run of sectors that differ from what was seen before. */
  private void compare(DiskClock clock, long work, long offset, byte[] now) {
    byte[] before = new byte[now.length];
    seen.get(offset, before);
    int start = -1;
    for (int at = 0; at < now.length; at += SECTOR) {
      int sectorEnd = Math.min(at + SECTOR, now.length);
      boolean differs =
          !Arrays.equals(now, at, sectorEnd, before, at, sectorEnd)
              // New bytes that are 0 are part of a write, too.
              || offset + sectorEnd > model.size();
      if (differs && start < 0) {
        start = at;
      }
      if (!differs && start >= 0) {
        note(clock, work, offset + start, Arrays.copyOfRange(now, start, at), false);
        start = -1;
      }
    }
    if (start >= 0) {
      note(clock, work, offset + start, Arrays.copyOfRange(now, start, now.length), false);
    }
  }

  private void note(DiskClock clock, long work, long offset, byte[] bytes, boolean atomic) {
    seen.put(offset, bytes, 0, bytes.length);
    model.write(clock.next(), work, offset, bytes, atomic);
  }

  @Override
  public String toString() {
    return reader.path() + " " + model;
  }
}
