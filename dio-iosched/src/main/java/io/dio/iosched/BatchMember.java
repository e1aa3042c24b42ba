// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.iosched;

/** One operation of a {@link MemberBatch}, used again each time. Nobody waits for it alone. */
final class BatchMember extends Submission {
  private final MemberBatch batch;

  BatchMember(MemberBatch batch, SchedulerContext context) {
    super(Request.blank(), context);
    this.batch = batch;
  }

  /** The last that its engine does with it: from here on the batch may use it again. */
  @Override
  void ended(Wakes wakes) {
    context.limit().release(1);
    batch.memberEnded();
  }
}
