// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.bench.cost;

import io.dio.bench.backend.BackendUnavailableException;
import io.dio.bench.job.JobResult.Status;
import io.dio.bench.peer.PeerException;
import io.dio.bench.peer.SetupFigures;
import io.dio.bench.process.FailureText;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The state of a program while its turns run. */
final class SetupState {
  private final String name;
  private final SetupProgram program;
  private final List<SetupFigures> rounds = new ArrayList<>();
  private Status status = Status.DONE;
  private Optional<String> cause = Optional.empty();

  SetupState(String name, SetupProgram program) {
    this.name = name;
    this.program = program;
  }

  String name() {
    return name;
  }

  /** Runs one turn, unless further turns make no sense. */
  void takeTurn(boolean measured) throws InterruptedException {
    if (status != Status.DONE) {
      return;
    }
    try {
      SetupFigures figures = program.run();
      if (measured) {
        rounds.add(figures);
      }
    } catch (BackendUnavailableException e) {
      end(Status.UNAVAILABLE, e);
    } catch (IOException | PeerException | RuntimeException e) {
      end(Status.FAILED, e);
    }
  }

  private void end(Status newStatus, Exception e) {
    status = newStatus;
    cause = Optional.of(FailureText.of(e));
  }

  SetupResult result() {
    return new SetupResult(name, status, cause, List.copyOf(rounds));
  }
}
