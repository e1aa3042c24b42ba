// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.iosched.internal.unit;

import io.dio.iosched.Verb;
import io.dio.iosched.internal.request.PooledPieces;
import io.dio.iosched.internal.request.Request;
import io.dio.sys.internal.FileAccess;
import java.lang.foreign.MemorySegment;

/**
 * Takes and releases the resources that operations hold from submission to completion: their files
 * and their pooled memory. An operation that closes a slot also blocks later operations on that
 * slot.
 */
public final class RequestHolds {
  private static final FileAccess FILES = FileAccess.instance();

  private RequestHolds() {}

  /**
   * Acquires everything that the chain that begins with {@code head} needs, or nothing.
   *
   * @throws IllegalStateException if a file is closed or memory was released
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

  /**
   * Releases everything that {@link #acquireChain} acquired. If the owner of memory throws, the
   * exception is reported.
   */
  public static void releaseChain(Request head, SchedulerContext context) {
    for (Request held = head; held != null; held = held.next) {
      Outcome.release(held, context);
    }
  }

  /** Releases everything that {@link #acquireChain} acquired for {@code request} alone. */
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

  /** Releases only the file. The memory is kept, because the kernel may still write to it. */
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
