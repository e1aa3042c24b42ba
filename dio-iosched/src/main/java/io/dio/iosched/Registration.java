// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.iosched;

import java.util.Objects;
import java.util.Optional;

/**
 * What became of the {@linkplain SchedulerOptions#withSlabs slabs} of a scheduler.
 *
 * @param byteSize bytes registered with the kernel; 0 if none are
 * @param unregisteredReason why slabs that were given are not registered; empty if they are, or if
 *     there are none
 */
public record Registration(long byteSize, Optional<String> unregisteredReason) {
  static final Registration NONE = new Registration(0, Optional.empty());

  /** Refuses null. */
  public Registration {
    Objects.requireNonNull(unregisteredReason, "unregisteredReason");
  }

  static Registration ofBlockingCalls(SchedulerOptions options) {
    return options.slabs().isEmpty() ? NONE : refused("blocking calls take no registered memory");
  }

  static Registration refused(String reason) {
    return new Registration(0, Optional.of(reason));
  }

  /** {@return whether operations on memory of the slabs use the registration} */
  public boolean isRegistered() {
    return byteSize > 0;
  }
}
