// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.iosched;

import io.dio.align.ErrnoException;
import io.dio.iosched.internal.request.SlotState;
import io.dio.sys.DioFile;

/**
 * One entry of a scheduler's file table; it holds at most one open file. See {@link
 * IoScheduler#fileSlots} and {@link Op#openInto}.
 *
 * <p>With io_uring, a file in a slot has a file descriptor in the process only while it is being
 * opened. It does not count against the limit of open files. No other thread can close it by its
 * number. Its operations need no lookup of a descriptor. Because opening is an operation, one chain
 * can create, fill and sync a file, and the submitting thread need not wait in between.
 *
 * <p>A slot belongs to one scheduler. It is thread-safe. When the scheduler is closed, it closes
 * the files in its slots.
 *
 * @since 0.1.0
 */
public sealed interface FileSlot permits SlotState {

  /** {@return the position in the scheduler's table} */
  int index();

  /**
   * Poisons the file in the slot, as if a sync of it had failed; see {@link DioFile#poison}. From
   * then on every sync and durable write on the slot fails with this failure and is not tried. The
   * next file that is opened into the slot is not poisoned. If an opening is accepted and has not
   * completed, the caller cannot know which of the two files is poisoned.
   *
   * @param failure the failed call; later exceptions name it and have it as their cause
   */
  void poison(ErrnoException failure);
}
