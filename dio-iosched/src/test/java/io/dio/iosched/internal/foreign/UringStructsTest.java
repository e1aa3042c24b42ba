// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.iosched.internal.foreign;

import static org.assertj.core.api.Assertions.assertThat;

import io.dio.iosched.internal.foreign.UringStructs.Iovec;
import io.dio.iosched.liburing.__kernel_timespec;
import io.dio.iosched.liburing.io_cqring_offsets;
import io.dio.iosched.liburing.io_sqring_offsets;
import io.dio.iosched.liburing.io_uring;
import io.dio.iosched.liburing.io_uring_cq;
import io.dio.iosched.liburing.io_uring_cqe;
import io.dio.iosched.liburing.io_uring_getevents_arg;
import io.dio.iosched.liburing.io_uring_params;
import io.dio.iosched.liburing.io_uring_probe;
import io.dio.iosched.liburing.io_uring_probe_op;
import io.dio.iosched.liburing.io_uring_rsrc_update;
import io.dio.iosched.liburing.io_uring_sq;
import io.dio.iosched.liburing.io_uring_sqe;
import io.dio.iosched.liburing.iovec;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemoryLayout.PathElement;
import java.lang.reflect.Field;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The numbers beside the layouts that were generated from the headers. */
final class UringStructsTest {
  static Stream<Arguments> structs() {
    return Stream.of(
        Arguments.of(UringStructs.Ring.class, io_uring.layout()),
        Arguments.of(UringStructs.Sq.class, io_uring_sq.layout()),
        Arguments.of(UringStructs.Cq.class, io_uring_cq.layout()),
        Arguments.of(UringStructs.Params.class, io_uring_params.layout()),
        Arguments.of(UringStructs.SqOffsets.class, io_sqring_offsets.layout()),
        Arguments.of(UringStructs.CqOffsets.class, io_cqring_offsets.layout()),
        Arguments.of(UringStructs.Cqe.class, io_uring_cqe.layout()),
        Arguments.of(UringStructs.Probe.class, io_uring_probe.layout()),
        Arguments.of(UringStructs.ProbeOp.class, io_uring_probe_op.layout()),
        Arguments.of(UringStructs.RsrcUpdate.class, io_uring_rsrc_update.layout()),
        Arguments.of(UringStructs.GeteventsArg.class, io_uring_getevents_arg.layout()),
        Arguments.of(UringStructs.Timespec.class, __kernel_timespec.layout()),
        Arguments.of(Iovec.class, iovec.layout()));
  }

  @ParameterizedTest
  @MethodSource("structs")
  void eachNumberIsThatOfTheLayout(Class<?> numbers, MemoryLayout layout) throws Exception {
    for (Field field : numbers.getDeclaredFields()) {
      String name = field.getName().toLowerCase(Locale.ROOT);
      long expected =
          field.getName().equals("BYTE_SIZE")
              ? layout.byteSize()
              : layout.byteOffset(PathElement.groupElement(name));
      assertThat(field.getLong(null)).as(numbers.getSimpleName() + "." + name).isEqualTo(expected);
    }
  }

  /** Most members of an entry are in unions, to which no path by name leads. */
  @Test
  void theNumbersOfAnEntryAreThoseOfItsLayout() {
    assertThat(UringStructs.Sqe.BYTE_SIZE).isEqualTo(io_uring_sqe.sizeof());
    assertThat(UringStructs.Sqe.OPCODE).isEqualTo(io_uring_sqe.opcode$offset());
    assertThat(UringStructs.Sqe.FLAGS).isEqualTo(io_uring_sqe.flags$offset());
    assertThat(UringStructs.Sqe.IOPRIO).isEqualTo(io_uring_sqe.ioprio$offset());
    assertThat(UringStructs.Sqe.FD).isEqualTo(io_uring_sqe.fd$offset());
    assertThat(UringStructs.Sqe.OFF).isEqualTo(io_uring_sqe.off$offset());
    assertThat(UringStructs.Sqe.ADDR).isEqualTo(io_uring_sqe.addr$offset());
    assertThat(UringStructs.Sqe.LEN).isEqualTo(io_uring_sqe.len$offset());
    assertThat(UringStructs.Sqe.RW_FLAGS)
        .isEqualTo(io_uring_sqe.rw_flags$offset())
        .isEqualTo(io_uring_sqe.fsync_flags$offset());
    assertThat(UringStructs.Sqe.USER_DATA).isEqualTo(io_uring_sqe.user_data$offset());
    assertThat(UringStructs.Sqe.BUF_INDEX).isEqualTo(io_uring_sqe.buf_index$offset());
    assertThat(UringStructs.Sqe.FILE_INDEX).isEqualTo(io_uring_sqe.file_index$offset());
  }
}
