// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.sys.internal;

import io.dio.align.ErrnoException;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * Is told of the blocking calls that change files or make them durable. The simulated disk of
 * {@code io.dio.testing} is the only witness: it cannot wrap a {@code DioFile} as it wraps a
 * scheduler, and must not miss a sync.
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
   */
  void written(Object file, long fileOffset, long byteCount, boolean durable);

  /**
   * The size or the storage of a file has changed, or another file was copied into it.
   *
   * @param file the identity of the file
   */
  void changed(Object file);

  /**
   * A sync of a file is about to be issued.
   *
   * @param file the identity of the file
   * @return called when the sync has ended, with whether it succeeded
   */
  Consumer<Boolean> syncing(Object file);

  /**
   * A sync of a directory is about to be issued.
   *
   * @param directory its path
   * @return called when the sync has ended, with whether it succeeded
   */
  Consumer<Boolean> syncingDirectory(String directory);

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

    /** Tells all witnesses. */
    public static <T> void tell(T subject, BiConsumer<FileWitness, T> told) {
      WITNESSES.forEach(witness -> told.accept(witness, subject));
    }

    /**
     * Makes a sync, and tells all witnesses before and after it.
     *
     * @param told tells one witness of the begin, and returns what tells it of the end
     */
    public static void around(Function<FileWitness, Consumer<Boolean>> told, Call sync)
        throws ErrnoException {
      if (!some) {
        sync.run();
        return;
      }
      List<Consumer<Boolean>> ends = WITNESSES.stream().map(told).toList();
      boolean succeeded = false;
      try {
        sync.run();
        succeeded = true;
      } finally {
        for (Consumer<Boolean> end : ends) {
          end.accept(succeeded);
        }
      }
    }
  }
}
