// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.sys.internal;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Description;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/** Syncs that share a call, under jcstress. */
public final class JoinedSyncsStress {
  private JoinedSyncsStress() {}

  /** Two threads that write and sync. */
  @JCStressTest
  @State
  @Description(
      "Two threads write and then sync the same file. When a sync has returned, a call has been"
          + " made that began after the write of that thread.")
  @Outcome(id = "1, 1", expect = ACCEPTABLE, desc = "Each write is covered.")
  @Outcome(expect = FORBIDDEN, desc = "A sync returned too early.")
  public static class TwoSyncs {
    private final JoinedSyncs syncs = new JoinedSyncs();
    private boolean written1;
    private boolean written2;
    private boolean covered1;
    private boolean covered2;

    private void call(boolean metadataToo) {
      covered1 |= written1;
      covered2 |= written2;
    }

    /** One thread. */
    @Actor
    public void one(II_Result r) {
      written1 = true;
      Exception failure = syncs.sync(false, this::call);
      r.r1 = failure == null && covered1 ? 1 : 0;
    }

    /** Another thread. */
    @Actor
    public void other(II_Result r) {
      written2 = true;
      Exception failure = syncs.sync(false, this::call);
      r.r2 = failure == null && covered2 ? 1 : 0;
    }
  }

  /** A success that is believed, and a failure beside it. */
  @JCStressTest
  @State
  @Description(
      "A sync fails and another one, which ran beside it, succeeds. The success is believed only"
          + " when the failure is on record.")
  @Outcome(id = "1, 1", expect = ACCEPTABLE, desc = "The failure was seen.")
  @Outcome(expect = FORBIDDEN, desc = "The success was believed too early, or never.")
  public static class FailureBesideSuccess {
    private final DurableCalls calls = new DurableCalls(true);
    private final long failing = calls.begin(true);
    private final long succeeding = calls.begin(true);
    private boolean failureRecorded;
    private int seen;

    private void believed() {
      seen = failureRecorded ? 1 : 2;
    }

    /** The thread whose call fails. */
    @Actor
    public void fails() {
      failureRecorded = true;
      calls.end(failing, true);
    }

    /** The thread whose call succeeds. */
    @Actor
    public void succeeds() {
      if (calls.endSucceeded(succeeding, true, this::believed)) {
        believed();
      }
    }

    /** Looks. */
    @Arbiter
    public void end(II_Result r) {
      r.r1 = seen;
      r.r2 = calls.isIdle() ? 1 : 0;
    }
  }
}
