// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.iosched.internal.foreign;

import io.dio.align.Errno;
import io.dio.align.ErrnoException;
import io.dio.align.foreign.DeniedCalls;
import io.dio.align.foreign.Host;
import io.dio.align.foreign.SystemCall;
import io.dio.align.foreign.UninterruptibleWait;
import io.dio.iosched.IoPriority;

/** Calls ioprio_set(2), for which the C library has no function. */
public final class ThreadIoPriority {
  private static final long IOPRIO_WHO_PROCESS = 1;

  /** The calling thread, as an argument with {@link #IOPRIO_WHO_PROCESS}. */
  private static final long SELF = 0;

  private static final SystemCall SYSCALL = SystemCall.returningLong("syscall");

  private ThreadIoPriority() {}

  /**
   * Checks on a separate thread whether this process may use {@code priority}. Without this check a
   * ring would refuse the priority during a submission, together with all linked operations.
   *
   * @throws UnsupportedOperationException if the process may not use it
   */
  public static void require(IoPriority priority) {
    if (priority.equals(IoPriority.INHERITED)) {
      return;
    }
    int[] result = new int[1];
    Thread trial = Thread.ofPlatform().daemon().start(() -> result[0] = set(priority));
    UninterruptibleWait.join(trial);
    if (result[0] < 0) {
      ErrnoException cause = new ErrnoException("ioprio_set", -result[0], "ioPriority=" + priority);
      String denied = DeniedCalls.explanation("ioprio_set", -result[0]);
      throw new UnsupportedOperationException(
          "ioPriority "
              + priority
              + " is refused: ioprio_set: "
              + Errno.describe(-result[0])
              + "; "
              + (denied.isEmpty() ? "it needs CAP_SYS_ADMIN or CAP_SYS_NICE" : denied),
          cause);
    }
  }

  /** Sets the priority of the calling thread. {@return 0 or a negative errno} */
  public static int set(IoPriority priority) {
    if (!Host.isLinux()) {
      return -Errno.ENOSYS;
    }
    return (int)
        SYSCALL.call(number(Host.current().arch()), IOPRIO_WHO_PROCESS, SELF, priority.value());
  }

  /** {@return the number of the system call, from asm/unistd.h} */
  static long number(Host.Arch arch) {
    return arch.choose(251, 30);
  }
}
