// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.iosched.internal.ring;

import static org.assertj.core.api.Assertions.assertThat;

import io.dio.align.foreign.Native;
import io.dio.iosched.Op;
import io.dio.iosched.internal.request.SlotState;
import java.lang.foreign.ValueLayout;
import java.lang.ref.Reference;
import java.nio.file.StandardOpenOption;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The entries of operations on a file slot. */
class SqeSlotTest extends EntryFixture {
  /** As IORING_OP_READ with the slot's index for a descriptor, and IOSQE_FIXED_FILE, 1. */
  @Test
  void aReadOfASlot() {
    assertPlainBytes(
        Op.read(slot, memory, FILE_OFFSET),
        """
        16 01 00 00 06 00 00 00
        00 00 06 05 04 03 02 01
        00 70 56 34 12 7f 00 00
        00 20 00 00 00 00 00 00
        88 77 66 55 44 33 22 11
        00 00 00 00 00 00 00 00
        00 00 00 00 00 00 00 00
        00 00 00 00 00 00 00 00
        """);
  }

  @Test
  void otherOperationsOnASlot() {
    for (Op op : List.of(Op.dataSync(slot), Op.barrierSync(slot))) {
      assertPlainBytes(
          op,
          """
          03 01 00 00 06 00 00 00
          00 00 00 00 00 00 00 00
          00 00 00 00 00 00 00 00
          00 00 00 00 01 00 00 00
          88 77 66 55 44 33 22 11
          00 00 00 00 00 00 00 00
          00 00 00 00 00 00 00 00
          00 00 00 00 00 00 00 00
          """);
    }
    assertPlainBytes(
        Op.allocate(slot, FILE_OFFSET),
        """
        11 01 00 00 06 00 00 00
        00 00 00 00 00 00 00 00
        00 00 06 05 04 03 02 01
        00 00 00 00 00 00 00 00
        88 77 66 55 44 33 22 11
        00 00 00 00 00 00 00 00
        00 00 00 00 00 00 00 00
        00 00 00 00 00 00 00 00
        """);
    assertPlainBytes(
        Op.writev(slot, List.of(memory, memory, memory), FILE_OFFSET),
        """
        02 01 00 00 06 00 00 00
        00 00 06 05 04 03 02 01
        10 00 ef cd ab 7f 00 00
        03 00 00 00 00 00 00 00
        88 77 66 55 44 33 22 11
        00 00 00 00 00 00 00 00
        00 00 00 00 00 00 00 00
        00 00 00 00 00 00 00 00
        """);
  }

  @Test
  void anOperationOnAFileIsNotFlaggedAsOneOnASlot() {
    assertPlainBytes(
        Op.sync(file),
        """
        03 00 00 00 fd fd fd fd
        00 00 00 00 00 00 00 00
        00 00 00 00 00 00 00 00
        00 00 00 00 00 00 00 00
        88 77 66 55 44 33 22 11
        00 00 00 00 00 00 00 00
        00 00 00 00 00 00 00 00
        00 00 00 00 00 00 00 00
        """);
  }

  /** files_update: no descriptor, the slot's index in off, the address of one descriptor, 1. */
  @Test
  void openInto() {
    Op op = Op.openInto(slot, path, StandardOpenOption.READ);
    assertPlainBytes(
        op,
        """
        14 00 00 00 ff ff ff ff
        06 00 00 00 00 00 00 00
        pp pp pp pp pp pp pp pp
        01 00 00 00 00 00 00 00
        88 77 66 55 44 33 22 11
        00 00 00 00 00 00 00 00
        00 00 00 00 00 00 00 00
        00 00 00 00 00 00 00 00
        """
            .replace("pp pp pp pp pp pp pp pp", arrivalAddress()));
  }

  @Test
  void theDescriptorThatArrivedIsWhereTheEntrySays() {
    ((SlotState) slot).arrives(77);

    try {
      assertThat(
              Native.segment(((SlotState) slot).arrivalAddress(), 4).get(ValueLayout.JAVA_INT, 0))
          .isEqualTo(77);
    } finally {
      Reference.reachabilityFence(slot);
    }
  }

  /** The slot's index + 1 in file_index instead of a descriptor, and no IOSQE_FIXED_FILE. */
  @Test
  void closeOfASlot() {
    assertPlainBytes(
        Op.close(slot),
        """
        13 00 00 00 00 00 00 00
        00 00 00 00 00 00 00 00
        00 00 00 00 00 00 00 00
        00 00 00 00 00 00 00 00
        88 77 66 55 44 33 22 11
        00 00 00 00 07 00 00 00
        00 00 00 00 00 00 00 00
        00 00 00 00 00 00 00 00
        """);
  }
}
