// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.iosched.internal.ring;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import io.dio.align.Degradation;
import io.dio.align.Degradation.Cause;
import io.dio.align.Errno;
import io.dio.align.ErrnoException;
import io.dio.iosched.internal.foreign.RingCalls;
import io.dio.iosched.internal.foreign.UringStructs.RsrcUpdate;
import io.dio.iosched.liburing.liburing_h;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;

/**
 * The requests that a ring makes of the kernel once, before its first operation. The ring works
 * without each of these; a refusal is a {@link Degradation}. Only the ring's owner calls it.
 *
 * @see <a
 *     href="https://man7.org/linux/man-pages/man2/io_uring_register.2.html">io_uring_register(2)</a>
 */
final class RingSetup {
  private static final int REGISTERED_RING = liburing_h.IORING_ENTER_REGISTERED_RING();

  private final RingCalls calls;

  /** The ring's own descriptor. */
  private final int descriptor;

  /**
   * The argument for registering the ring's descriptor. It is allocated early, because
   * unregistering must work when memory is short.
   */
  private final MemorySegment descriptorUpdate;

  private final RingOperations operations = new RingOperations();
  private final List<Degradation> degradations = new ArrayList<>();

  private int enterDescriptor;
  private int enterFlags = liburing_h.IORING_ENTER_GETEVENTS();

  RingSetup(RingCalls calls, int descriptor, Arena arena) {
    this.calls = calls;
    this.descriptor = descriptor;
    this.enterDescriptor = descriptor;
    this.descriptorUpdate = arena.allocate(RsrcUpdate.BYTE_SIZE, Long.BYTES);
  }

  /** {@return the descriptor for enter: the ring's own, or its registered index} */
  int enterDescriptor() {
    return enterDescriptor;
  }

  /** {@return the flags that every enter needs} */
  int enterFlags() {
    return enterFlags;
  }

  /** {@return what the ring does without} */
  List<Degradation> degradations() {
    return List.copyOf(degradations);
  }

  void add(Degradation degradation) {
    degradations.add(degradation);
  }

  /** {@return whether the kernel's io_uring has an operation} */
  boolean has(int opcode) {
    return operations.contains(opcode);
  }

  /** Saves each enter the lookup of the descriptor (Linux 5.18). */
  void registerDescriptor() {
    descriptorUpdate.set(JAVA_INT, RsrcUpdate.OFFSET, -1);
    descriptorUpdate.set(JAVA_LONG, RsrcUpdate.DATA, descriptor);
    int opcode = liburing_h.IORING_REGISTER_RING_FDS();
    int result = calls.register(descriptor, opcode, descriptorUpdate, 1);
    if (result == 1) {
      enterDescriptor = descriptorUpdate.get(JAVA_INT, RsrcUpdate.OFFSET);
      enterFlags |= REGISTERED_RING;
    } else {
      refused(
          "a registered ring descriptor",
          "each call looks up the ring's descriptor",
          "use Linux 5.18 or later, and open fewer rings on one thread",
          result,
          "IORING_REGISTER_RING_FDS");
    }
  }

  void unregisterDescriptor() {
    if ((enterFlags & REGISTERED_RING) == 0) {
      return;
    }
    descriptorUpdate.set(JAVA_INT, RsrcUpdate.OFFSET, enterDescriptor);
    descriptorUpdate.set(JAVA_LONG, RsrcUpdate.DATA, 0);
    int opcode = liburing_h.IORING_UNREGISTER_RING_FDS();
    int result = calls.register(descriptor, opcode, descriptorUpdate, 1);
    assert result == 1 : "unregistering the ring's descriptor: " + result;
    enterFlags &= ~REGISTERED_RING;
  }

  /**
   * The owner thread must make this call, because workers belong to its task (Linux 5.15).
   *
   * @param most the largest number of the kernel's threads; 0 leaves the kernel's own limit
   */
  void limitKernelWorkers(int most) {
    if (most == 0) {
      return;
    }
    try (Arena confined = Arena.ofConfined()) {
      MemorySegment limits = confined.allocateFrom(JAVA_INT, most, most);
      int opcode = liburing_h.IORING_REGISTER_IOWQ_MAX_WORKERS();
      int result = calls.register(descriptor, opcode, limits, 2);
      if (result < 0) {
        refused(
            "the limit of kernel workers",
            "the kernel's own limit is in force",
            "use Linux 5.15 or later, or leave withMaxKernelWorkers out",
            result,
            "IORING_REGISTER_IOWQ_MAX_WORKERS, " + most);
      }
    }
  }

  /**
   * If the kernel does not say which operations the ring has, those that old kernels lack are not
   * placed in it.
   */
  void askForOperations() {
    int result = operations.ask(calls, descriptor);
    if (result < 0) {
      refused(
          "truncations and changes of names by the ring",
          "threads of the process make these calls",
          "let the seccomp profile permit io_uring_register",
          result,
          "IORING_REGISTER_PROBE");
    }
  }

  private void refused(
      String what, String consequence, String remedy, int result, String operands) {
    ErrnoException failure = new ErrnoException("io_uring_register", -result, operands);
    // No request has a value that a kernel could dislike. So EINVAL means that it is not known.
    Cause cause = result == -Errno.EINVAL ? Cause.KERNEL_TOO_OLD : Cause.of(failure);
    degradations.add(
        Degradation.of(what, cause, consequence + ": " + failure.getMessage(), remedy)
            .withFailure(failure));
  }
}
