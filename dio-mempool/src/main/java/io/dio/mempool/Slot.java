// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.mempool;

/**
 * A slot of a {@link SlabPool}, on loan until its last reference is released.
 *
 * <pre>{@code
 * try (Slot slot = slab.acquire()) {
 *   slot.segment().copyFrom(payload);
 *   file.writeFully(slot.segment(), fileOffset);
 * }
 * }</pre>
 *
 * <p>Each acquire returns a new object of 24 bytes. A released object stays released, even if its
 * memory is on loan again: it cannot release, retain or access the next loan.
 *
 * @since 0.1.0
 */
public final class Slot extends Lease {

  Slot(SlottedMemory memory, int slot) {
    super(memory, slot);
  }
}
