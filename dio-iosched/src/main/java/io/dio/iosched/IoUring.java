// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.iosched;

import io.dio.iosched.internal.door.Door;
import java.util.List;
import java.util.Optional;

/**
 * Reports whether this process can use io_uring. The first call sets up a small ring, completes a
 * read through it and closes it. The result is kept for later calls. It is not kept if the attempt
 * failed because file descriptors, memory or threads were short, or for an unknown reason: then the
 * next call tries again. All methods are thread-safe.
 *
 * @since 0.1.0
 */
public final class IoUring {
  /**
   * The ring that the probe set up.
   *
   * @since 0.1.0
   */
  public static final class Description {
    private final LiburingSource liburing;
    private final String liburingVersion;
    private final List<String> flags;
    private final List<String> features;

    private Description(
        LiburingSource liburing,
        String liburingVersion,
        List<String> flags,
        List<String> features) {
      this.liburing = liburing;
      this.liburingVersion = liburingVersion;
      this.flags = List.copyOf(flags);
      this.features = List.copyOf(features);
    }

    /** {@return the implementation of the ring's calls: SYSTEM or EMBEDDED} */
    public LiburingSource liburing() {
      return liburing;
    }

    /** {@return the version of the system's liburing, empty for EMBEDDED} */
    public String liburingVersion() {
      return liburingVersion;
    }

    /** {@return the names of the IORING_SETUP_ flags that the kernel granted} */
    public List<String> flags() {
      return flags;
    }

    /** {@return the names of the IORING_FEAT_ features that the kernel reported} */
    public List<String> features() {
      return features;
    }

    @Override
    public String toString() {
      return "io_uring by "
          + liburing
          + " "
          + liburingVersion
          + ", flags "
          + flags
          + ", features "
          + features;
    }
  }

  private IoUring() {}

  /** {@return whether {@link IoScheduler#uring()} can work in this process} */
  public static boolean isAvailable() {
    return Door.probe().cause() == null;
  }

  /** {@return the reason why io_uring cannot be used; empty if it can} */
  public static Optional<UnavailabilityCause> unavailabilityCause() {
    return Optional.ofNullable(Door.probe().cause());
  }

  /** {@return the features of the kernel and of liburing; empty if io_uring cannot be used} */
  public static Optional<Description> description() {
    Door.RingProbe probe = Door.probe();
    return probe.cause() != null
        ? Optional.empty()
        : Optional.of(
            new Description(
                probe.liburing(), probe.liburingVersion(), probe.flags(), probe.features()));
  }
}
