// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.iosched.simulation;

/**
 * The counters of a simulation: the faults that happened, and the checks that were made in spite of
 * them.
 */
enum SimulationCount {
  // ---- the kernel's: transfers and other calls ----
  SHORT_READ("short reads"),
  SHORT_WRITE("short writes"),
  SHORT_RUN("short coalesced runs"),
  INTERRUPTED("EINTR completions"),
  INTERRUPTED_RUN("EINTR of runs"),
  IO_ERROR("EIO"),
  NO_SPACE("ENOSPC, EDQUOT"),
  INVALID("EINVAL"),
  FAILED_RUN("failed runs"),
  LOST_BYTES("failed syncs, durable writes"),
  WOULD_BLOCK("EAGAIN of NO_WAIT"),
  REFUSED_WISH("refused wishes"),
  REFUSED_FLAG("refused flags"),
  UNSUPPORTED("EOPNOTSUPP of allocate"),
  EMPTY_SLOT("EBADF of empty slots"),
  FAILED_OPEN_INTO("failed openInto"),
  UNPREPARED("preparation failures"),
  UNPREPARED_SOFT("... of linked chains"),

  // ---- the kernel's: entering ----
  ENTER_INTERRUPTED("enter EINTR"),
  ENTER_AGAIN("enter EAGAIN"),
  ENTER_BUSY("enter EBUSY"),
  PARTIAL_SUBMIT("partial submits"),
  WAKE_UP_INTERRUPTED("wake-up EINTR"),

  // ---- the kernel's: cancelling ----
  CANCEL_DONE("cancel 0"),
  CANCEL_PART("... with a part of a read"),
  CANCEL_MISSED("cancel ENOENT"),
  CANCEL_LATE("cancel EALREADY"),

  // ---- users' ----
  CANCELLED("cancelled tickets"),
  CANCELLED_UNISSUED("... never issued"),
  CLOSED("close at work"),
  CLOSED_NOW("closeNow at work"),
  CLOSED_ARENA("arena closed under it"),
  RELEASED_EARLY("memory released early"),
  LATE_SIGNAL("signals late"),
  HELD_OUTSIDE("held by blocking calls"),
  FAILED_OPEN("failed opens"),
  UNCLAIMED_OPEN("opened files nobody took"),

  // ---- refusals at submission ----
  REFUSED_LIMIT("refused: maxInFlight"),
  REFUSED_CLOSING("refused: slot closing"),
  REFUSED_MEMORY("refused: memory gone"),
  REFUSED_FILE("refused: file closed"),
  REFUSED_LENGTH("refused: chain too long"),
  REFUSED_CLOSED("refused: closed or dead"),
  REFUSED_CLOSE("file not closed under work"),

  // ---- deaths ----
  DEATH_ERRNO("death: enter errno"),
  DEATH_THROWN("death: enter throws"),
  DEATH_PLACING("death: place throws"),
  DEATH_CUT("death: chain cut"),
  DEATH_STRAY("death: stray completion"),
  DEATH_WAKE_UP("death: wake-up fails"),

  // ---- checks ----
  POISONED("refused: poisoned file"),
  RUNS("coalesced runs"),
  SHARED_SYNCS("shared syncs"),
  SYNCED_WRITES("writes made durable by a sync"),
  CHAINS("chains"),
  BROKEN_CHAINS("broken chains"),
  SLOT_CHANGES("slots opened, closed"),
  DRAINS("drains"),
  TAKEN_OPEN("opened files taken"),
  BATCHES("batches"),
  QUIET("looks at rest"),
  DURABLE_PROMISES("durable promises checked"),
  DURABLE_WRITES("writes they covered"),
  BYTES("bytes compared");

  final String label;

  SimulationCount(String label) {
    this.label = label;
  }

  /** {@return whether it counts a fault that the simulation causes on purpose} */
  boolean isFault() {
    return compareTo(POISONED) <= 0;
  }
}
