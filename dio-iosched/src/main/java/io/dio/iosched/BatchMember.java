// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.iosched;

/**
 * One operation of a {@link MemberBatch}. It is reused for each submission. No thread waits for it
 * alone.
 */
final class BatchMember extends Submission {
  private final MemberBatch batch;

  BatchMember(MemberBatch batch, SchedulerContext context) {
    super(Request.blank(), context);
    this.batch = batch;
  }

  /** The last step of the engine with this member. Afterwards the batch may reuse it. */
  @Override
  void ended(Wakes wakes) {
    context.limit().release(1);
    batch.memberEnded();
  }
}
