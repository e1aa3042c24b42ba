// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.iosched.internal.ring;

import static org.assertj.core.api.Assertions.assertThat;

import io.dio.align.foreign.Native;
import io.dio.iosched.Op;
import io.dio.iosched.internal.request.Request;
import io.dio.iosched.internal.verb.RingEntry;
import io.dio.sys.Advice;
import org.junit.jupiter.api.Test;

/** The entries of operations that change a file or its name, or give advice, and move no bytes. */
class SqeCommandTest extends EntryFixture {
  /** fallocate(fd, mode, offset, length): offset in off, length in addr, mode in len. */
  @Test
  void allocate() {
    assertBytes(
        Op.allocate(file, FILE_OFFSET),
        0,
        """
        11 00 00 00 fd fd fd fd
        00 00 00 00 00 00 00 00
        00 00 06 05 04 03 02 01
        00 00 00 00 00 00 00 00
        88 77 66 55 44 33 22 11
        00 00 00 00 00 00 00 00
        00 00 00 00 00 00 00 00
        00 00 00 00 00 00 00 00
        """);
  }

  /** ftruncate(fd, length): the length is in off. */
  @Test
  void truncate() {
    assertBytes(
        Op.truncate(file, FILE_OFFSET),
        0,
        """
        37 00 00 00 fd fd fd fd
        00 00 06 05 04 03 02 01
        00 00 00 00 00 00 00 00
        00 00 00 00 00 00 00 00
        88 77 66 55 44 33 22 11
        00 00 00 00 00 00 00 00
        00 00 00 00 00 00 00 00
        00 00 00 00 00 00 00 00
        """);
  }

  /** The mode is FALLOC_FL_PUNCH_HOLE and FALLOC_FL_KEEP_SIZE, 3. */
  @Test
  void punchHole() {
    assertBytes(
        Op.punchHole(file, FILE_OFFSET, 0x2000),
        0,
        """
        11 00 00 00 fd fd fd fd
        00 00 06 05 04 03 02 01
        00 20 00 00 00 00 00 00
        03 00 00 00 00 00 00 00
        88 77 66 55 44 33 22 11
        00 00 00 00 00 00 00 00
        00 00 00 00 00 00 00 00
        00 00 00 00 00 00 00 00
        """);
  }

  /** The mode is FALLOC_FL_ZERO_RANGE, 16. */
  @Test
  void zeroRange() {
    assertBytes(
        Op.zeroRange(file, FILE_OFFSET, 0x2000),
        0,
        """
        11 00 00 00 fd fd fd fd
        00 00 06 05 04 03 02 01
        00 20 00 00 00 00 00 00
        10 00 00 00 00 00 00 00
        88 77 66 55 44 33 22 11
        00 00 00 00 00 00 00 00
        00 00 00 00 00 00 00 00
        00 00 00 00 00 00 00 00
        """);
  }

  /** The length is in len, and fadvise_advice is POSIX_FADV_DONTNEED, 4. */
  @Test
  void advise() {
    assertBytes(
        Op.advise(file, FILE_OFFSET, 0xFFFF_FFFFL, Advice.DONT_NEED),
        0,
        """
        18 00 00 00 fd fd fd fd
        00 00 06 05 04 03 02 01
        00 00 00 00 00 00 00 00
        ff ff ff ff 04 00 00 00
        88 77 66 55 44 33 22 11
        00 00 00 00 00 00 00 00
        00 00 00 00 00 00 00 00
        00 00 00 00 00 00 00 00
        """);
  }

  /** sync_range_flags has the three flags of sync_file_range(2), 7. */
  @Test
  void syncRange() {
    assertBytes(
        Op.syncRange(file, FILE_OFFSET, 0x2000),
        0,
        """
        08 00 00 00 fd fd fd fd
        00 00 06 05 04 03 02 01
        00 00 00 00 00 00 00 00
        00 20 00 00 07 00 00 00
        88 77 66 55 44 33 22 11
        00 00 00 00 00 00 00 00
        00 00 00 00 00 00 00 00
        00 00 00 00 00 00 00 00
        """);
  }

  /** renameat: AT_FDCWD, -100, in fd and len, the old path in addr, the new one in off. */
  @Test
  void rename() {
    Op op = Op.rename(path, path.resolveSibling("renamed"));
    RingEntry entry = ((Request) op).command.ringEntry();
    assertThat(Native.segment(entry.address(), 1000).getString(0)).isEqualTo(path.toString());
    assertThat(Native.segment(entry.offset(), 1000).getString(0))
        .isEqualTo(path.resolveSibling("renamed").toString());
    assertBytes(
        op,
        0,
        """
        23 00 00 00 9c ff ff ff
        %s
        %s
        9c ff ff ff 00 00 00 00
        88 77 66 55 44 33 22 11
        00 00 00 00 00 00 00 00
        00 00 00 00 00 00 00 00
        00 00 00 00 00 00 00 00
        """
            .formatted(hex(entry.offset()), hex(entry.address())));
  }

  /** unlinkat: AT_FDCWD in fd, the path in addr, no flags. */
  @Test
  void unlink() {
    Op op = Op.unlink(path);
    RingEntry entry = ((Request) op).command.ringEntry();
    assertThat(Native.segment(entry.address(), 1000).getString(0)).isEqualTo(path.toString());
    assertBytes(
        op,
        0,
        """
        24 00 00 00 9c ff ff ff
        00 00 00 00 00 00 00 00
        %s
        00 00 00 00 00 00 00 00
        88 77 66 55 44 33 22 11
        00 00 00 00 00 00 00 00
        00 00 00 00 00 00 00 00
        00 00 00 00 00 00 00 00
        """
            .formatted(hex(entry.address())));
  }
}
