// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.iosched.internal.unit;

import io.dio.iosched.internal.request.Request;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * Contiguous writes to one file that were accepted one after the other and are issued as one
 * vectored write.
 */
public final class CoalescedRun implements Entry, BlockingWork {
  /** Takes a member of a run and its result. */
  @FunctionalInterface
  public interface MemberResult {
    void accept(Submission member, int result);
  }

  /** The members; null for each that left the run because it needs another step. */
  private final Submission[] members;

  /** Creates a run of {@code count} submissions: {@code first} and those behind it in its queue. */
  public CoalescedRun(Submission first, int count) {
    members = new Submission[count];
    Unit rest = first;
    for (int i = 0; i < count; i++) {
      members[i] = (Submission) rest;
      rest = rest.next;
    }
  }

  public int size() {
    return members.length;
  }

  public Submission member(int index) {
    return members[index];
  }

  /** {@return the RWF_ flags of its issue} */
  public int rwFlags() {
    return members[0].rwFlags();
  }

  @Override
  public boolean isWriteFirst() {
    return members[0].isWriteFirst();
  }

  /** As {@link Submission#writeFirst(boolean)}, for all members. */
  public void writeFirst(boolean first) {
    for (Submission member : members) {
      member.writeFirst(first);
    }
  }

  /** {@return the total number of bytes} */
  public long byteSize() {
    long sum = 0;
    for (Submission member : members) {
      sum += member.op.byteSize;
    }
    return sum;
  }

  /** {@return the memory of all members, in order} */
  public List<MemorySegment> memory() {
    List<MemorySegment> memory = new ArrayList<>(members.length);
    for (Submission member : members) {
      memory.addAll(member.op.memory());
    }
    return memory;
  }

  /**
   * Passes every member with its part of {@code runResult} to {@code action}. An error applies to
   * every member. If the run was short, the first members are complete, one is short, and the later
   * ones wrote nothing.
   *
   * <p>The last member comes first. So members that {@code action} puts back to the front of a
   * queue are in order there.
   */
  public void forEachResult(int runResult, MemberResult action) {
    long bytesBefore = byteSize();
    for (int i = members.length - 1; i >= 0; i--) {
      Submission member = members[i];
      bytesBefore -= member.op.byteSize;
      int own =
          runResult < 0
              ? runResult
              : (int) Math.clamp(runResult - bytesBefore, 0, member.op.byteSize);
      action.accept(member, own);
    }
  }

  /**
   * Removes the members that are not done: they need another step of their own. {@return these
   * members, linked, the last first, or null}
   */
  public Unit removeUnfinished() {
    Unit removed = null;
    for (int i = 0; i < members.length; i++) {
      Submission member = members[i];
      if (!member.isDone()) {
        members[i] = null;
        member.next = removed;
        removed = member;
      }
    }
    return removed;
  }

  @Override
  public Request request() {
    return members[0].op;
  }

  @Override
  public int operationCount() {
    return members.length;
  }

  @Override
  public void forEachUnit(Consumer<Unit> action) {
    for (Submission member : members) {
      if (member != null) {
        action.accept(member);
      }
    }
  }

  @Override
  public void abandonInFlight() {
    for (Submission member : members) {
      member.abandonInFlight();
    }
  }
}
