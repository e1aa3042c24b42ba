// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.iosched;

import io.dio.align.ErrnoException;
import java.io.IOException;
import java.io.Serial;
import java.util.Collections;
import java.util.EnumSet;
import java.util.Set;

/**
 * Thrown if the kernel or the file system does not support a {@link TransferFlag}. Nothing was
 * transferred.
 *
 * @since 0.1.0
 */
public final class UnsupportedFlagException extends IOException {
  @Serial private static final long serialVersionUID = 1L;

  /** The flags of the transfer. The field is an EnumSet because Set is not serializable. */
  private final EnumSet<TransferFlag> flags;

  /** The error number of the failed call. */
  private final int errno;

  /** The reason why this process may not make the system call that takes flags; empty if it may. */
  private final String denied;

  /**
   * Creates the exception.
   *
   * @param flags the flags of the transfer, at least one
   * @param cause the failed call
   * @param denied the reason why this process may not make the system call that takes flags; empty
   *     if it may
   */
  public UnsupportedFlagException(Set<TransferFlag> flags, ErrnoException cause, String denied) {
    super(
        "flags "
            + flags
            + " are not supported here: "
            + cause.getMessage()
            + (denied.isEmpty() ? "" : "; " + denied),
        cause);
    this.flags = EnumSet.copyOf(flags);
    this.errno = cause.errno();
    this.denied = denied;
  }

  /** {@return the error number of the failed call, as in errno(3)} */
  public int errno() {
    return errno;
  }

  /**
   * {@return the reason why this process may not make the system call that takes flags; empty if it
   * may}
   */
  public String denied() {
    return denied;
  }

  /** {@return all flags of the transfer; the kernel does not report which one it refused} */
  public Set<TransferFlag> flags() {
    return Collections.unmodifiableSet(flags);
  }
}
