// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.testing;

import io.dio.iosched.Op;
import io.dio.iosched.OpResult;
import java.util.List;

/** The ticket of an operation that changes the disk. It is done when the disk has noted that. */
final class DiskTicket extends RelayedTicket {
  private final SimulatedDisk disk;
  private final List<Op> steps;

  /** The place in the order of submission. */
  private final long work;

  /** The latest change when it was submitted: what a sync covers at least. */
  private final long before;

  /** Guarded by the disk's lock; null before the disk has noted the operation. */
  private List<OpResult> noted;

  DiskTicket(SimulatedDisk disk, List<Op> steps, long work, long before) {
    this.disk = disk;
    this.steps = steps;
    this.work = work;
    this.before = before;
  }

  List<Op> steps() {
    return steps;
  }

  long work() {
    return work;
  }

  long before() {
    return before;
  }

  List<OpResult> noted() {
    return noted;
  }

  void note(List<OpResult> results) {
    noted = results;
  }

  @Override
  List<OpResult> translate(List<OpResult> real) {
    return disk.ended(this, real);
  }

  @Override
  void translated() {
    finish();
  }
}
