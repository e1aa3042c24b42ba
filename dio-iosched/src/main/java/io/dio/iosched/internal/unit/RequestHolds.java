// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.iosched.internal.unit;

import io.dio.iosched.Verb;
import io.dio.iosched.internal.request.PooledPieces;
import io.dio.iosched.internal.request.Request;
import io.dio.sys.internal.FileAccess;
import java.lang.foreign.MemorySegment;

/**
 * What operations hold from submission to completion: their files, their pooled memory, and of
 * slots that they close the promise that nothing follows.
 */
public final class RequestHolds {
  private static final FileAccess FILES = FileAccess.instance();

  private RequestHolds() {}

  /**
   * Takes what the chain that begins with {@code head} needs, or nothing of it.
   *
   * @throws IllegalStateException if a file or memory is gone
   */
  public static void acquireChain(Request head, SchedulerContext context) {
    Request reached = head;
    boolean taken = false;
    try {
      for (; reached != null; reached = reached.next) {
        acquire(reached);
      }
      taken = true;
    } finally {
      if (!taken) {
        for (Request held = head; held != reached; held = held.next) {
          Outcome.release(held, context);
        }
      }
    }
  }

  private static void acquire(Request request) {
    if (request.file != null) {
      FILES.acquire(request.file);
    }
    boolean taken = false;
    try {
      if (!isMemoryAlive(request)) {
        throw new IllegalStateException("the arena of the memory is closed: " + request);
      }
      if (request.verb == Verb.CLOSE) {
        request.slot.closingAccepted();
      } else {
        retainMemory(request);
      }
      if (request.verb == Verb.OPEN_INTO) {
        request.slot.openingPending();
      }
      taken = true;
    } finally {
      if (!taken) {
        releaseFile(request);
      }
    }
  }

  private static void retainMemory(Request request) {
    if (request.pooled != null && !request.pooled.tryRetain()) {
      throw new IllegalStateException("the pooled memory of " + request + " is already released");
    }
    if (request.pieces instanceof PooledPieces pieces) {
      pieces.retain(request);
    }
  }

  /** Gives back what {@link #acquireChain} took. An owner that objects is reported. */
  public static void releaseChain(Request head, SchedulerContext context) {
    for (Request held = head; held != null; held = held.next) {
      Outcome.release(held, context);
    }
  }

  /** Gives back what {@link #acquireChain} took for {@code request} alone. */
  static void release(Request request) {
    releaseFile(request);
    if (request.verb == Verb.CLOSE) {
      request.slot.closingEnded();
    }
    if (request.verb == Verb.OPEN_INTO) {
      request.slot.openingOver();
    }
    if (request.pooled != null) {
      request.pooled.release();
    }
    if (request.pieces instanceof PooledPieces pieces) {
      pieces.release();
    }
  }

  /** Gives back the file alone: for memory that the kernel may own for ever. */
  static void releaseFile(Request request) {
    if (request.file != null) {
      FILES.release(request.file);
    }
  }

  /** {@return whether all arenas of the memory are still open} */
  public static boolean isMemoryAlive(Request request) {
    if (request.segment != null) {
      return request.segment.scope().isAlive();
    }
    if (request.pieces != null) {
      for (MemorySegment piece : request.pieces) {
        if (!piece.scope().isAlive()) {
          return false;
        }
      }
    }
    return true;
  }
}
