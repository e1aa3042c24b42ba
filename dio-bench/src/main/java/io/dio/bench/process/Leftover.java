// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.bench.process;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;

/**
 * Something that must not outlive the process: a file, a folder, a child process. If the process is
 * ended by a signal, or exits, one shutdown hook removes all that still exist, the newest first.
 *
 * @param <T> the type of the thing
 */
public final class Leftover<T> {
  /** Everything that would be left behind now; guarded by the class. */
  private static final Set<Leftover<?>> ALL = new LinkedHashSet<>();

  private static boolean hooked;
  private static boolean ended;

  private final T thing;
  private final Consumer<? super T> removal;

  /**
   * Creates the thing.
   *
   * @param <T> the type of the thing
   * @param <E> the type of failure when creating it
   */
  @FunctionalInterface
  public interface Creation<T, E extends Exception> {
    /** {@return a new thing} */
    T create() throws E;
  }

  private Leftover(T thing, Consumer<? super T> removal) {
    this.thing = thing;
    this.removal = removal;
  }

  /**
   * Creates something. If a signal comes before, nothing is created any more. If it comes
   * afterwards, the thing is removed.
   *
   * @param creation creates the thing
   * @param removal removes it; it must tolerate that the thing is gone, and must not throw
   */
  public static <T, E extends Exception> Leftover<T> create(
      Creation<? extends T, E> creation, Consumer<? super T> removal) throws E {
    synchronized (Leftover.class) {
      if (!ended && isHooked()) {
        Leftover<T> leftover = new Leftover<>(creation.create(), removal);
        ALL.add(leftover);
        return leftover;
      }
    }
    waitForTheEnd();
    throw new AssertionError();
  }

  /** {@return whether the hook is registered; it cannot be while the process is being ended} */
  private static boolean isHooked() {
    if (!hooked) {
      try {
        Runtime.getRuntime().addShutdownHook(new Thread(Leftover::removeAll, "dio-leftovers"));
        hooked = true;
      } catch (IllegalStateException e) {
        return false;
      }
    }
    return true;
  }

  /**
   * Blocks the caller until the process has ended. If it went on, it could create something that
   * stays.
   */
  private static void waitForTheEnd() {
    while (true) {
      LockSupport.park();
    }
  }

  private static void removeAll() {
    synchronized (Leftover.class) {
      ended = true;
      List<Leftover<?>> newestFirst = new ArrayList<>(ALL).reversed();
      newestFirst.forEach(Leftover::remove);
    }
  }

  private void remove() {
    removal.accept(thing);
  }

  /** {@return the thing} */
  public T get() {
    return thing;
  }

  /** Keeps the thing from being removed, because it has been removed or has to stay. */
  public void forget() {
    synchronized (Leftover.class) {
      ALL.remove(this);
    }
  }
}
