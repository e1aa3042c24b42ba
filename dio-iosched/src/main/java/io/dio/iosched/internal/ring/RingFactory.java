// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.iosched.internal.ring;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import io.dio.align.Errno;
import io.dio.align.ErrnoException;
import io.dio.align.foreign.Host;
import io.dio.iosched.LiburingSource;
import io.dio.iosched.Polling;
import io.dio.iosched.SchedulerOptions;
import io.dio.iosched.UnavailabilityCause.Kind;
import io.dio.iosched.internal.foreign.EmbeddedRingCalls;
import io.dio.iosched.internal.foreign.RingCalls;
import io.dio.iosched.internal.foreign.RingTraits;
import io.dio.iosched.internal.foreign.SystemRingCalls;
import io.dio.iosched.internal.foreign.UringStructs;
import io.dio.iosched.internal.foreign.UringStructs.Params;
import io.dio.iosched.internal.foreign.WakeUp;
import io.dio.iosched.liburing.io_uring_rsrc_register;
import io.dio.iosched.liburing.liburing_h;
import io.dio.mempool.internal.PinnedPool;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;
import java.util.function.IntSupplier;
import java.util.function.IntUnaryOperator;
import java.util.function.ToIntBiFunction;

/**
 * Creates rings. It finds the calls, requests the best flags that the kernel accepts, and registers
 * memory and file slots. {@link RingRefusal} turns every failure into an {@link
 * UnavailabilityCause}.
 */
public final class RingFactory {
  /**
   * With one entry there are only two completions, and both are reserved; see {@link
   * Ring#capacity}.
   */
  private static final int MIN_ENTRIES = 2;

  /**
   * The flags of every ring: if an entry fails, the rest of the batch is still submitted (5.18).
   */
  private static final int BASE =
      liburing_h.IORING_SETUP_R_DISABLED() | liburing_h.IORING_SETUP_SUBMIT_ALL();

  private static final int COOPERATIVE =
      BASE | liburing_h.IORING_SETUP_COOP_TASKRUN() | liburing_h.IORING_SETUP_TASKRUN_FLAG();

  private static final int DEFERRED =
      COOPERATIVE
          | liburing_h.IORING_SETUP_SINGLE_ISSUER()
          | liburing_h.IORING_SETUP_DEFER_TASKRUN();

  /**
   * The sets of flags, best first. A kernel that does not know a flag returns EINVAL. The sets need
   * Linux 6.1, 5.19, 5.18 and 5.10.
   */
  private static final int[] FLAG_SETS = {
    DEFERRED, COOPERATIVE, BASE, liburing_h.IORING_SETUP_R_DISABLED()
  };

  /**
   * The sets with a kernel thread that submits. The kernel refuses the task-work flags there. The
   * sets need Linux 6.0, 5.18 and 5.11.
   */
  private static final int[] POLLED_FLAG_SETS = {
    BASE | liburing_h.IORING_SETUP_SQPOLL() | liburing_h.IORING_SETUP_SINGLE_ISSUER(),
    BASE | liburing_h.IORING_SETUP_SQPOLL(),
    liburing_h.IORING_SETUP_R_DISABLED() | liburing_h.IORING_SETUP_SQPOLL()
  };

  /** IORING_REGISTER_FILES2 of linux/io_uring.h, which the bindings lack. */
  private static final int REGISTER_FILES2 = 13;

  private RingFactory() {}

  /** {@return a ring that is still disabled; its owner's thread must call {@link Ring#enable}} */
  public static KernelRing create(SchedulerOptions options) throws RingUnavailableException {
    if (!Host.isLinux()) {
      throw RingRefusal.because(
          Kind.NOT_LINUX,
          "io_uring is a part of Linux, and this is " + System.getProperty("os.name"),
          "use the POSIX backend",
          null);
    }
    try {
      RingCalls calls = calls(options.liburing());
      Wish wish =
          new Wish(
              candidates(calls, options.sqPoll()), options.sqPoll() ? "IORING_SETUP_SQPOLL" : "");
      return create(options, calls, wish, new PoolRegistration(options, calls));
    } catch (IllegalCallerException e) {
      throw RingRefusal.because(
          Kind.NATIVE_ACCESS_DENIED, e.getMessage(), "start the JVM with that option", e);
    }
  }

  /**
   * {@return the ring that {@code options} ask for, still disabled} It is a single ring, or one
   * with a second ring for polled operations. If the kernel refuses the second one, the
   * degradations of the first say so.
   */
  public static Ring open(SchedulerOptions options) throws RingUnavailableException {
    KernelRing first = create(options);
    if (options.polling() == Polling.NONE) {
      return first;
    }
    boolean made = false;
    try {
      Ring ring = withPolling(first, options);
      made = true;
      return ring;
    } finally {
      if (!made) {
        first.close();
      }
    }
  }

  private static Ring withPolling(KernelRing first, SchedulerOptions options) {
    KernelRing polled;
    try {
      polled = PolledRings.create(first, options, calls(options.liburing()));
    } catch (RingUnavailableException e) {
      first.lacks(PolledRings.refusal(e.unavailabilityCause()));
      return first;
    }
    boolean handedOver = false;
    try {
      PolledRings.tellLacks(polled, options.polling());
      Ring ring = new PollingRing(first, polled);
      handedOver = true;
      return ring;
    } finally {
      if (!handedOver) { // there is no heap for it: the second ring must not be lost
        polled.close();
      }
    }
  }

  private static RingCalls calls(LiburingSource source) throws RingUnavailableException {
    if (source == LiburingSource.EMBEDDED) {
      return EmbeddedRingCalls.INSTANCE;
    }
    SystemRingCalls.Lookup lookup = SystemRingCalls.lookup();
    if (lookup.calls().isPresent()) {
      return lookup.calls().get();
    }
    if (source == LiburingSource.AUTO) {
      return EmbeddedRingCalls.INSTANCE;
    }
    throw RingRefusal.because(
        Kind.NO_LIBURING,
        lookup.reason(),
        "install liburing 2.3 or later, or use the embedded calls, which need nothing installed",
        null);
  }

  /**
   * The flags with which the kernel is asked for a ring.
   *
   * @param candidates sets of flags, best first
   * @param named the flag that a refusal must name; empty for none
   */
  record Wish(List<Integer> candidates, String named) {}

  /**
   * {@return a ring that is still disabled}
   *
   * @param registering registers memory with the ring of the given descriptor
   */
  @SuppressWarnings("MustBeClosedChecker") // the ring takes the arena over
  static KernelRing create(
      SchedulerOptions options,
      RingCalls calls,
      Wish wish,
      IntFunction<RegisteredBuffers> registering)
      throws RingUnavailableException {
    Arena arena = Arena.ofShared();
    boolean handedOver = false;
    try {
      MemorySegment ring = arena.allocate(UringStructs.Ring.BYTE_SIZE, Long.BYTES);
      MemorySegment params = arena.allocate(Params.BYTE_SIZE, Long.BYTES);
      int entries = Math.max(MIN_ENTRIES, options.ringDepth());
      int result =
          LockedMemory.retry(new Initialisation(entries, wish.candidates(), calls, ring, params));
      if (result < 0) {
        throw RingRefusal.of(refusedSetup(result, entries, wish), options.sqPoll());
      }
      RingTraits traits =
          new RingTraits(params.get(JAVA_INT, Params.FLAGS), params.get(JAVA_INT, Params.FEATURES));
      try {
        KernelRing created = handOver(options, calls, traits, registering, ring, arena);
        handedOver = true;
        return created;
      } finally {
        if (!handedOver) {
          calls.queueExit(ring);
          LockedMemory.ringClosed();
        }
      }
    } finally {
      if (!handedOver) {
        arena.close();
      }
    }
  }

  private static ErrnoException refusedSetup(int result, int entries, Wish wish) {
    String operands =
        "entries=" + entries + (wish.named().isEmpty() ? "" : ", flags=" + wish.named());
    return new ErrnoException(
        "io_uring_setup", -result, operands, LockedMemory.explanation(result));
  }

  private static KernelRing handOver(
      SchedulerOptions options,
      RingCalls calls,
      RingTraits traits,
      IntFunction<RegisteredBuffers> registering,
      MemorySegment ring,
      Arena arena)
      throws RingUnavailableException {
    List<String> missing = traits.missingFeatures();
    if (!missing.isEmpty()) {
      throw RingRefusal.because(
          Kind.KERNEL_TOO_OLD,
          "kernel " + System.getProperty("os.version") + " lacks the io_uring features " + missing,
          "use Linux 5.12 or later",
          null);
    }
    int descriptor = descriptor(ring);
    registerFileSlots(calls, descriptor, options.fileSlots());
    RegisteredBuffers buffers = registering.apply(descriptor);
    WakeUp wakeUp = null;
    boolean taken = false;
    try {
      wakeUp = createWakeUp();
      KernelRing created = new KernelRing(options, calls, traits, buffers, wakeUp, ring, arena);
      taken = true;
      return created;
    } finally {
      if (!taken) {
        // The kernel gives their locked memory back at once, and not some time after the exit.
        buffers.unregister(calls, descriptor);
        buffers.unpin();
        if (wakeUp != null) {
          wakeUp.close();
        }
      }
    }
  }

  private static RegisteredBuffers registerPools(
      SchedulerOptions options, RingCalls calls, int descriptor) {
    if (options.slabs().isEmpty() && options.bufferPools().isEmpty()) {
      return RegisteredBuffers.none();
    }
    // Made before the pools are pinned: if there is no memory for it, nothing stays pinned.
    ToIntBiFunction<MemorySegment, Integer> call =
        (list, count) ->
            LockedMemory.retry(() ->
                calls.register(descriptor, liburing_h.IORING_REGISTER_BUFFERS(), list, count));
    return RegisteredBuffers.register(
        PinnedPool.pinAll(options.slabs(), options.bufferPools()),
        options.registrationRequired(),
        call);
  }

  /** Registers a table of {@code count} empty slots (Linux 5.19). */
  private static void registerFileSlots(RingCalls calls, int descriptor, int count)
      throws RingUnavailableException {
    if (count == 0) {
      return;
    }
    try (Arena confined = Arena.ofConfined()) {
      MemorySegment table = io_uring_rsrc_register.allocate(confined);
      io_uring_rsrc_register.nr(table, count);
      io_uring_rsrc_register.flags(table, liburing_h.IORING_RSRC_REGISTER_SPARSE());
      int result =
          calls.register(descriptor, REGISTER_FILES2, table, (int) io_uring_rsrc_register.sizeof());
      if (result == -Errno.EINVAL) {
        throw RingRefusal.because(
            Kind.KERNEL_TOO_OLD,
            "kernel " + System.getProperty("os.version") + " has no sparse file tables",
            "use Linux 5.19 or later, or no file slots",
            null);
      }
      if (result < 0) {
        throw RingRefusal.of(
            new ErrnoException("io_uring_register", -result, "IORING_REGISTER_FILES2, " + count),
            false);
      }
    }
  }

  private static WakeUp createWakeUp() throws RingUnavailableException {
    try {
      return WakeUp.create();
    } catch (ErrnoException e) {
      throw RingRefusal.of(e, false);
    }
  }

  /** {@return the descriptor of the ring that {@code ring}, a struct io_uring, describes} */
  static int descriptor(MemorySegment ring) {
    return ring.get(JAVA_INT, UringStructs.Ring.RING_FD);
  }

  /** One attempt at io_uring_setup for each set of flags, until the kernel knows all of one. */
  private record Initialisation(
      int entries,
      List<Integer> candidates,
      RingCalls calls,
      MemorySegment ring,
      MemorySegment params)
      implements IntSupplier, IntUnaryOperator {
    @Override
    public int getAsInt() {
      return tryFlags(candidates, this);
    }

    @Override
    public int applyAsInt(int flags) {
      // A loop, because a fresh JVM makes several classes for MemorySegment.fill.
      for (long offset = 0; offset < Params.BYTE_SIZE; offset += Long.BYTES) {
        params.set(JAVA_LONG, offset, 0);
      }
      params.set(JAVA_INT, Params.FLAGS, flags);
      return calls.queueInit(entries, ring, params);
    }
  }

  /** Registers the pools of the options. */
  private record PoolRegistration(SchedulerOptions options, RingCalls calls)
      implements IntFunction<RegisteredBuffers> {
    @Override
    public RegisteredBuffers apply(int descriptor) {
      return registerPools(options, calls, descriptor);
    }
  }

  /**
   * Tries sets of flags, best first, until the kernel knows all flags of one. {@return the kernel's
   * result}
   */
  static int tryFlags(List<Integer> candidates, IntUnaryOperator setup) {
    int result = -Errno.EINVAL;
    for (int flags : candidates) {
      result = setup.applyAsInt(flags);
      if (result != -Errno.EINVAL) {
        return result;
      }
    }
    return result;
  }

  /** {@return the flags of a ring on a kernel that knows them all} */
  static int bestFlags(boolean sqPoll) {
    return sqPoll ? POLLED_FLAG_SETS[0] : FLAG_SETS[0];
  }

  static List<Integer> candidates(RingCalls calls, boolean sqPoll) {
    List<Integer> candidates = new ArrayList<>();
    for (int flags : sqPoll ? POLLED_FLAG_SETS : FLAG_SETS) {
      if (candidates.isEmpty() && calls.mayOmitSqArray()) {
        candidates.add(flags | liburing_h.IORING_SETUP_NO_SQARRAY());
      }
      candidates.add(flags);
    }
    return candidates;
  }

  /**
   * Reads the wake-up once through {@code ring} on this thread, which becomes the ring's only
   * issuer.
   */
  public static void requireWorking(KernelRing ring) throws RingUnavailableException {
    int enabled = ring.enable();
    if (enabled < 0) {
      throw refusedToEnable(enabled);
    }
    ring.placeWakeUp(Ring.WAKE_UP);
    ring.signal();
    int submitted;
    do {
      submitted = ring.enter(1, true);
    } while (submitted == -Errno.EINTR);
    if (submitted < 0) {
      throw RingRefusal.of(
          new ErrnoException("io_uring_enter", -submitted, "toSubmit=1, minComplete=1"), false);
    }
    int[] result = {-Errno.EIO};
    ring.reap((_, completion) -> result[0] = completion);
    if (result[0] != Long.BYTES) {
      throw RingRefusal.because(
          Kind.OTHER,
          "a read of 8 bytes through a ring gave " + result[0],
          "use the POSIX backend",
          null);
    }
  }

  /** {@return the failure of {@link Ring#enable}} */
  public static RingUnavailableException refusedToEnable(int negativeErrno) {
    return RingRefusal.of(
        new ErrnoException(
            "io_uring_register",
            -negativeErrno,
            "opcode=IORING_REGISTER_ENABLE_RINGS, or the io_uring_enter that follows it"),
        false);
  }
}
