// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.bench.compare;

import io.dio.bench.job.RoundFigures;
import io.dio.bench.peer.PeerFigures;
import java.util.OptionalLong;

/**
 * The measured phase of one turn of a backend or a peer. NaN stands for figures that were not
 * counted.
 *
 * @param operations completed in it
 * @param seconds its duration
 * @param cpuMicrosPerOperation processor time of the process
 * @param allocatedBytesPerOperation on the heap
 * @param operationsPerSystemCall operations per system call
 * @param deviceReadBytes read from devices in it
 * @param syncsPerSecond syncs per second of the activity beside it
 */
public record Turn(
    long operations,
    double seconds,
    double cpuMicrosPerOperation,
    double allocatedBytesPerOperation,
    double operationsPerSystemCall,
    double deviceReadBytes,
    double syncsPerSecond) {

  static Turn of(RoundFigures round) {
    return new Turn(
        round.operations(),
        round.nanos() / 1e9,
        round.cpuMicrosPerOperation(),
        round.allocatedBytesPerOperation(),
        round.operationsPerSystemCall(),
        orNan(round.deviceReadBytes()),
        round.syncsPerSecond());
  }

  static Turn of(PeerFigures figures, double syncsPerSecond) {
    return new Turn(
        figures.operations(),
        figures.nanos() / 1e9,
        figures.cpuNanos() / 1e3 / figures.operations(),
        Double.NaN,
        figures.systemCalls().isPresent()
            ? (double) figures.operations() / figures.systemCalls().getAsLong()
            : Double.NaN,
        orNan(figures.deviceReadBytes()),
        syncsPerSecond);
  }

  private static double orNan(OptionalLong value) {
    return value.isPresent() ? value.getAsLong() : Double.NaN;
  }

  public double operationsPerSecond() {
    return operations / seconds;
  }

  public double nanosPerOperation() {
    return seconds * 1e9 / operations;
  }
}
