// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.iosched.internal.coordinator;

import io.dio.align.Errno;
import io.dio.iosched.Op;
import io.dio.iosched.internal.request.Request;
import io.dio.iosched.testing.kernel.HeldEntries;
import io.dio.iosched.testing.kernel.KernelChoices;
import io.dio.iosched.testing.kernel.QueueEntry;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;

/** The kernel of a {@link FakeRing}. It decides as the test wants. */
final class ScriptedKernel implements KernelChoices<QueueEntry> {
  final HeldEntries<QueueEntry> held = new HeldEntries<>(this);
  final List<String> violations = Collections.synchronizedList(new ArrayList<>());

  boolean completesAtOnce;

  /** The result of a cancellation that finds its target: 0, or the error if it comes too late. */
  int cancelResult;

  /** The result of a cancelled operation. */
  int cancelledWith = -Errno.ECANCELED;

  /** The operation that fails at preparation, with its whole chain, and the errno. */
  Op unpreparable;

  int unpreparableErrno;

  List<Op> operations() {
    return operations(held.all().stream());
  }

  static List<Op> operations(Stream<QueueEntry> entries) {
    return entries.<Op>flatMap(entry -> entry.requests.stream()).toList();
  }

  QueueEntry find(Op op) {
    for (QueueEntry entry : held.all()) {
      if (contains(entry, op)) {
        return entry;
      }
    }
    throw new AssertionError(op + " is not in the kernel: " + held);
  }

  private static boolean contains(QueueEntry entry, Op op) {
    return entry.requests.stream().anyMatch(own -> own == op);
  }

  /** {@return the result of {@code op} if all its bytes are moved} */
  static int success(Op op) {
    return ((Request) op).verb.isTransfer() ? (int) ((Request) op).byteSize : 0;
  }

  static int success(QueueEntry entry) {
    return entry.sharedSync ? 0 : entry.requests.stream().mapToInt(ScriptedKernel::success).sum();
  }

  // ---- what the test does ----

  void complete(Op op, int result) {
    QueueEntry found = find(op);
    if (!found.isStarted()) {
      throw new AssertionError(op + " waits for what is linked before it");
    }
    held.complete(found, result);
  }

  int completeAll() {
    int count = 0;
    while (true) {
      QueueEntry next = null;
      for (QueueEntry entry : held.all()) {
        if (next == null && entry.isStarted() && entry.isOperation()) {
          next = entry;
        }
      }
      if (next == null) {
        return count;
      }
      count += next.requests.size();
      held.complete(next, success(next));
    }
  }

  // ---- what the rules ask ----

  @Override
  public Unprepared<QueueEntry> prepare(List<QueueEntry> chain) {
    for (QueueEntry entry : chain) {
      if (unpreparable != null && contains(entry, unpreparable)) {
        unpreparable = null;
        return new Unprepared<>(entry, unpreparableErrno);
      }
    }
    return null;
  }

  @Override
  public void started(QueueEntry entry) {
    if (completesAtOnce) {
      held.complete(entry, success(entry));
    }
  }

  @Override
  public int cancel(QueueEntry target) {
    target.cancelled = cancelResult == 0 && cancelledWith == -Errno.ECANCELED;
    return cancelResult;
  }

  @Override
  public void cancelAnswered(QueueEntry target, int result) {
    if (result == 0) {
      held.complete(target, cancelledWith);
    }
  }

  @Override
  public AssertionError violation(String message) {
    violations.add(message);
    return new AssertionError(message);
  }
}
