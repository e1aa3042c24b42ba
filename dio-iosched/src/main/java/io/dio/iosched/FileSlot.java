// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.iosched;

import io.dio.iosched.internal.request.SlotState;

/**
 * A place for one open file in a scheduler's table: see {@link IoScheduler#fileSlots} and {@link
 * Op#openInto}.
 *
 * <p>A file in a slot of a ring has no descriptor in the process, except for the moment in which it
 * is opened. It does not count against the limit of open files, no other thread can close it by
 * number, and its operations need not look up a descriptor. Because opening is an operation, one
 * chain can create, fill and sync a file, and the submitter need not wait in between.
 *
 * <p>Slots belong to their scheduler, are thread-safe, and are emptied when it is closed.
 */
public sealed interface FileSlot permits SlotState {

  /** {@return the position in the scheduler's table} */
  int index();
}
