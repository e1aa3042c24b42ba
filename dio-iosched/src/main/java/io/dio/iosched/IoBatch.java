// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.iosched;

import io.dio.mempool.PooledMemory;
import io.dio.sys.DioFile;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.util.Optional;

/**
 * A reusable group of reads and writes that are submitted in one step and awaited together. The
 * operations may be on any number of files and file slots. {@link IoScheduler#newBatch} creates a
 * batch. Fill it, submit it, wait for it, clear it, and use it again. The batches of dio's own
 * schedulers allocate nothing after they are created.
 *
 * {@snippet :
 * IoBatch batch = scheduler.newBatch(32);
 * for (int i = 0; i < 32; i++) {
 *   batch.read(file, pages.get(i), i * 4096L);
 * }
 * batch.submit();
 * long bytesRead = batch.await(); // of all 32 reads together
 * batch.clear(); // the batch can be filled again
 * }
 *
 * <p>A batch may have more operations than the ring can hold. Its operations have no order, like
 * separate submissions. The rules of {@link Op} for memory apply here too: the kernel may use the
 * memory from {@link #submit} until the operation has completed. When {@link #isDone} returns true
 * or {@link #await} returns, all operations have completed.
 *
 * <p>A batch is not thread-safe: only one thread may use it at a time. Adding an operation or
 * clearing the batch between {@link #submit} and completion throws {@link IllegalStateException}.
 *
 * @since 0.1.0
 */
public interface IoBatch {

  /** {@return the largest number of operations in this batch} */
  int capacity();

  /** {@return the number of operations added since the last {@link #clear}} */
  int size();

  /**
   * Adds a read like {@link Op#read(DioFile, MemorySegment, long)}.
   *
   * @param file open for reading
   * @param target native and writable; for direct I/O aligned
   * @param fileOffset offset in the file, in bytes; for direct I/O aligned
   * @return the index of the operation in this batch
   * @throws IllegalStateException if the batch is full or in flight
   */
  int read(DioFile file, MemorySegment target, long fileOffset);

  /**
   * Adds a read into pooled memory that is retained until completion.
   *
   * @param file open for reading
   * @param target pooled memory; for direct I/O aligned
   * @param fileOffset offset in the file, in bytes; for direct I/O aligned
   * @return the index of the operation in this batch
   * @throws IllegalStateException if the batch is full or in flight
   */
  int read(DioFile file, PooledMemory target, long fileOffset);

  /**
   * Adds a read from the file in a slot, like {@link Op#read(FileSlot, MemorySegment, long)}.
   *
   * @param slot the slot; its file must be open for reading when the read starts
   * @param target native and writable; for direct I/O aligned
   * @param fileOffset offset in the file, in bytes; for direct I/O aligned
   * @return the index of the operation in this batch
   * @throws IllegalStateException if the batch is full or in flight
   */
  int read(FileSlot slot, MemorySegment target, long fileOffset);

  /**
   * Adds a read from the file in a slot into pooled memory that is retained until completion.
   *
   * @param slot the slot; its file must be open for reading when the read starts
   * @param target pooled memory; for direct I/O aligned
   * @param fileOffset offset in the file, in bytes; for direct I/O aligned
   * @return the index of the operation in this batch
   * @throws IllegalStateException if the batch is full or in flight
   */
  int read(FileSlot slot, PooledMemory target, long fileOffset);

  /**
   * Adds a write like {@link Op#write(DioFile, MemorySegment, long)}.
   *
   * @param file open for writing
   * @param source native; for direct I/O aligned
   * @param fileOffset offset in the file, in bytes; for direct I/O aligned
   * @return the index of the operation in this batch
   * @throws IllegalStateException if the batch is full or in flight
   */
  int write(DioFile file, MemorySegment source, long fileOffset);

  /**
   * Adds a write from pooled memory that is retained until completion.
   *
   * @param file open for writing
   * @param source pooled memory; for direct I/O aligned
   * @param fileOffset offset in the file, in bytes; for direct I/O aligned
   * @return the index of the operation in this batch
   * @throws IllegalStateException if the batch is full or in flight
   */
  int write(DioFile file, PooledMemory source, long fileOffset);

  /**
   * Adds a write to the file in a slot, like {@link Op#write(FileSlot, MemorySegment, long)}.
   *
   * @param slot the slot; its file must be open for writing when the write starts
   * @param source native; for direct I/O aligned
   * @param fileOffset offset in the file, in bytes; for direct I/O aligned
   * @return the index of the operation in this batch
   * @throws IllegalStateException if the batch is full or in flight
   */
  int write(FileSlot slot, MemorySegment source, long fileOffset);

  /**
   * Adds a write to the file in a slot from pooled memory that is retained until completion.
   *
   * @param slot the slot; its file must be open for writing when the write starts
   * @param source pooled memory; for direct I/O aligned
   * @param fileOffset offset in the file, in bytes; for direct I/O aligned
   * @return the index of the operation in this batch
   * @throws IllegalStateException if the batch is full or in flight
   */
  int write(FileSlot slot, PooledMemory source, long fileOffset);

  /**
   * Adds a required flag to one operation, as {@link Op#with} does. {@link TransferFlag#DATA_SYNC}
   * makes a write durable, as {@link Op#durable} does.
   *
   * @param index the index of the operation
   * @param flag the flag to add
   * @throws IndexOutOfBoundsException if no operation has this index
   * @throws IllegalArgumentException if the operation cannot have the flag
   * @throws IllegalStateException if the batch is in flight
   */
  void with(int index, TransferFlag flag);

  /**
   * Adds a preferred flag to one operation, as {@link Op#preferring} does.
   *
   * @param index the index of the operation
   * @param flag the flag to add
   * @throws IndexOutOfBoundsException if no operation has this index
   * @throws IllegalArgumentException if the operation cannot have the flag, or the flag cannot be
   *     merely preferred
   * @throws IllegalStateException if the batch is in flight
   */
  void preferring(int index, TransferFlag flag);

  /**
   * Submits all operations in one step. After completion the batch can be submitted again with the
   * same operations.
   *
   * @throws IllegalArgumentException as {@link IoScheduler#submit}; no operation was accepted in
   *     that case
   * @throws IllegalStateException if the batch is in flight, or as {@link IoScheduler#submit}; no
   *     operation was accepted in that case
   */
  void submit();

  /**
   * {@return whether all operations have completed, successfully or not} It is true before the
   * first submission.
   */
  boolean isDone();

  /**
   * Waits until all operations have completed. As with {@link Ticket#await()}, an interrupt does
   * not end the wait, and the interrupt flag is restored.
   *
   * @return the total number of bytes transferred
   * @throws IOException the failure of the failed operation with the lowest index; {@link #failure}
   *     returns those of the others
   * @throws IllegalStateException if called in a callback on a direct executor while operations are
   *     running
   */
  long await() throws IOException;

  /**
   * {@return the number of bytes that one operation transferred} It is available after a failure
   * too.
   *
   * @param index the index of the operation
   * @throws IllegalStateException if the batch was not submitted or is in flight
   */
  long bytesTransferred(int index);

  /**
   * {@return the failure of one operation, a new exception for each call; empty if it succeeded}
   *
   * @param index the index of the operation
   * @throws IllegalStateException if the batch was not submitted or is in flight
   */
  Optional<IOException> failure(int index);

  /**
   * Removes all operations, and the references to their memory and files.
   *
   * @throws IllegalStateException if the batch is in flight
   */
  void clear();
}
