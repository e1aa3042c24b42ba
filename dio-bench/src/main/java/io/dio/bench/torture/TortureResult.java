// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.bench.torture;

import java.util.Map;
import java.util.Optional;

/**
 * The result of the programs on one backend in one folder.
 *
 * @param place the file system, with the sector size if it is on a loop device
 * @param backend how system calls were made
 * @param outcome clean, unavailable, or the kind of fault
 * @param cause why it is not available, or what was wrong
 * @param failedSeed the seed of the episode that found the fault
 * @param seed of the first episode
 * @param episodes how many schedulers were opened and closed
 * @param operations how many operations were submitted
 * @param bytesRead through the scheduler
 * @param bytesWritten through the scheduler
 * @param bytesCompared with the models, without a difference
 * @param seconds how long it took
 * @param counts operations by verb, and events such as cancels, by name
 */
public record TortureResult(
    String place,
    String backend,
    String outcome,
    Optional<String> cause,
    Optional<Long> failedSeed,
    long seed,
    long episodes,
    long operations,
    long bytesRead,
    long bytesWritten,
    long bytesCompared,
    double seconds,
    Map<String, Long> counts) {
  /** The outcome of a run without a fault. */
  public static final String CLEAN = "clean";

  /** The outcome on a machine that does not have the backend. */
  public static final String UNAVAILABLE = "unavailable";

  /** {@return whether the library was at fault} */
  public boolean isFault() {
    return !outcome.equals(CLEAN) && !outcome.equals(UNAVAILABLE);
  }
}
