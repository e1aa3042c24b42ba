// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.iosched.internal.foreign;

/**
 * The sizes and offsets of the structures that every ring uses, in bytes, as in {@code liburing.h}
 * and {@code linux/io_uring.h}. They are the same on every host with 64-bit pointers.
 *
 * <p>They are numbers and not paths through the generated layouts: a fresh JVM pays about 20 ms for
 * building these layouts and their handles. A test compares each number with the layout.
 */
public final class UringStructs {
  private UringStructs() {}

  /** struct io_uring of liburing. */
  public static final class Ring {
    public static final long BYTE_SIZE = 216;
    public static final long SQ = 0;
    public static final long CQ = 104;
    public static final long RING_FD = 196;
    static final long FLAGS = 192;
    static final long FEATURES = 200;
    static final long ENTER_RING_FD = 204;

    private Ring() {}
  }

  /** struct io_uring_sq of liburing. Members with a K point into the memory of the kernel. */
  public static final class Sq {
    public static final long KHEAD = 0;
    public static final long KTAIL = 8;
    public static final long KRING_ENTRIES = 24;
    public static final long KFLAGS = 32;
    public static final long ARRAY = 48;
    public static final long SQES = 56;
    static final long KRING_MASK = 16;
    static final long KDROPPED = 40;
    static final long RING_SZ = 72;
    static final long RING_PTR = 80;
    static final long RING_MASK = 88;
    static final long RING_ENTRIES = 92;

    private Sq() {}
  }

  /** struct io_uring_cq of liburing. */
  public static final class Cq {
    public static final long KHEAD = 0;
    public static final long KTAIL = 8;
    public static final long KRING_ENTRIES = 24;
    public static final long CQES = 48;
    static final long KRING_MASK = 16;
    static final long KFLAGS = 32;
    static final long KOVERFLOW = 40;
    static final long RING_SZ = 56;
    static final long RING_PTR = 64;
    static final long RING_MASK = 72;
    static final long RING_ENTRIES = 76;

    private Cq() {}
  }

  /** struct io_uring_params. */
  public static final class Params {
    public static final long BYTE_SIZE = 120;
    public static final long FLAGS = 8;
    public static final long FEATURES = 20;
    static final long SQ_ENTRIES = 0;
    static final long CQ_ENTRIES = 4;
    static final long SQ_OFF = 40;
    static final long CQ_OFF = 80;

    private Params() {}
  }

  /** struct io_sqring_offsets. */
  static final class SqOffsets {
    static final long HEAD = 0;
    static final long TAIL = 4;
    static final long RING_MASK = 8;
    static final long RING_ENTRIES = 12;
    static final long FLAGS = 16;
    static final long DROPPED = 20;
    static final long ARRAY = 24;

    private SqOffsets() {}
  }

  /** struct io_cqring_offsets. */
  static final class CqOffsets {
    static final long HEAD = 0;
    static final long TAIL = 4;
    static final long RING_MASK = 8;
    static final long RING_ENTRIES = 12;
    static final long OVERFLOW = 16;
    static final long CQES = 20;
    static final long FLAGS = 24;

    private CqOffsets() {}
  }

  /** struct io_uring_sqe, an entry of the submission queue. */
  public static final class Sqe {
    public static final long BYTE_SIZE = 64;
    public static final long OPCODE = 0;
    public static final long FLAGS = 1;
    public static final long IOPRIO = 2;
    public static final long FD = 4;
    public static final long OFF = 8;
    public static final long ADDR = 16;
    public static final long LEN = 24;
    public static final long RW_FLAGS = 28;
    public static final long USER_DATA = 32;
    public static final long BUF_INDEX = 40;
    public static final long FILE_INDEX = 44;

    private Sqe() {}
  }

  /** struct io_uring_cqe, an entry of the completion queue. */
  public static final class Cqe {
    public static final long BYTE_SIZE = 16;
    public static final long USER_DATA = 0;
    public static final long RES = 8;

    private Cqe() {}
  }

  /** struct io_uring_probe, which a list of {@link ProbeOp} follows. */
  public static final class Probe {
    public static final long BYTE_SIZE = 16;
    public static final long OPS_LEN = 1;

    private Probe() {}
  }

  /** struct io_uring_probe_op. */
  public static final class ProbeOp {
    public static final long BYTE_SIZE = 8;
    public static final long OP = 0;
    public static final long FLAGS = 2;

    private ProbeOp() {}
  }

  /** struct io_uring_rsrc_update. */
  public static final class RsrcUpdate {
    public static final long BYTE_SIZE = 16;
    public static final long OFFSET = 0;
    public static final long DATA = 8;

    private RsrcUpdate() {}
  }

  /** struct io_uring_getevents_arg. */
  public static final class GeteventsArg {
    public static final long BYTE_SIZE = 24;
    public static final long TS = 16;

    private GeteventsArg() {}
  }

  /** struct __kernel_timespec. */
  public static final class Timespec {
    public static final long BYTE_SIZE = 16;
    public static final long TV_SEC = 0;
    public static final long TV_NSEC = 8;

    private Timespec() {}
  }

  /** struct iovec. */
  public static final class Iovec {
    public static final long BYTE_SIZE = 16;
    public static final long IOV_BASE = 0;
    public static final long IOV_LEN = 8;

    private Iovec() {}
  }
}
