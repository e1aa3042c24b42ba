// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.iosched;

import io.dio.align.Degradation;
import io.dio.align.ErrnoException;
import java.util.Objects;
import java.util.Optional;

/**
 * The result of registering the memory of the {@linkplain SchedulerOptions#withSlabs slabs} and
 * {@linkplain SchedulerOptions#withBufferPools buffer pools} of a scheduler with the kernel. Later
 * versions may have more accessors.
 *
 * @since 0.1.0
 */
public final class Registration {
  /** The {@link Degradation#what} of pools that are not registered. */
  private static final String MEMORY = "registered memory";

  private static final Registration NONE = new Registration(0, null);

  private final long byteSize;

  /** Why the pools are not registered; null if they are, or if there are none. */
  private final Degradation degradation;

  private Registration(long byteSize, Degradation degradation) {
    this.byteSize = byteSize;
    this.degradation = degradation;
  }

  /** {@return the registration of a scheduler that was given no pools} */
  public static Registration none() {
    return NONE;
  }

  /**
   * {@return the registration of pools that the kernel has accepted}
   *
   * @param byteSize the bytes registered, at least 1
   */
  public static Registration registered(long byteSize) {
    if (byteSize < 1) {
      throw new IllegalArgumentException("byteSize " + byteSize + " is not at least 1");
    }
    return new Registration(byteSize, null);
  }

  /**
   * {@return the registration of pools that could not be registered}
   *
   * @param cause why, for programs
   * @param reason why, in words, without a full stop
   * @param remedy what a user can do about it, in words, without a full stop
   */
  public static Registration refused(Degradation.Cause cause, String reason, String remedy) {
    return new Registration(0, Degradation.of(MEMORY, cause, reason, remedy));
  }

  /**
   * {@return the registration of pools that the kernel refused}
   *
   * @param failure the failed call, which tells the cause
   * @param reason why, in words, without a full stop
   * @param remedy what a user can do about it, in words, without a full stop
   */
  public static Registration refused(ErrnoException failure, String reason, String remedy) {
    Degradation.Cause cause = Degradation.Cause.of(failure);
    return new Registration(0, Degradation.of(MEMORY, cause, reason, remedy).withFailure(failure));
  }

  /** {@return the bytes registered with the kernel; 0 if none are} */
  public long byteSize() {
    return byteSize;
  }

  /**
   * {@return why pools that were given are not registered; empty if they are, or if there are none}
   */
  public Optional<Degradation> degradation() {
    return Optional.ofNullable(degradation);
  }

  /** {@return the reason of the {@link #degradation}, in words} */
  public Optional<String> unregisteredReason() {
    return degradation().map(Degradation::reason);
  }

  /**
   * {@return whether the pools are registered, so that operations on their memory use the
   * registration}
   */
  public boolean isRegistered() {
    return byteSize > 0;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Registration registration
        && registration.byteSize == byteSize
        && registration.unregisteredReason().equals(unregisteredReason());
  }

  @Override
  public int hashCode() {
    return Objects.hash(byteSize, unregisteredReason());
  }

  @Override
  public String toString() {
    return isRegistered()
        ? byteSize + " bytes registered"
        : unregisteredReason().map("not registered: "::concat).orElse("no registered memory");
  }
}
