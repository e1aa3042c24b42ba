// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.bench.engine;

import io.dio.bench.backend.BackendKind;
import io.dio.bench.backend.BackendUnavailableException;
import java.io.IOException;

/**
 * One way of doing a job.
 *
 * @param name the name in reports, without the number of threads
 * @param backend the backend that it belongs to, for {@code --backend}
 * @param group rows of one group are compared with the reference of the same group
 * @param threads the number of threads that do the work
 * @param virtual whether they are virtual
 * @param turns takes the turns
 */
public record EngineContender(
    String name, BackendKind backend, String group, int threads, boolean virtual, Turns turns) {

  /** Takes one turn after the other. */
  @FunctionalInterface
  public interface Turns {
    /**
     * Opens everything, does the work, checks it and closes everything.
     *
     * @param plan the turn
     * @param findings receives what is found wrong, and what was not granted
     * @return the figures of the measured time
     * @throws BackendUnavailableException if this machine cannot do it
     * @throws IOException if an operation failed
     */
    EngineTurn take(TurnPlan plan, Findings findings)
        throws IOException, InterruptedException, BackendUnavailableException;
  }
}
