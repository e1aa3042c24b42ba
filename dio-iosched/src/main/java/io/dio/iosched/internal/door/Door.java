// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.iosched.internal.door;

import io.dio.iosched.CompletableTicket;
import io.dio.iosched.FileSlot;
import io.dio.iosched.IoBatch;
import io.dio.iosched.IoScheduler;
import io.dio.iosched.LiburingSource;
import io.dio.iosched.Op;
import io.dio.iosched.SchedulerOptions;
import io.dio.iosched.UnavailabilityCause;
import io.dio.iosched.Verb;
import io.dio.iosched.internal.order.TicketBatch;
import io.dio.iosched.internal.request.Requests;
import io.dio.iosched.internal.ticket.ManualTicket;
import io.dio.mempool.PooledMemory;
import io.dio.sys.DioFile;
import java.lang.foreign.MemorySegment;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.util.List;

/**
 * The one way from the public interface to the implementation: the static factories of the public
 * types call it. The public package names no other class of this room.
 */
public final class Door {
  /**
   * The result of an attempt to use a ring.
   *
   * @param liburing the implementation of the ring's calls; null if the attempt failed
   * @param liburingVersion the version of the system's liburing, empty for the embedded calls
   * @param flags names of the setup flags that the kernel granted
   * @param features names of the features that the kernel reported
   * @param cause why the attempt failed; null if it did not
   */
  public record RingProbe(
      LiburingSource liburing,
      String liburingVersion,
      List<String> flags,
      List<String> features,
      UnavailabilityCause cause) {

    static RingProbe of(
        LiburingSource liburing, String version, List<String> flags, List<String> features) {
      return new RingProbe(liburing, version, flags, features, null);
    }

    static RingProbe failed(UnavailabilityCause cause) {
      return new RingProbe(null, "", List.of(), List.of(), cause);
    }
  }

  private Door() {}

  /** {@return whether this process may use io_uring, found out by doing it} */
  public static RingProbe probe() {
    return ProbeRing.answer();
  }

  // ---- schedulers ----

  /** {@return a scheduler over io_uring, or over worker threads where io_uring is not available} */
  public static IoScheduler open(SchedulerOptions options) {
    return Schedulers.open(options);
  }

  /** {@return a scheduler over POSIX calls} */
  public static IoScheduler posix(SchedulerOptions options) {
    return Schedulers.posix(options);
  }

  /** {@return a scheduler over io_uring} */
  public static IoScheduler uring(SchedulerOptions options) {
    return Schedulers.uring(options);
  }

  /** {@return a batch that submits to any scheduler, such as one that wraps another} */
  public static IoBatch batchOver(IoScheduler scheduler, int capacity) {
    return new TicketBatch(scheduler, capacity);
  }

  /** {@return a ticket that its creator completes} */
  public static CompletableTicket completableTicket() {
    return new ManualTicket();
  }

  // ---- operations ----

  /** {@return a read or write of one piece of memory, on a file or on a slot} */
  public static Op transfer(
      Verb verb,
      DioFile file,
      FileSlot slot,
      MemorySegment segment,
      PooledMemory pooled,
      long fileOffset) {
    return Requests.transfer(verb, file, slot, segment, pooled, fileOffset);
  }

  /** {@return a read or write of several pieces of memory, on a file or on a slot} */
  public static Op vector(
      Verb verb, DioFile file, FileSlot slot, List<MemorySegment> pieces, long fileOffset) {
    return Requests.vector(verb, file, slot, pieces, fileOffset);
  }

  /** {@return a read or write of several pieces of pooled memory, on a file or on a slot} */
  public static Op pooledVector(
      Verb verb,
      DioFile file,
      FileSlot slot,
      List<? extends PooledMemory> pieces,
      long fileOffset) {
    return Requests.pooledVector(verb, file, slot, pieces, fileOffset);
  }

  /** {@return an operation without operands of its own, on a file or on a slot} */
  public static Op command(Verb verb, DioFile file, FileSlot slot) {
    return Requests.command(verb, file, slot);
  }

  /** {@return an allocation of the first {@code byteSize} bytes of a file or of a slot's file} */
  public static Op allocation(DioFile file, FileSlot slot, long byteSize) {
    return Requests.allocation(file, slot, byteSize);
  }

  /** {@return an opening of a file for the process} */
  public static Op opening(Path path, OpenOption... options) {
    return Requests.opening(path, options);
  }

  /** {@return an opening of a file into a slot} */
  public static Op openingInto(FileSlot slot, Path path, OpenOption... options) {
    return Requests.openingInto(slot, path, options);
  }
}
