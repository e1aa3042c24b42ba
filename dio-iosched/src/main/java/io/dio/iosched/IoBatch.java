// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.iosched;

import io.dio.mempool.PooledMemory;
import io.dio.sys.DioFile;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.util.Optional;

/**
 * Reads and writes on any number of files and file slots that are handed over in one step and
 * awaited together; to be filled, submitted, awaited and cleared again and again. It is made by
 * {@link IoScheduler#newBatch} for one thread at a time, and its own schedulers' batches allocate
 * nothing in use.
 *
 * <p>A batch may have more operations than a ring has room for. Its operations are as unordered as
 * any others, and what is said of memory at {@link Op} holds here too: it belongs to the kernel
 * from {@link #submit} until the operation completed, which {@link #isDone} and {@link #await} tell
 * for all of them.
 *
 * <p>Not thread-safe. Between {@link #submit} and completion nothing can be added or cleared:
 * {@link IllegalStateException}.
 */
public interface IoBatch {

  /** {@return the operations that fit} */
  int capacity();

  /** {@return the operations added since the last {@link #clear}} */
  int size();

  /**
   * Adds a read, as {@link Op#read(DioFile, MemorySegment, long)}.
   *
   * @param file open for reading
   * @param target native and writable; for direct I/O aligned
   * @param fileOffset in bytes from the start of the file; for direct I/O aligned
   * @return its index
   * @throws IllegalStateException if the batch is full or in flight
   */
  int read(DioFile file, MemorySegment target, long fileOffset);

  /**
   * Adds a read into memory that is retained until completion.
   *
   * @param file open for reading
   * @param target native memory; for direct I/O aligned
   * @param fileOffset in bytes from the start of the file; for direct I/O aligned
   * @return its index
   * @throws IllegalStateException if the batch is full or in flight
   */
  int read(DioFile file, PooledMemory target, long fileOffset);

  /**
   * Adds a read from the file in a slot, as {@link Op#read(FileSlot, MemorySegment, long)}.
   *
   * @param slot holds a file open for reading when the read starts
   * @param target native and writable; for direct I/O aligned
   * @param fileOffset in bytes from the start of the file; for direct I/O aligned
   * @return its index
   * @throws IllegalStateException if the batch is full or in flight
   */
  int read(FileSlot slot, MemorySegment target, long fileOffset);

  /**
   * Adds a read from the file in a slot into memory that is retained until completion.
   *
   * @param slot holds a file open for reading when the read starts
   * @param target native memory; for direct I/O aligned
   * @param fileOffset in bytes from the start of the file; for direct I/O aligned
   * @return its index
   * @throws IllegalStateException if the batch is full or in flight
   */
  int read(FileSlot slot, PooledMemory target, long fileOffset);

  /**
   * Adds a write, as {@link Op#write(DioFile, MemorySegment, long)}.
   *
   * @param file open for writing
   * @param source native; for direct I/O aligned
   * @param fileOffset in bytes from the start of the file; for direct I/O aligned
   * @return its index
   * @throws IllegalStateException if the batch is full or in flight
   */
  int write(DioFile file, MemorySegment source, long fileOffset);

  /**
   * Adds a write from memory that is retained until completion.
   *
   * @param file open for writing
   * @param source native memory; for direct I/O aligned
   * @param fileOffset in bytes from the start of the file; for direct I/O aligned
   * @return its index
   * @throws IllegalStateException if the batch is full or in flight
   */
  int write(DioFile file, PooledMemory source, long fileOffset);

  /**
   * Adds a write to the file in a slot, as {@link Op#write(FileSlot, MemorySegment, long)}.
   *
   * @param slot holds a file open for writing when the write starts
   * @param source native; for direct I/O aligned
   * @param fileOffset in bytes from the start of the file; for direct I/O aligned
   * @return its index
   * @throws IllegalStateException if the batch is full or in flight
   */
  int write(FileSlot slot, MemorySegment source, long fileOffset);

  /**
   * Adds a write to the file in a slot from memory that is retained until completion.
   *
   * @param slot holds a file open for writing when the write starts
   * @param source native memory; for direct I/O aligned
   * @param fileOffset in bytes from the start of the file; for direct I/O aligned
   * @return its index
   * @throws IllegalStateException if the batch is full or in flight
   */
  int write(FileSlot slot, PooledMemory source, long fileOffset);

  /**
   * Gives an operation of the batch a flag, as {@link Op#with} does. {@link TransferFlag#DATA_SYNC}
   * makes a write durable, as {@link Op#durable} does.
   *
   * @param index of the operation
   * @param flag what to add
   * @throws IndexOutOfBoundsException if no operation has this index
   * @throws IllegalArgumentException if the operation cannot have the flag
   * @throws IllegalStateException if the batch is in flight
   */
  void with(int index, TransferFlag flag);

  /**
   * Gives an operation of the batch a flag that is a wish, as {@link Op#preferring} does.
   *
   * @param index of the operation
   * @param flag what to add
   * @throws IndexOutOfBoundsException if no operation has this index
   * @throws IllegalArgumentException if the operation cannot have the flag, or the flag cannot be a
   *     wish
   * @throws IllegalStateException if the batch is in flight
   */
  void preferring(int index, TransferFlag flag);

  /**
   * Hands all operations over, in one step. It can be submitted again, the same operations, once it
   * completed.
   *
   * @throws IllegalArgumentException as {@link IoScheduler#submit}; then nothing was accepted
   * @throws IllegalStateException if the batch is in flight, or as {@link IoScheduler#submit}; then
   *     nothing was accepted
   */
  void submit();

  /** {@return whether all operations completed, with whatever outcome} True before submitting. */
  boolean isDone();

  /**
   * Waits until all operations completed. As with {@link Ticket#await()} an interrupt does not end
   * the wait; the flag is restored.
   *
   * @return the bytes that they transferred together
   * @throws IOException the failure of the first operation, by index, that failed; look at {@link
   *     #failure} for the others
   * @throws IllegalStateException if it would wait on a thread that completes operations
   */
  long await() throws IOException;

  /**
   * {@return the bytes that one operation transferred} Readable after a failure too.
   *
   * @param index of the operation
   * @throws IllegalStateException if the batch was not submitted or is in flight
   */
  long bytesTransferred(int index);

  /**
   * {@return why one operation failed, if it did; a fresh exception}
   *
   * @param index of the operation
   * @throws IllegalStateException if the batch was not submitted or is in flight
   */
  Optional<IOException> failure(int index);

  /**
   * Forgets all operations, and with them the memory and files.
   *
   * @throws IllegalStateException if the batch is in flight
   */
  void clear();
}
