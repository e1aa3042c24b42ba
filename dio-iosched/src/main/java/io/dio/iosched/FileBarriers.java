// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.iosched;

import io.dio.sys.DioFile;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.function.Consumer;

/**
 * The drain barriers of a coordinator: each waits for the operations on its file that were accepted
 * before it. Coordinator's thread only.
 *
 * <p>Barriers are rare and operations are not, so operations carry no per-file counter: a barrier
 * counts what is ahead of it once, when it is accepted, and completions look at barriers only while
 * there are any.
 */
final class FileBarriers {
  private static final class Barrier {
    final Submission drain;
    int ahead;

    Barrier(Submission drain, int ahead) {
      this.drain = drain;
      this.ahead = ahead;
    }
  }

  private final List<Barrier> barriers = new ArrayList<>();

  boolean isEmpty() {
    return barriers.isEmpty();
  }

  /** Adds a barrier behind {@code ahead} operations of its file; at least one. */
  void add(Submission drain, int ahead) {
    assert ahead > 0;
    barriers.add(new Barrier(drain, ahead));
  }

  /**
   * {@code submission} completed; every barrier that now waits for nothing more goes to {@code
   * released}.
   */
  void completed(Submission submission, Consumer<Submission> released) {
    DioFile file = submission.op.file;
    for (Iterator<Barrier> all = barriers.iterator(); all.hasNext(); ) {
      Barrier barrier = all.next();
      if (barrier.drain.op.file == file && submission.acceptance < barrier.drain.acceptance) {
        if (--barrier.ahead == 0) {
          all.remove();
          released.accept(barrier.drain);
        }
      }
    }
  }

  /** Gives up all barriers, for a coordinator that died. */
  void abandon(Consumer<Submission> abandoned) {
    barriers.forEach(barrier -> abandoned.accept(barrier.drain));
    barriers.clear();
  }
}
