// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.mempool;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Description;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.III_Result;
import org.openjdk.jcstress.infra.results.II_Result;

/** The bitmap of taken slots, under jcstress. */
public final class SlotMaskStress {
  private SlotMaskStress() {}

  /** A mask with one slot. */
  abstract static class OneSlot {
    final SlotMask mask = new SlotMask(1, 1);
  }

  /** Two threads that want the only slot. */
  @JCStressTest
  @State
  @Description("Two threads claim the only slot. One gets it.")
  @Outcome(
      id = {"0, -1", "-1, 0"},
      expect = ACCEPTABLE,
      desc = "One has it.")
  @Outcome(expect = FORBIDDEN, desc = "Both have it, or neither.")
  public static class TwoClaims extends OneSlot {
    /** One thread. */
    @Actor
    public void one(II_Result r) {
      r.r1 = mask.claim();
    }

    /** Another thread. */
    @Actor
    public void other(II_Result r) {
      r.r2 = mask.claim();
    }
  }

  /** Two threads that want one of two slots in one word. */
  @JCStressTest
  @State
  @Description("Two threads claim slots of a word that has two. They get different ones.")
  @Outcome(
      id = {"0, 1", "1, 0"},
      expect = ACCEPTABLE,
      desc = "Each has one.")
  @Outcome(expect = FORBIDDEN, desc = "Both have the same, or one has none.")
  public static class TwoClaimsOfTwo {
    private final SlotMask mask = new SlotMask(8, 1);

    /** Leaves the first word with two slots and takes the others. */
    public TwoClaimsOfTwo() {
      for (int slot = 0; slot < 8; slot++) {
        mask.claim();
      }
      mask.release(0);
      mask.release(1);
    }

    /** One thread. */
    @Actor
    public void one(II_Result r) {
      r.r1 = mask.claim();
    }

    /** Another thread. */
    @Actor
    public void other(II_Result r) {
      r.r2 = mask.claim();
    }
  }

  /** A holder that releases, and the next one. */
  @JCStressTest
  @State
  @Description(
      "A holder writes to the memory and releases the slot while another thread claims it. The new"
          + " holder sees what was written.")
  @Outcome(id = "-1, 0", expect = ACCEPTABLE, desc = "Not free yet.")
  @Outcome(id = "0, 5", expect = ACCEPTABLE, desc = "The slot, with what was written.")
  @Outcome(expect = FORBIDDEN, desc = "The slot, without what was written.")
  public static class ReleaseAndClaim extends OneSlot {
    private int memory;

    /** Claims first. */
    public ReleaseAndClaim() {
      mask.claim();
    }

    /** The holder. */
    @Actor
    public void holder() {
      memory = 5;
      mask.release(0);
    }

    /** The next one. */
    @Actor
    public void next(II_Result r) {
      r.r1 = mask.claim();
      r.r2 = r.r1 == 0 ? memory : 0;
    }
  }

  /** A mask of many words with one slot each, all taken. */
  abstract static class Full {
    static final int SLOTS = 8;
    final SlotMask mask = new SlotMask(SLOTS, SLOTS);

    Full() {
      for (int slot = 0; slot < SLOTS; slot++) {
        mask.claim();
      }
    }
  }

  /** A release while another thread finds the mask full and removes hints. */
  @JCStressTest
  @State
  @Description(
      "A thread releases a slot while another one searches a full mask and removes hints. A later"
          + " claim finds the slot, unless the search found it.")
  @Outcome(id = "1, 0", expect = ACCEPTABLE, desc = "The search found it.")
  @Outcome(id = "0, 1", expect = ACCEPTABLE, desc = "The later claim found it.")
  @Outcome(expect = FORBIDDEN, desc = "The slot is lost, or claimed twice.")
  public static class ReleaseAndSearch extends Full {
    /** The holder. */
    @Actor
    public void holder() {
      mask.release(5);
    }

    /** A thread that wants a slot. */
    @Actor
    public void search(II_Result r) {
      r.r1 = mask.claim() == 5 ? 1 : 0;
    }

    /** A later claim. */
    @Arbiter
    public void later(II_Result r) {
      r.r2 = mask.claim() == 5 ? 1 : 0;
    }
  }

  /** A thread that releases and claims at once, and another that searches. */
  @JCStressTest
  @State
  @Description(
      "A thread releases a slot and claims again at once, while another one searches a full mask."
          + " One of them gets the slot: the first must find its own, or the other has it.")
  @Outcome(id = "5, -1", expect = ACCEPTABLE, desc = "The first found its own.")
  @Outcome(id = "-1, 5", expect = ACCEPTABLE, desc = "The other has it.")
  @Outcome(expect = FORBIDDEN, desc = "The slot is lost, or claimed twice.")
  public static class ReleaseClaimAndSearch extends Full {
    /** The holder. */
    @Actor
    public void holder(II_Result r) {
      mask.release(5);
      r.r1 = mask.claim();
    }

    /** A thread that wants a slot. */
    @Actor
    public void search(II_Result r) {
      r.r2 = mask.claim();
    }
  }

  /** A claim while the mask is closed. */
  @JCStressTest
  @State
  @Description(
      "A thread claims while another closes the mask and counts. A claim that succeeds is counted,"
          + " or the memory would be unmapped under its holder.")
  @Outcome(id = "-2, 0", expect = ACCEPTABLE, desc = "The claim failed.")
  @Outcome(id = "0, 1", expect = ACCEPTABLE, desc = "The claim is counted.")
  @Outcome(expect = FORBIDDEN, desc = "The claim succeeded and was not counted.")
  public static class ClaimAndClose extends OneSlot {
    /** A thread that wants a slot. */
    @Actor
    public void claims(II_Result r) {
      r.r1 = mask.claim();
    }

    /** The closing thread. */
    @Actor
    public void closes(II_Result r) {
      mask.close();
      r.r2 = mask.taken();
    }
  }

  /** The last release while the mask is closed. */
  @JCStressTest
  @State
  @Description(
      "The last slot is released while another thread closes the mask and counts. At least one of"
          + " them sees that the memory can be unmapped.")
  @Outcome(id = "0, 0, 0", expect = ACCEPTABLE, desc = "The closing thread sees it.")
  @Outcome(id = "1, 0, 0", expect = ACCEPTABLE, desc = "Both see it.")
  @Outcome(id = "1, 1, 0", expect = ACCEPTABLE, desc = "The releasing thread sees it.")
  @Outcome(expect = FORBIDDEN, desc = "Nobody unmaps, or the slot stays taken.")
  public static class ReleaseAndClose extends OneSlot {
    /** Claims first. */
    public ReleaseAndClose() {
      mask.claim();
    }

    /** The holder. */
    @Actor
    public void holder(III_Result r) {
      r.r1 = mask.release(0) ? 1 : 0;
    }

    /** The closing thread. */
    @Actor
    public void closes(III_Result r) {
      mask.close();
      r.r2 = mask.taken();
    }

    /** Counts again. */
    @Arbiter
    public void end(III_Result r) {
      r.r3 = mask.taken();
    }
  }
}
