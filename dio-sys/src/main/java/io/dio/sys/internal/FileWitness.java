// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.sys.internal;

import io.dio.align.ErrnoException;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BiPredicate;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Is told of the blocking calls that change files or make them durable. The simulated disk of
 * {@code io.dio.testing} is the only witness: it cannot wrap a {@code DioFile} as it wraps a
 * scheduler, and must not miss a sync. A call that a witness does not acknowledge fails with EIO,
 * although it has succeeded: the disk has lost its power meanwhile.
 *
 * <p>Without a witness a call reads one static field for it.
 */
public interface FileWitness {

  /**
   * A write has ended.
   *
   * @param file the identity of the file, see {@link FileAccess#identity}
   * @param fileOffset the first byte that was written
   * @param byteCount the number of bytes that were written
   * @param durable whether they are durable
   * @return whether the program may be told that the write has succeeded
   */
  boolean written(Object file, long fileOffset, long byteCount, boolean durable);

  /**
   * The size or the storage of a file has changed, or another file was copied into it.
   *
   * @param file the identity of the file
   * @return whether the program may be told that the call has succeeded
   */
  boolean changed(Object file);

  /**
   * A sync of a file is about to be issued.
   *
   * @param file the identity of the file
   * @return called when the sync has ended
   */
  End syncing(Object file);

  /**
   * A sync of a directory is about to be issued.
   *
   * @param directory its path
   * @return called when the sync has ended
   */
  End syncingDirectory(String directory);

  /** Is told of the end of a sync. */
  @FunctionalInterface
  interface End {
    /**
     * The sync has ended.
     *
     * @param succeeded whether it succeeded
     * @return whether the program may be told of a success
     */
    boolean ended(boolean succeeded);
  }

  /** A call that may fail. */
  @FunctionalInterface
  interface Call {
    /** Makes the call. */
    void run() throws ErrnoException;
  }

  /** The witnesses of this process. */
  final class All {
    private static final List<FileWitness> WITNESSES = new CopyOnWriteArrayList<>();

    private static volatile boolean some;

    private All() {}

    /** Adds a witness. */
    public static synchronized void add(FileWitness witness) {
      WITNESSES.add(witness);
      some = true;
    }

    /** Removes a witness. */
    public static synchronized void remove(FileWitness witness) {
      WITNESSES.remove(witness);
      some = !WITNESSES.isEmpty();
    }

    /** {@return whether there is no witness} */
    public static boolean isEmpty() {
      return !some;
    }

    /** Tells all witnesses. {@return whether all of them acknowledge the call} */
    public static <T> boolean tell(T subject, BiPredicate<FileWitness, T> told) {
      boolean acknowledged = true;
      for (FileWitness witness : WITNESSES) {
        acknowledged &= told.test(witness, subject);
      }
      return acknowledged;
    }

    /**
     * Makes a sync, and tells all witnesses before and after it.
     *
     * @param told tells one witness of the begin, and returns what tells it of the end
     * @param unacknowledged the failure if a witness does not acknowledge the success
     */
    public static void around(
        Function<FileWitness, End> told, Call sync, Supplier<ErrnoException> unacknowledged)
        throws ErrnoException {
      if (!some) {
        sync.run();
        return;
      }
      List<End> ends = WITNESSES.stream().map(told).toList();
      boolean succeeded = false;
      boolean acknowledged = true;
      try {
        sync.run();
        succeeded = true;
      } finally {
        for (End end : ends) {
          acknowledged &= end.ended(succeeded);
        }
      }
      if (!acknowledged) {
        throw unacknowledged.get();
      }
    }
  }
}
