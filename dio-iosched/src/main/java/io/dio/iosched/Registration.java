// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.iosched;

import java.util.Objects;
import java.util.Optional;

/**
 * The result of registering the {@linkplain SchedulerOptions#withSlabs slabs} of a scheduler with
 * the kernel. Later versions may have more accessors.
 */
public final class Registration {
  private static final Registration NONE = new Registration(0, Optional.empty());

  private final long byteSize;
  private final Optional<String> unregisteredReason;

  private Registration(long byteSize, Optional<String> unregisteredReason) {
    this.byteSize = byteSize;
    this.unregisteredReason = unregisteredReason;
  }

  /** {@return the registration of a scheduler that was given no slabs} */
  public static Registration none() {
    return NONE;
  }

  /**
   * {@return the registration of slabs that the kernel has accepted}
   *
   * @param byteSize the bytes registered, at least 1
   */
  public static Registration registered(long byteSize) {
    if (byteSize < 1) {
      throw new IllegalArgumentException("byteSize " + byteSize + " is not at least 1");
    }
    return new Registration(byteSize, Optional.empty());
  }

  /**
   * {@return the registration of slabs that could not be registered}
   *
   * @param reason why
   */
  public static Registration refused(String reason) {
    return new Registration(0, Optional.of(Objects.requireNonNull(reason, "reason")));
  }

  /** {@return the bytes registered with the kernel; 0 if none are} */
  public long byteSize() {
    return byteSize;
  }

  /**
   * {@return why slabs that were given are not registered; empty if they are, or if there are none}
   */
  public Optional<String> unregisteredReason() {
    return unregisteredReason;
  }

  /**
   * {@return whether the slabs are registered, so that operations on their memory use the
   * registration}
   */
  public boolean isRegistered() {
    return byteSize > 0;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Registration registration
        && registration.byteSize == byteSize
        && registration.unregisteredReason.equals(unregisteredReason);
  }

  @Override
  public int hashCode() {
    return Objects.hash(byteSize, unregisteredReason);
  }

  @Override
  public String toString() {
    return isRegistered()
        ? byteSize + " bytes registered"
        : unregisteredReason.map("not registered: "::concat).orElse("no slabs");
  }
}
