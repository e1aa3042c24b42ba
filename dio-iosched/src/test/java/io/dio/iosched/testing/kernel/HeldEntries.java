// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.iosched.testing.kernel;

import io.dio.align.Errno;
import io.dio.iosched.internal.ring.Ring;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.List;

/**
 * The entries that the kernel has taken and not completed, the links between them, and the
 * completions that were not reaped.
 *
 * @param <E> the entries
 */
public final class HeldEntries<E extends QueueEntry> {
  /** A completion queue entry. */
  public record Completion<E>(E entry, int result) {}

  final KernelChoices<E> choices;
  private final List<E> held = new ArrayList<>();
  private final Deque<Completion<E>> completions = new ArrayDeque<>();

  public HeldEntries(KernelChoices<E> choices) {
    this.choices = choices;
  }

  /** {@return the entries, oldest first; a view} */
  public List<E> all() {
    return Collections.unmodifiableList(held);
  }

  boolean holdsNothingButWakeUp() {
    return held.stream().allMatch(QueueEntry::isWakeUp);
  }

  /** {@return the wake-up, or null if the kernel does not have it} */
  public E wakeUp() {
    return find(Ring.WAKE_UP);
  }

  boolean isEmpty() {
    return held.isEmpty() && completions.isEmpty();
  }

  public int completionCount() {
    return completions.size();
  }

  Completion<E> removeCompletion() {
    return completions.remove();
  }

  // ---- taking ----

  /** Takes entries, chain by chain. The last chain may be cut. */
  void take(List<E> batch) {
    for (int i = 0; i < batch.size(); ) {
      int end = i + 1;
      while (end < batch.size() && batch.get(end - 1).isLinked()) {
        end++;
      }
      takeChain(batch.subList(i, end));
      i = end;
    }
  }

  private void takeChain(List<E> chain) {
    E head = chain.getFirst();
    if (head.isCancel()) {
      cancel(head);
      return;
    }
    held.addAll(chain);
    if (head.isWakeUp()) {
      head.started = true;
      return;
    }
    for (int i = 0; i + 1 < chain.size(); i++) {
      chain.get(i).next = chain.get(i + 1);
    }
    KernelChoices.Unprepared<E> unprepared = choices.prepare(chain);
    if (unprepared == null) {
      start(head);
      return;
    }
    // The kernel cancels all entries that are linked to the culprit, before it and behind it.
    int culprit = chain.indexOf(unprepared.culprit());
    for (int i = 0; i < chain.size(); i++) {
      finish(chain.get(i), i == culprit ? -unprepared.errno() : -Errno.ECANCELED);
    }
  }

  private void start(E entry) {
    entry.started = true;
    choices.started(entry);
  }

  // ---- completing ----

  /**
   * {@code entry} ends with {@code result}. What is linked behind it starts, or is cancelled. An
   * entry that is not held gives a completion that nobody waits for.
   */
  @SuppressWarnings("unchecked") // All entries of a chain are of the same class.
  public void complete(E entry, int result) {
    finish(entry, result);
    E behind = (E) entry.next;
    if (behind == null) {
      return;
    }
    if (!entry.breaksLink(result)) {
      start(behind);
      return;
    }
    for (; behind != null; behind = (E) behind.next) {
      finish(behind, -Errno.ECANCELED);
    }
  }

  private void finish(E entry, int result) {
    choices.ending(entry);
    held.remove(entry);
    completions.add(new Completion<>(entry, result));
  }

  private void cancel(E cancellation) {
    E target = find(cancellation.cancels);
    if (target == null || !target.started) {
      // It is gone, or behind a link, where the kernel does not look.
      choices.cancelMissed();
      completions.add(new Completion<>(cancellation, -Errno.ENOENT));
      return;
    }
    int result = choices.cancel(target);
    completions.add(new Completion<>(cancellation, result));
    choices.cancelAnswered(target, result);
  }

  private E find(long userData) {
    for (E entry : held) {
      if (entry.userData == userData) {
        return entry;
      }
    }
    return null;
  }

  @Override
  public String toString() {
    return held + " in the kernel, " + completions + " completed";
  }
}
