// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.iosched.internal.ring;

import io.dio.align.Degradation;
import io.dio.align.Errno;
import io.dio.iosched.Registration;
import io.dio.iosched.Verb;
import io.dio.iosched.internal.request.Request;
import io.dio.iosched.internal.unit.ChainSubmission;
import io.dio.iosched.internal.unit.CoalescedRun;
import io.dio.iosched.internal.unit.SharedSync;
import io.dio.iosched.internal.verb.Command;
import io.dio.sys.DioFile;
import io.dio.sys.internal.DevicePolling;
import io.dio.sys.internal.FileAccess;
import io.dio.sys.internal.FlightEvents;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Two rings as one. In the second the kernel polls the device for completions
 * (IORING_SETUP_IOPOLL). Such a ring takes reads and writes of direct files and little else: not
 * the wake-up, no sync, and no cancellation. The first ring takes everything else.
 *
 * <p>A device without queues for polling, or its file system, refuses an operation with EOPNOTSUPP.
 * The operation then goes through the first ring, as do all later ones of that file. A kernel
 * without a free request for the device answers EAGAIN; that operation goes through the first ring,
 * too.
 *
 * <p>Both completion queues are as large as the number of operations in flight, so an operation can
 * change the ring at any time.
 */
final class PollingRing implements Ring {
  private static final FileAccess FILES = FileAccess.instance();
  private static final VarHandle POLLED_OPERATIONS;

  static {
    try {
      POLLED_OPERATIONS =
          MethodHandles.lookup().findVarHandle(PollingRing.class, "polledOperations", long.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private static final AtomicInteger COUNT = new AtomicInteger();

  /** After so many calls without a completion, the entries are probably with a kernel worker. */
  static final int FRUITLESS_CALLS = 64;

  static final long PAUSE_NANOS = 50_000;

  /** The list of files that cannot be polled ends here. */
  static final int MOST_REFUSALS = 16;

  private final int number = COUNT.incrementAndGet();
  private final Ring first;
  private final Ring polled;
  private final CompletionSink polledSink = this::polledCompleted;

  /**
   * The {@link Request} or {@link CoalescedRun} of each entry in the polled ring, and of each that
   * it refused, by the index in the user data.
   */
  private final Object[] entries;

  /**
   * The user data of the entries that must be placed in the first ring, as a circular buffer. It is
   * allocated early: a refusal must be handled when memory is short.
   */
  private final long[] again;

  private int againBegin;
  private int againCount;

  /** The number of entries that the kernel has in the polled ring. */
  private int inFlight;

  /** The number of calls in a row that waited for a completion and returned without one. */
  private int fruitless;

  /** Whether the entry that was placed last is linked to the next one. */
  private boolean linked;

  private CompletionSink sink;
  private long polledOperations;

  private volatile List<Degradation> refusals = List.of();

  /** Whether the kernel refused to enable the second ring. Then nothing is placed in it. */
  private volatile boolean disabled;

  /** Takes ownership of both rings, which have the same capacity. */
  PollingRing(Ring first, Ring polled) {
    this.first = first;
    this.polled = polled;
    this.entries = new Object[first.capacity()];
    this.again = new long[first.capacity()];
  }

  /** Without the second ring all operations go through the first, as if it had not been created. */
  @Override
  public int enable() {
    int result = first.enable();
    if (result < 0) {
      return result;
    }
    int second = polled.enable();
    if (second < 0) {
      disabled = true;
      refusals =
          List.of(PolledRings.refusal(RingFactory.refusedToEnable(second).unavailabilityCause()));
    }
    return result;
  }

  @Override
  public List<Degradation> degradations() {
    List<Degradation> all = new ArrayList<>(first.degradations());
    all.addAll(polled.degradations());
    all.addAll(refusals);
    return List.copyOf(all);
  }

  @Override
  public String describe() {
    return disabled
        ? first.describe()
        : first.describe()
            + "; beside it, for reads and writes of direct files, "
            + polled.describe();
  }

  @Override
  public boolean has(Command command) {
    return first.has(command);
  }

  @Override
  public Registration registration() {
    return first.registration();
  }

  @Override
  public int capacity() {
    return first.capacity();
  }

  @Override
  public int maxChainLength() {
    return first.maxChainLength();
  }

  // ---- placing ----

  @Override
  public boolean hasRoomFor(ChainSubmission chain) {
    return first.hasRoomFor(chain);
  }

  @Override
  public boolean place(Request request, int rwFlags, Request.Link link, long userData) {
    boolean inChain = linked || link != Request.Link.NONE;
    boolean placed;
    if (!inChain && rwFlags == 0 && isPollable(request)) {
      placed = polled.place(request, rwFlags, link, userData);
      if (placed) {
        entries[(int) userData] = request;
      }
    } else {
      placed = first.place(request, rwFlags, link, userData);
    }
    if (placed) {
      linked = link != Request.Link.NONE;
    }
    return placed;
  }

  @Override
  public boolean placeRun(CoalescedRun run, long userData) {
    if (run.rwFlags() != 0 || !isPollable(run.member(0).op)) {
      return first.placeRun(run, userData);
    }
    boolean placed = polled.placeRun(run, userData);
    if (placed) {
      entries[(int) userData] = run;
    }
    return placed;
  }

  private boolean isPollable(Request request) {
    DioFile file = request.file;
    return !disabled
        && isTransfer(request.verb)
        && file != null
        && request.slot == null
        && file.isDirect()
        && !(request.verb.isWrite() && FILES.writesDurably(file))
        && mayPoll(file);
  }

  private boolean mayPoll(DioFile file) {
    DevicePolling device = FILES.devicePolling(file);
    if (device.isPossible()) {
      return true;
    }
    if (device.isNewTo(number)) {
      tell(file);
    }
    return false;
  }

  private static boolean isTransfer(Verb verb) {
    return verb == Verb.READ || verb == Verb.WRITE || verb == Verb.READV || verb == Verb.WRITEV;
  }

  @Override
  public boolean placeSync(SharedSync sync, long userData) {
    return first.placeSync(sync, userData);
  }

  /** The kernel does not find a polled operation there. It ends soon, by itself. */
  @Override
  public boolean placeCancel(long target, long userData) {
    return first.placeCancel(target, userData);
  }

  @Override
  public boolean placeWakeUp(long userData) {
    return first.placeWakeUp(userData);
  }

  @Override
  public boolean placeWorkerStart(long userData) {
    return first.placeWorkerStart(userData);
  }

  @Override
  public int unsubmitted() {
    return first.unsubmitted() + polled.unsubmitted() + againCount;
  }

  @Override
  public int unsubmittedBesideChains() {
    return first.unsubmitted();
  }

  @Override
  public boolean isPolling() {
    return inFlight > 0 || polled.unsubmitted() > 0;
  }

  // ---- entering ----

  @Override
  public int enter(int minComplete, boolean idle) {
    placeRefusedAgain();
    return isPolling() ? enterBoth(minComplete) : first.enter(minComplete, idle);
  }

  @Override
  public int enterBriefly(long timeoutNanos, boolean idle) {
    placeRefusedAgain();
    return isPolling() ? enterBoth(1) : first.enterBriefly(timeoutNanos, idle);
  }

  /** The first ring is not waited for: its completions are found after those of the second. */
  private int enterBoth(int minComplete) {
    int taken = 0;
    if (first.unsubmitted() > 0 || first.keepsCompletionsBack()) {
      taken = first.enter(0, false);
      if (taken < 0) {
        return taken;
      }
    }
    boolean waits = minComplete > 0 && !first.hasCompletions();
    int before = polled.unsubmitted();
    int result = polled.enter(waits ? 1 : 0, false);
    inFlight += before - polled.unsubmitted();
    if (waits && result >= 0) {
      restIfFruitless();
    }
    // The count of the first ring must be told. A failure that lasts shows at the next call.
    return result < 0 && taken == 0 ? result : taken;
  }

  /**
   * Sleeps briefly if the kernel does not wait. It does not wait for entries that one of its worker
   * threads makes, such as a write for which the file system must allocate space.
   */
  private void restIfFruitless() {
    if (!hasCompletions() && ++fruitless > FRUITLESS_CALLS && first.unsubmitted() == 0) {
      first.enterBriefly(PAUSE_NANOS, false);
    }
  }

  private void placeRefusedAgain() {
    while (againCount > 0) {
      long userData = again[againBegin];
      if (!placeInFirst(entries[(int) userData], userData)) {
        return;
      }
      entries[(int) userData] = null;
      againBegin = (againBegin + 1) % again.length;
      againCount--;
    }
  }

  private boolean placeInFirst(Object entry, long userData) {
    return entry instanceof Request request
        ? first.place(request, 0, Request.Link.NONE, userData)
        : first.placeRun((CoalescedRun) entry, userData);
  }

  // ---- completions ----

  @Override
  public boolean hasCompletions() {
    return first.hasCompletions() || polled.hasCompletions();
  }

  @Override
  public boolean keepsCompletionsBack() {
    return first.keepsCompletionsBack();
  }

  @Override
  public int reap(CompletionSink sink) {
    this.sink = sink;
    int count = first.reap(sink);
    return count + polled.reap(polledSink);
  }

  private void polledCompleted(long userData, int result) {
    inFlight--;
    fruitless = 0;
    if (result == -Errno.EOPNOTSUPP || result == -Errno.EAGAIN) {
      again[(againBegin + againCount++) % again.length] = userData;
      if (result == -Errno.EOPNOTSUPP) {
        refused(entries[(int) userData]);
      }
      return;
    }
    entries[(int) userData] = null;
    POLLED_OPERATIONS.setOpaque(this, polledOperations + 1);
    sink.completed(userData, result);
  }

  private void refused(Object entry) {
    Request request = entry instanceof Request one ? one : ((CoalescedRun) entry).member(0).op;
    FILES.devicePolling(request.file).refused();
  }

  /** Tells once for each opening of a file, so the text of two refusals can be the same. */
  private void tell(DioFile file) {
    if (refusals.size() >= MOST_REFUSALS) {
      return;
    }
    try {
      String what = "polling for the operations of " + file;
      if (refusals.stream().anyMatch(known -> known.what().equals(what))) {
        return;
      }
      Degradation refusal =
          Degradation.of(
              what,
              Degradation.Cause.NOT_SUPPORTED,
              "its device has no queues for polling, or its file system does not poll",
              "give the driver such queues (nvme.poll_queues=N for NVMe drives), or use"
                  + " withPolling(Polling.NONE)");
      List<Degradation> longer = new ArrayList<>(refusals);
      longer.add(refusal);
      refusals = List.copyOf(longer);
      FlightEvents.fallbacks(file.toString(), List.of(refusal));
    } catch (OutOfMemoryError _) {
      // The operation goes on. Another opening of the file tells the refusal.
    }
  }

  @Override
  public long polledOperations() {
    return (long) POLLED_OPERATIONS.getOpaque(this);
  }

  @Override
  public void signal() {
    first.signal();
  }

  @Override
  public long systemCalls() {
    return first.systemCalls() + polled.systemCalls();
  }

  // ---- releasing ----

  /** The registered memory of the second ring is that of the first, so the second goes first. */
  @Override
  public void close() {
    try {
      polled.close();
    } finally {
      first.close();
    }
  }

  @Override
  public void abandon() {
    try {
      polled.abandon();
    } finally {
      first.abandon();
    }
  }
}
