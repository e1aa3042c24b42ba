// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.iosched.channel;

import io.dio.iosched.Backend;
import io.dio.iosched.IoScheduler;
import io.dio.iosched.Op;
import io.dio.mempool.MmapBuffer;
import io.dio.mempool.PooledMemory;
import io.dio.sys.DioFile;
import io.dio.sys.Platform;
import io.dio.sys.ShortTransferException;
import io.dio.sys.internal.BehindEnd;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.util.List;

/**
 * Makes the calls on one file: on the calling thread, or through a scheduler so that a virtual
 * thread parks. Every method returns only when the kernel no longer uses the memory.
 */
final class FileRoute {
  private final DioFile file;

  /** The scheduler of the channel; null if it has none. */
  private final IoScheduler given;

  private final OwnReads ownReads;

  FileRoute(DioFile file, IoScheduler given, OwnReads ownReads) {
    this.file = file;
    this.given = given;
    this.ownReads = ownReads;
  }

  /** {@return the way to another opening of the same file, with the same scheduler} */
  FileRoute to(DioFile other) {
    return new FileRoute(other, given, ownReads);
  }

  DioFile file() {
    return file;
  }

  /**
   * {@return the scheduler for a call on the current thread; null if the thread makes it itself}
   */
  private IoScheduler scheduler() {
    if (given != null) {
      return given;
    }
    return Thread.currentThread().isVirtual() ? SharedScheduler.get() : null;
  }

  /** Reads up to the end of the file. {@return the number of bytes, 0 at the end} */
  long read(MemorySegment target, long fileOffset) throws IOException {
    try {
      return readOnce(target, fileOffset);
    } catch (IOException e) {
      long some = BehindEnd.bytesInFile(e, file, fileOffset, target.byteSize());
      return some == 0 ? 0 : readOnce(target.asSlice(0, some), fileOffset);
    }
  }

  private long readOnce(MemorySegment target, long fileOffset) throws IOException {
    IoScheduler scheduler = scheduler();
    if (scheduler == null) {
      return file.read(target, fileOffset);
    }
    if (!mayReadItself(scheduler)) {
      return scheduler.read(file, target, fileOffset);
    }
    boolean mayReadItself = ownReads.begin();
    try {
      return mayReadItself
          ? scheduler.read(file, target, fileOffset)
          : scheduler.submit(Op.readv(file, List.of(target), fileOffset)).await();
    } finally {
      ownReads.end();
    }
  }

  /** {@return whether the current thread may make a read of the scheduler itself} */
  private boolean mayReadItself(IoScheduler scheduler) {
    return scheduler.backend() != Backend.POSIX_INLINE
        && file.isDirect()
        && Thread.currentThread().isVirtual();
  }

  /** As {@link #read(MemorySegment, long)}, into several pieces. */
  long read(List<MemorySegment> targets, long fileOffset) throws IOException {
    try {
      return readOnce(targets, fileOffset);
    } catch (IOException e) {
      long some = BehindEnd.bytesInFile(e, file, fileOffset, BlockSizes.byteSize(targets));
      return some == 0 ? 0 : readOnce(BehindEnd.first(targets, some), fileOffset);
    }
  }

  private long readOnce(List<MemorySegment> targets, long fileOffset) throws IOException {
    IoScheduler scheduler = scheduler();
    return scheduler == null
        ? file.readv(targets, fileOffset)
        : scheduler.submit(Op.readv(file, targets, fileOffset)).await();
  }

  /**
   * As {@link #read(MemorySegment, long)}, into a part of a pooled buffer. A scheduler retains the
   * buffer. So if it dies, the buffer does not return to the pool while the kernel may write to it.
   */
  long read(MmapBuffer buffer, long from, long byteSize, long fileOffset) throws IOException {
    try {
      return readOnce(buffer, from, byteSize, fileOffset);
    } catch (IOException e) {
      long some = BehindEnd.bytesInFile(e, file, fileOffset, byteSize);
      return some == 0 ? 0 : readOnce(buffer, from, some, fileOffset);
    }
  }

  private long readOnce(MmapBuffer buffer, long from, long byteSize, long fileOffset)
      throws IOException {
    if (!Thread.currentThread().isVirtual()) {
      return readOnce(buffer.segment().asSlice(from, byteSize), fileOffset);
    }
    PooledMemory part = buffer.slice(from, byteSize);
    IoScheduler scheduler = scheduler();
    if (!mayReadItself(scheduler)) {
      return scheduler.submit(Op.read(file, part, fileOffset)).await();
    }
    boolean mayReadItself = ownReads.begin();
    try {
      Op read =
          mayReadItself
              ? Op.read(file, part, fileOffset)
              : Op.readvPooled(file, List.of(part), fileOffset);
      return scheduler.submit(read).await();
    } finally {
      ownReads.end();
    }
  }

  /** Writes once. {@return the number of bytes, which may be fewer than given} */
  long write(MemorySegment source, long fileOffset) throws IOException {
    IoScheduler scheduler = scheduler();
    try {
      return explicitlySynced(
          scheduler == null
              ? file.write(source, fileOffset)
              : scheduler.write(file, source, fileOffset));
    } catch (ShortTransferException e) {
      return countOf(e);
    }
  }

  /** As {@link #write(MemorySegment, long)}, from several pieces. */
  long write(List<MemorySegment> sources, long fileOffset) throws IOException {
    IoScheduler scheduler = scheduler();
    try {
      return explicitlySynced(
          scheduler == null
              ? file.writev(sources, fileOffset)
              : scheduler.submit(Op.writev(file, sources, fileOffset)).await());
    } catch (ShortTransferException e) {
      return countOf(e);
    }
  }

  /** As {@link #write(MemorySegment, long)}, from a part of a pooled buffer. */
  long write(MmapBuffer buffer, long from, long byteSize, long fileOffset) throws IOException {
    if (!Thread.currentThread().isVirtual()) {
      return write(buffer.segment().asSlice(from, byteSize), fileOffset);
    }
    try {
      Op write = Op.write(file, buffer.slice(from, byteSize), fileOffset);
      return explicitlySynced(scheduler().submit(write).await());
    } catch (ShortTransferException e) {
      return countOf(e);
    }
  }

  /** A FileChannel reports a short write by its count, and only a write of nothing as a failure. */
  private static long countOf(ShortTransferException e) throws ShortTransferException {
    if (e.transferred() == 0) {
      throw e;
    }
    return e.transferred();
  }

  private long explicitlySynced(long count) throws IOException {
    if (Platform.requiresExplicitSync()) {
      file.syncAfterWrite();
    }
    return count;
  }

  void sync(boolean metadataToo) throws IOException {
    IoScheduler scheduler = scheduler();
    if (scheduler != null) {
      scheduler.submit(metadataToo ? Op.sync(file) : Op.dataSync(file)).await();
    } else if (metadataToo) {
      file.sync();
    } else {
      file.dataSync();
    }
  }

  void truncate(long byteSize) throws IOException {
    IoScheduler scheduler = scheduler();
    if (scheduler != null) {
      scheduler.submit(Op.truncate(file, byteSize)).await();
    } else {
      file.truncate(byteSize);
    }
  }

  @Override
  public String toString() {
    return file + (given == null ? "" : " over " + given);
  }
}
