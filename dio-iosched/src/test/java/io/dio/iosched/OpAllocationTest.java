// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.iosched;

import static org.assertj.core.api.Assertions.assertThat;

import io.dio.iosched.internal.unit.Submission;
import io.dio.mempool.PooledMemory;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Measures the heap that an operation over pooled memory allocates. */
class OpAllocationTest {
  private static final int REPETITIONS = 2000;

  @TempDir private Path directory;

  /** The created object escapes to this field, so that the compiler cannot optimise it away. */
  private Op made;

  private Ticket ticket;

  @Test
  void aTicketCosts48Bytes() {
    long tickets = HeapAllocation.leastOf(REPETITIONS, () -> ticket = Submission.marker());
    assertThat(ticket).isNotNull();
    assertThat(tickets / REPETITIONS).isLessThanOrEqualTo(48);
  }

  @Test
  void anOperationOverAWholeBufferCosts80BytesAndOneOverASliceTwoObjectsMore() {
    try (Scratch scratch = new Scratch(directory)) {
      PooledMemory memory = scratch.pooled();
      long bare =
          HeapAllocation.leastOf(
              REPETITIONS, () -> made = Op.write(scratch.file(), memory.segment(), 0));
      long whole =
          HeapAllocation.leastOf(REPETITIONS, () -> made = Op.write(scratch.file(), memory, 0));
      long slice =
          HeapAllocation.leastOf(
              REPETITIONS, () -> made = Op.write(scratch.file(), memory.slice(100, 200), 0));
      assertThat(made).isNotNull();
      assertThat(bare / REPETITIONS).isLessThanOrEqualTo(80);
      assertThat(whole / REPETITIONS).isLessThanOrEqualTo(80);
      assertThat(slice / REPETITIONS).isLessThanOrEqualTo(80 + 24 + 48);
    }
  }
}
