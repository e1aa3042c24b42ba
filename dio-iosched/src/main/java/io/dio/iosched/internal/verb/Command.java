// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.iosched.internal.verb;

import io.dio.iosched.Verb;

/** An operation that moves no bytes between memory and a file. Immutable. */
public abstract sealed class Command permits FileCommand, PathCommand {
  private final Verb verb;

  Command(Verb verb) {
    this.verb = verb;
  }

  public final Verb verb() {
    return verb;
  }

  /** {@return its arguments besides the file, for messages; may be empty} */
  public abstract String operands();

  /** {@return its entry in a ring, or null if no ring has the operation} */
  public abstract RingEntry ringEntry();

  /**
   * {@return whether a ring that dio supports may lack the operation} A thread that may block then
   * makes the call. Such an operation takes more than one step, as an opening does.
   */
  public abstract boolean ringMayLackIt();
}
