// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.iosched.internal.unit;

import io.dio.iosched.Op;
import io.dio.sys.foreign.FileCalls;
import io.dio.sys.internal.FileOpening;
import java.io.IOException;

/**
 * One execution of an {@link Op#openInto}. A thread that may block first opens the file for the
 * process. The file is installed in the slot only if it passes all checks. So a slot never holds a
 * pipe, and after a failed opening it keeps its old file.
 *
 * <p>If the scheduler fails, the opening thread and the thread that owns the queue may use this
 * object at the same time. A file that is opened after {@link #discard} is closed at once.
 */
public final class SlotOpening {
  private static final int NONE = -1;

  private final FileOpening opening;

  /** The descriptor of the open file until it is taken, else {@link #NONE}; guarded by this. */
  private int descriptor = NONE;

  /** The reason why there is no file, or null; guarded by this. */
  private IOException failure;

  /** Whether {@link #open} or {@link #refuse} was called; guarded by this. */
  private boolean tried;

  /** Whether the file is not needed any more; guarded by this. */
  private boolean unwanted;

  SlotOpening(FileOpening opening) {
    this.opening = opening;
  }

  /** Opens the file. This may block as long as the disk needs. */
  public void open() {
    int opened = NONE;
    IOException problem = null;
    try {
      opened = opening.openDescriptor();
    } catch (IOException e) {
      problem = e;
    } catch (RuntimeException | Error e) {
      // The thread must survive, because it has other files to open.
      problem = new IOException("open(path=" + opening.name() + ") failed: " + e, e);
    }
    settle(opened, problem);
  }

  /** Fails the opening, because there is no thread for it. */
  public void refuse(Throwable cause) {
    settle(
        NONE,
        new IOException(
            "open(path=" + opening.name() + ") failed: no thread: " + cause.getMessage(), cause));
  }

  private void settle(int opened, IOException problem) {
    synchronized (this) {
      if (!tried) {
        tried = true;
        failure = problem;
        if (!unwanted) {
          descriptor = opened;
          return;
        }
      }
      // Otherwise refuse() was called, but a thread opened the file all the same.
    }
    close(opened);
  }

  synchronized boolean wasTried() {
    return tried;
  }

  /** {@return the reason why there is no file, or null} */
  synchronized IOException failure() {
    return failure;
  }

  /** {@return whether there is an open file that was not taken} */
  synchronized boolean holdsDescriptor() {
    return descriptor != NONE;
  }

  /** {@return the descriptor, which stays open until it is taken or discarded} */
  synchronized int descriptor() {
    return descriptor;
  }

  /** {@return the descriptor, which the caller must close} */
  public synchronized int takeDescriptor() {
    int taken = descriptor;
    descriptor = NONE;
    return taken;
  }

  /** Closes the file, now or as soon as it is open. This may block. */
  public void discard() {
    synchronized (this) {
      unwanted = true;
    }
    close(takeDescriptor());
  }

  private static void close(int descriptor) {
    if (descriptor != NONE) {
      // Nothing was written through this descriptor, so an error of close is harmless.
      FileCalls.close(descriptor);
    }
  }
}
