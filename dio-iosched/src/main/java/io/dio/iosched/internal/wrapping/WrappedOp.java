// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.iosched.internal.wrapping;

import io.dio.align.Errno;
import io.dio.align.ErrnoException;
import io.dio.align.foreign.CompletionThread;
import io.dio.iosched.Op;
import io.dio.iosched.TransferFlag;
import io.dio.iosched.internal.request.PooledPieces;
import io.dio.iosched.internal.request.Request;
import io.dio.iosched.internal.request.RequestText;
import io.dio.iosched.internal.ticket.Failures;
import io.dio.iosched.internal.ticket.Reports;
import io.dio.sys.DioFile;
import io.dio.sys.internal.FileAccess;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * An operation as a scheduler sees it that wraps another one. The wrapped scheduler makes all
 * checks and holds files and memory itself. So a wrapper must give it an operation in any case, and
 * this class derives the one that has no effect.
 */
public final class WrappedOp {
  private static final FileAccess FILES = FileAccess.instance();

  private final Request request;

  private WrappedOp(Request request) {
    this.request = request;
  }

  /** {@return a view of {@code op}, which may be a chain} */
  public static WrappedOp of(Op op) {
    return new WrappedOp((Request) op);
  }

  // ---- what it is ----

  /**
   * {@return for each operation of the chain but the last, whether a hard link leads on from it}
   */
  public List<Boolean> hardLinks() {
    List<Boolean> links = new ArrayList<>();
    for (Request step = request; step.next != null; step = step.next) {
      links.add(step.link() == Request.Link.HARD);
    }
    return links;
  }

  /** {@return whether a failure can mean that bytes are lost} */
  public boolean isDurable() {
    return request.isDurable();
  }

  /** {@return whether it is a write of which a loss of power leaves all or nothing} */
  public boolean isAtomic() {
    return (request.rwFlags() & TransferFlag.ATOMIC.rwf()) != 0;
  }

  /**
   * {@return the paths that it is given: none, or the path to open, to remove or to sync, or the
   * source and the target of a rename}
   */
  public List<Path> paths() {
    if (!(failure(Errno.EIO) instanceof FileSystemException named)) {
      return List.of();
    }
    return named.getOtherFile() == null
        ? List.of(Path.of(named.getFile()))
        : List.of(Path.of(named.getFile()), Path.of(named.getOtherFile()));
  }

  // ---- what can be made of it ----

  /**
   * {@return a copy that transfers only the first bytes} It retains the same pooled memory.
   *
   * @param byteSize at most the number of bytes of this transfer
   */
  public Op shortened(long byteSize) {
    return request.firstBytes(byteSize, true);
  }

  /** {@return a transfer of no byte, on the same file and memory and without any flag} */
  public Op emptied() {
    return request.firstBytes(0, false);
  }

  // ---- how it ends ----

  /** {@return the exception that this operation fails with if the kernel reports {@code errno}} */
  public IOException failure(int errno) {
    return RequestText.failure(request, errno);
  }

  /** {@return a new exception of the type of {@code failure}} */
  public static IOException fresh(IOException failure) {
    return Failures.fresh(failure);
  }

  /** {@return the earlier failure because of which it would not be issued, else null} */
  public ErrnoException poisoned() {
    return request.poisoned();
  }

  /**
   * Poisons its file or slot, if it is a sync or durable write and the error means that it was
   * tried.
   */
  public void recordDurabilityFailure(int errno) {
    request.recordDurabilityFailure(errno);
  }

  // ---- threads ----

  /**
   * Refuses a blocking call in a callback on a thread that completes I/O.
   *
   * @param call the method that would wait, by the name that users know
   * @throws IllegalStateException if this is such a thread
   */
  public static void refuseBlocking(String call) {
    CompletionThread.refuseBlocking(call);
  }

  // ---- holds ----

  /**
   * Holds the files and the pooled memory of the chain, as a scheduler does.
   *
   * @return ends the hold; to be run once
   * @throws IllegalStateException if a file is closed or memory was released
   */
  public Runnable hold() {
    List<Runnable> releases = new ArrayList<>();
    try {
      for (Request step = request; step != null; step = step.next) {
        hold(step, releases);
      }
    } catch (RuntimeException | Error e) {
      release(releases);
      throw e;
    }
    return () -> release(releases);
  }

  private static void hold(Request step, List<Runnable> releases) {
    if (step.file != null) {
      DioFile file = step.file;
      FILES.acquire(file);
      releases.add(() -> FILES.release(file));
    }
    if (step.pooled != null) {
      if (!step.pooled.tryRetain()) {
        throw new IllegalStateException("the pooled memory of " + step + " is already released");
      }
      releases.add(step.pooled::release);
    }
    if (step.pieces instanceof PooledPieces pieces) {
      pieces.retain(step);
      releases.add(pieces::release);
    }
  }

  /** The owner of memory may throw at the release; the others must be released all the same. */
  private static void release(List<Runnable> releases) {
    for (Runnable release : releases) {
      try {
        release.run();
      } catch (Throwable e) { // code in other languages can throw undeclared exceptions
        Reports.error("the owner of pooled memory refused to take it back", e);
      }
    }
  }

  @Override
  public String toString() {
    return request.toString();
  }
}
