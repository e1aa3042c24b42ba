// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.iosched.internal.unit;

import io.dio.iosched.Op;
import io.dio.sys.foreign.FileCalls;
import io.dio.sys.internal.FileOpening;
import java.io.IOException;

/**
 * One execution of an {@link Op#openInto}. The file is first opened for the process, by a thread
 * that may block. Only a file that passed all checks is then installed in the slot, so a slot never
 * holds a pipe, and a slot whose opening failed keeps the file that it had.
 *
 * <p>The thread that opens the file and the thread that owns the queue may meet here if the
 * scheduler dies: whatever is opened after {@link #discard} is closed at once.
 */
public final class SlotOpening {
  private static final int NONE = -1;

  private final FileOpening opening;

  /** The open file until it is taken, else {@link #NONE}; guarded by this. */
  private int descriptor = NONE;

  /** Why there is no file, or null; guarded by this. */
  private IOException failure;

  /** Whether {@link #open} or {@link #refuse} was called; guarded by this. */
  private boolean tried;

  /** Whether nobody wants the file any more; guarded by this. */
  private boolean unwanted;

  SlotOpening(FileOpening opening) {
    this.opening = opening;
  }

  /** Opens the file. This may take as long as the disk takes. */
  public void open() {
    int opened = NONE;
    IOException problem = null;
    try {
      opened = opening.openDescriptor();
    } catch (IOException e) {
      problem = e;
    } catch (RuntimeException | Error e) {
      // The thread has other files to open.
      problem = new IOException("open(path=" + opening.name() + ") failed: " + e, e);
    }
    settle(opened, problem);
  }

  /** Fails the opening, because no thread could be had for it. */
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
      // Else no thread could be had for it, and one opened it all the same.
    }
    close(opened);
  }

  synchronized boolean wasTried() {
    return tried;
  }

  /** {@return why there is no file, or null} */
  synchronized IOException failure() {
    return failure;
  }

  /** {@return whether there is an open file that nobody took} */
  synchronized boolean holdsDescriptor() {
    return descriptor != NONE;
  }

  /** {@return the descriptor, which stays open until it is taken or discarded} */
  synchronized int descriptor() {
    return descriptor;
  }

  /** {@return the descriptor, which is the caller's to close from now on} */
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
      // Nothing was written through it, so there is no error that could matter.
      FileCalls.close(descriptor);
    }
  }
}
