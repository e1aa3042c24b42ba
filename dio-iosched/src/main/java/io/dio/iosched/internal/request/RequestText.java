// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.iosched.internal.request;

import io.dio.align.Errno;
import io.dio.align.ErrnoException;
import io.dio.align.foreign.DeniedCalls;
import io.dio.iosched.TransferFlag;
import io.dio.iosched.UnsupportedFlagException;
import io.dio.iosched.Verb;
import io.dio.iosched.internal.verb.FileCommand;
import io.dio.iosched.internal.verb.PathCommand;
import io.dio.sys.internal.FileAccess;
import java.io.IOException;
import java.util.EnumSet;
import java.util.Set;

/** Describes requests in messages, and creates the exceptions for failed requests. */
public final class RequestText {
  private static final FileAccess FILES = FileAccess.instance();

  private RequestText() {}

  /** {@return the exception for the kernel's error on {@code request}} */
  public static IOException failure(Request request, int errno) {
    if (request.opening != null) {
      return request.opening.failure(request.verb.call(), errno);
    }
    if (request.command instanceof PathCommand command) {
      return command.failure(errno);
    }
    ErrnoException failure = errnoFailure(request, errno);
    return errno == Errno.EOPNOTSUPP && request.rwFlags() != 0
        ? new UnsupportedFlagException(
            transferFlags(request),
            failure,
            DeniedCalls.explanation(request.verb.isWrite() ? "pwritev2" : "preadv2"))
        : failure;
  }

  /** {@return the failure of a sync or durable write whose scheduler failed before it ended} */
  static ErrnoException unknownResult(Request request) {
    return new ErrnoException(
        request.verb.call(),
        Errno.EIO,
        operands(request) + ": the scheduler failed before the result was known");
  }

  /** {@return the same exception, but never that for an unsupported flag} */
  static ErrnoException errnoFailure(Request request, int errno) {
    String call = request.verb.call();
    String note = request.command instanceof FileCommand command ? command.note(errno) : "";
    if (request.file == null) {
      return new ErrnoException(call, errno, operands(request) + note);
    }
    if (request.segment != null) {
      return FILES.transferFailure(
          request.file, call, errno, request.address, request.byteSize, request.fileOffset);
    }
    if (request.pieces != null) {
      return FILES.vectorFailure(request.file, call, errno, request.pieces, request.fileOffset);
    }
    String operands = request.command == null ? "" : request.command.operands();
    return FILES.failure(request.file, call, errno, operands + note);
  }

  /** {@return the exception for the kernel's error on the sync behind a durable write} */
  public static ErrnoException syncFailure(Request write, int errno) {
    String call = Verb.DATA_SYNC.call();
    String operands = "behind " + write.describe();
    return write.file == null
        ? new ErrnoException(call, errno, operands)
        : FILES.failure(write.file, call, errno, operands);
  }

  /**
   * {@return the failure of a request for which the kernel could not start a thread} The kernel got
   * EAGAIN when it tried to start one. The request was not started.
   */
  public static ErrnoException noKernelThread(Request request) {
    ErrnoException failure = errnoFailure(request, Errno.EAGAIN);
    return new ErrnoException(
        failure.call(),
        failure.errno(),
        failure.operands(),
        "the kernel could start no thread for it, and nothing was done; raise the limit of"
            + " processes (ulimit -u, or pids.max of the control group) or submit it again later");
  }

  /** {@return as {@link #noKernelThread}, of the sync behind a durable write} */
  public static ErrnoException noThreadForSync(Request write) {
    ErrnoException failure = syncFailure(write, Errno.EAGAIN);
    return new ErrnoException(
        failure.call(),
        failure.errno(),
        failure.operands(),
        "the kernel could start no thread for it; the bytes are written and may not be durable;"
            + " raise the limit of processes (ulimit -u, or pids.max of the control group) or"
            + " submit a sync later");
  }

  private static Set<TransferFlag> transferFlags(Request request) {
    Set<TransferFlag> set = EnumSet.noneOf(TransferFlag.class);
    for (TransferFlag flag : TransferFlag.values()) {
      if ((request.rwFlags() & flag.rwf()) != 0) {
        set.add(flag);
      }
    }
    return set;
  }

  private static String operands(Request request) {
    StringBuilder text = new StringBuilder();
    text.append(request.file != null ? request.file : request.slot != null ? request.slot : "");
    if (request.opening != null) {
      text.append(text.isEmpty() ? "" : ", ").append(request.opening.name());
    }
    if (request.pieces != null) {
      text.append(", pieces=").append(request.pieces.size());
    }
    if (request.verb.isTransfer()) {
      text.append(", length=").append(request.byteSize);
      text.append(", offset=").append(request.fileOffset);
    }
    if (request.command != null && !request.command.operands().isEmpty()) {
      text.append(text.isEmpty() ? "" : ", ").append(request.command.operands());
    }
    return text.toString();
  }

  /** {@return a description of {@code request} alone} */
  static String describe(Request request) {
    return request.verb.call()
        + "("
        + operands(request)
        + ")"
        + (request.rwFlags() == 0 ? "" : transferFlags(request));
  }

  /** {@return a description of the chain that begins with {@code head}} */
  static String describeChain(Request head) {
    StringBuilder text = new StringBuilder();
    for (Request request = head; request != null; request = request.next) {
      text.append(describe(request));
      switch (request.link()) {
        case SOFT -> text.append(" -> ");
        case HARD -> text.append(" => ");
        case NONE -> {}
      }
    }
    return text.toString();
  }
}
