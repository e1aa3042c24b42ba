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
import io.dio.iosched.internal.verb.Allocation;
import io.dio.iosched.internal.verb.FileSync;
import io.dio.iosched.internal.verb.HolePunch;
import io.dio.iosched.internal.verb.PathCommand;
import io.dio.iosched.internal.verb.RangeAdvice;
import io.dio.iosched.internal.verb.RangeSync;
import io.dio.iosched.internal.verb.Truncation;
import io.dio.iosched.internal.verb.ZeroRange;
import io.dio.mempool.PooledMemory;
import io.dio.sys.Advice;
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

  /** {@return a drain, or a closing of a slot} */
  public static Op simple(Verb verb, DioFile file, FileSlot slot) {
    return Requests.simple(verb, file, slot);
  }

  /** {@return an fsync(2)} */
  public static Op sync(DioFile file, FileSlot slot) {
    return Requests.command(FileSync.sync(), file, slot);
  }

  /** {@return an fdatasync(2)} */
  public static Op dataSync(DioFile file, FileSlot slot) {
    return Requests.command(FileSync.dataSync(), file, slot);
  }

  /** {@return an fdatasync(2) behind the writes accepted earlier} */
  public static Op barrierSync(DioFile file, FileSlot slot) {
    return Requests.command(FileSync.barrierSync(), file, slot);
  }

  /** {@return a sync_file_range(2)} */
  public static Op syncRange(DioFile file, FileSlot slot, long fileOffset, long length) {
    return Requests.command(new RangeSync(fileOffset, length), file, slot);
  }

  /** {@return an allocation of the first {@code byteSize} bytes of a file or of a slot's file} */
  public static Op allocation(DioFile file, FileSlot slot, long byteSize) {
    return Requests.command(new Allocation(byteSize), file, slot);
  }

  /** {@return an ftruncate(2)} */
  public static Op truncation(DioFile file, FileSlot slot, long byteSize) {
    return Requests.command(new Truncation(byteSize), file, slot);
  }

  /** {@return an fallocate(2) with FALLOC_FL_PUNCH_HOLE} */
  public static Op holePunch(DioFile file, FileSlot slot, long fileOffset, long length) {
    return Requests.command(new HolePunch(fileOffset, length), file, slot);
  }

  /** {@return an fallocate(2) with FALLOC_FL_ZERO_RANGE} */
  public static Op zeroRange(DioFile file, FileSlot slot, long fileOffset, long length) {
    return Requests.command(new ZeroRange(fileOffset, length), file, slot);
  }

  /** {@return a posix_fadvise(2)} */
  public static Op advice(
      DioFile file, FileSlot slot, long fileOffset, long length, Advice advice) {
    return Requests.command(new RangeAdvice(fileOffset, length, advice), file, slot);
  }

  /** {@return a rename(2)} */
  public static Op rename(Path source, Path target) {
    return Requests.command(PathCommand.rename(source, target));
  }

  /** {@return an unlink(2)} */
  public static Op unlink(Path path) {
    return Requests.command(PathCommand.unlink(path));
  }

  /** {@return a sync of a directory} */
  public static Op syncDirectory(Path directory) {
    return Requests.command(PathCommand.syncDirectory(directory));
  }

  /** {@return a new temporary name in the directory of {@code target}} */
  public static Path temporaryBeside(Path target) {
    return PathCommand.temporaryBeside(target);
  }

  /** {@return an opening of a temporary file into a slot} */
  public static Op openingTemporary(FileSlot slot, Path temporary) {
    return Requests.openingTemporary(slot, temporary);
  }

  /** {@return the last step of a temporary file: it replaces {@code target}} */
  public static Op publish(Path temporary, Path target) {
    return Requests.command(PathCommand.publish(temporary, target));
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
