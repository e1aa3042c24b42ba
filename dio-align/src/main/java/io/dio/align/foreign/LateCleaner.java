// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.align.foreign;

import java.lang.ref.Cleaner;
import java.util.Objects;
import java.util.concurrent.ThreadFactory;

/**
 * A {@link Cleaner} that is created when something is first registered.
 *
 * <p>A cleaner needs a thread, and the system may refuse one. A class that creates its cleaner in a
 * static initialiser stays unusable after one such refusal. Here the refusal reaches the caller,
 * and the next caller tries again.
 */
public final class LateCleaner {
  private final ThreadFactory threads;

  private volatile Cleaner cleaner;

  /**
   * Describes a cleaner. Nothing is started.
   *
   * @param threadName the name of its thread, a daemon
   */
  public LateCleaner(String threadName) {
    this(new NamedDaemons(Objects.requireNonNull(threadName, "threadName")));
  }

  /** Takes threads from {@code threads}, which may fail. */
  LateCleaner(ThreadFactory threads) {
    this.threads = threads;
  }

  private record NamedDaemons(String name) implements ThreadFactory {
    @Override
    public Thread newThread(Runnable work) {
      Thread thread = new Thread(null, work, name, 0, false);
      thread.setDaemon(true);
      return thread;
    }
  }

  /**
   * Registers an object, as {@link Cleaner#register} does.
   *
   * @param object what is watched
   * @param action what is run once {@code object} is unreachable; it must not refer to it
   * @return to be cleaned earlier
   * @throws OutOfMemoryError if there is no memory, or no thread for the cleaner; then nothing is
   *     registered, and a later call may succeed
   */
  public Cleaner.Cleanable register(Object object, Runnable action) {
    Cleaner present = cleaner;
    return (present != null ? present : create()).register(object, action);
  }

  private synchronized Cleaner create() {
    if (cleaner == null) {
      cleaner = Cleaner.create(threads);
    }
    return cleaner;
  }
}
