// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.sys.internal;

import io.dio.align.ErrnoException;
import io.dio.sys.DioFile;
import io.dio.sys.DirectUnavailableException;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandles;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Executor;

/**
 * The access of a scheduler to a {@link DioFile}. With it, the scheduler's operations follow the
 * same rules as blocking calls and fail with the same messages.
 *
 * <p>An operation acquires its file and checks its arguments. A durable operation is refused if the
 * file is poisoned. The call then runs on {@link #descriptor}. When the kernel no longer uses the
 * file, the operation releases it. The operation keeps a reference to the file until then.
 */
public abstract class FileAccess {
  private static volatile FileAccess instance;

  /** {@return the one instance} */
  public static FileAccess instance() {
    if (instance == null) {
      try {
        MethodHandles.lookup().ensureInitialized(DioFile.class);
      } catch (IllegalAccessException e) {
        throw new AssertionError(e);
      }
    }
    return instance;
  }

  /** Called by {@code DioFile} when it is initialised. */
  public static void register(FileAccess access) {
    instance = access;
  }

  /** {@return the guess whether the page cache has the bytes of the next read of this open file} */
  public abstract CacheGuess cacheGuess(DioFile file);

  /** {@return whether the device of this open file can be polled for completions} */
  public abstract DevicePolling devicePolling(DioFile file);

  /**
   * {@return the way in which virtual threads read this file themselves; null if the file has none}
   */
  public abstract CarrierChannel carrierChannel(DioFile file);

  /**
   * {@return a value that is equal for all openings of one file} It identifies the file as long as
   * one of the openings is open; the file system may reuse it afterwards.
   */
  public abstract Object identity(DioFile file);

  /**
   * {@return another opening of the same file, for writing through the page cache} Its writes are
   * as durable as those of the file. The caller closes it.
   *
   * @param file a held file, which was opened for writing
   * @param appends whether the kernel moves each write to the end of the file (O_APPEND)
   * @throws ErrnoException if the host cannot open a file by its descriptor, with ENOTSUP, or as
   *     open(2) fails
   */
  public abstract DioFile openBufferedForWriting(DioFile file, boolean appends) throws IOException;

  /** {@return the file's descriptor, valid while the file is held} */
  public abstract int descriptor(DioFile file);

  /**
   * Holds a file, so that it is not closed before {@link #release}. Any thread may call release.
   *
   * @throws IllegalStateException if the file is closed
   */
  public abstract void acquire(DioFile file);

  /** Ends one hold. */
  public abstract void release(DioFile file);

  /**
   * Refuses a read or write for which the file was not opened.
   *
   * @throws IllegalStateException as {@link DioFile#read} and {@link DioFile#write} throw
   */
  public abstract void checkAccess(DioFile file, boolean write);

  /**
   * Checks a transfer of one piece before it is issued: access mode, length, offset, alignment.
   *
   * @param address from {@code Segments.requireNative}, or {@code requireWritable} for a read
   * @throws RuntimeException as {@link DioFile#read} throws
   */
  public abstract void checkTransfer(
      DioFile file, long address, long byteSize, long fileOffset, boolean write);

  /**
   * Checks a transfer to a file that is not known yet: its length and that no file ends before it.
   *
   * @throws IllegalArgumentException as {@link #checkTransfer}
   */
  public abstract void checkRange(long byteSize, long fileOffset);

  /**
   * Checks a range of a file.
   *
   * @throws IllegalArgumentException if a number is negative, or if the end of the range is beyond
   *     the largest offset
   */
  public abstract void checkFileRange(long fileOffset, long length);

  /**
   * {@return an opening of a path for the process}
   *
   * @throws RuntimeException as {@link DioFile#open(Path, OpenOption...)} throws
   */
  public abstract FileOpening opening(Path path, OpenOption... options);

  /**
   * {@return as {@link #opening}, an opening for a place that keeps only the descriptor}
   *
   * @throws RuntimeException as there, and for options whose outcome could not be queried later
   */
  public abstract FileOpening openingInOneCall(Path path, OpenOption... options);

  /**
   * {@return a rename of a file}
   *
   * @throws RuntimeException as {@link DioFile#renameDurably} throws
   */
  public abstract PathCall renaming(Path source, Path target);

  /**
   * {@return a removal of a name}
   *
   * @throws RuntimeException as {@link DioFile#renameDurably} throws
   */
  public abstract PathCall unlinking(Path path);

  /**
   * {@return a sync of a directory}
   *
   * @throws RuntimeException as {@link DioFile#syncDirectory} throws
   */
  public abstract PathCall syncingDirectory(Path directory);

  /**
   * {@return an opening of a new temporary file, as {@link #openingInOneCall}} Only the owner of
   * the file may read and write it, until it is {@linkplain #publishing published}.
   */
  public abstract FileOpening openingTemporary(Path temporary);

  /**
   * {@return a rename of a complete temporary file, which gets the permissions of the file that it
   * replaces}
   *
   * @throws RuntimeException as {@link DioFile#renameDurably} throws
   */
  public abstract PathCall publishing(Path temporary, Path target);

  /** {@return a new temporary name beside {@code target}, as {@link DioFile#writeFile} uses} */
  public abstract Path temporaryBeside(Path target);

  /** {@return the exception for a file that cannot be direct, without a cause} */
  public abstract DirectUnavailableException directUnavailable(String path, String reason);

  /** {@return the exception for a call that failed on this file} Records nothing. */
  public abstract ErrnoException failure(DioFile file, String call, int errno, String operands);

  /**
   * {@return the exception for a transfer that failed, with the likely reason of an EINVAL} Records
   * nothing.
   *
   * @param call as the blocking call would name it: {@code pread} or {@code pwrite}
   */
  public abstract ErrnoException transferFailure(
      DioFile file, String call, int errno, long address, long byteSize, long fileOffset);

  /**
   * {@return the exception for a vector that failed, with the likely reason of an EINVAL} Records
   * nothing.
   *
   * @param call as the blocking call would name it: {@code preadv} or {@code pwritev}
   */
  public abstract ErrnoException vectorFailure(
      DioFile file, String call, int errno, List<MemorySegment> segments, long fileOffset);

  /** {@return whether the file was opened with DSYNC or SYNC, so that its writes can poison it} */
  public abstract boolean writesDurably(DioFile file);

  /**
   * Syncs a file that the caller has acquired, or takes part in a sync that another thread makes.
   * It blocks, and is for threads that complete no operations of others.
   *
   * @param metadataToo whether all metadata must be synced
   * @param elsewhere runs the call in place of this thread, or null
   * @param beforeCall run before the call if this thread makes it, or lets {@code elsewhere} make
   *     it
   * @return 0 or a negative errno; a failure is on record
   */
  public abstract int syncTogether(
      DioFile file, boolean metadataToo, Executor elsewhere, Runnable beforeCall);

  /** {@return whether several threads are likely to need the next such sync} It is a guess. */
  public abstract boolean isSyncShared(DioFile file);

  /**
   * {@return whether at least {@code threads} have made such syncs of the file lately} It is a
   * guess.
   */
  public abstract boolean areSyncing(int threads, DioFile file);

  /** {@return the syncs and durable writes of this file that are in progress} */
  public abstract DurableCalls durableCalls(DioFile file);

  /**
   * {@return a new exception with the reason why a sync or durable write must not be issued, or
   * null if it may be issued}
   *
   * <p>Call it again when the operation has succeeded and the success can be {@linkplain
   * DurableCalls believed}.
   *
   * @param call as for {@link Poison#refusalOf}
   */
  public abstract ErrnoException poisoned(DioFile file, String call);

  /**
   * Records a failed sync or durable write before there is an exception for it.
   *
   * @param call as for {@link Poison#note}
   * @param errno as for {@link Poison#note}
   */
  public abstract void noteDurabilityFailure(DioFile file, String call, int errno);

  /**
   * Records a failed sync or durable write, as {@link Poison#record} does: it poisons the file
   * unless its error says that the call was not tried.
   */
  public abstract void recordDurabilityFailure(DioFile file, ErrnoException failure);
}
