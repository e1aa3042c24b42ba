// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.bench.peer;

import java.util.List;

/** A program that does the job in place of a backend. */
abstract sealed class Peer permits CLoop, Fio {

  /** {@return the program and its arguments} */
  abstract List<String> command(PeerTurn turn);

  /** {@return the figures from the output of the program} */
  abstract PeerFigures figures(PeerTurn turn, String output) throws PeerException;

  final PeerFigures run(PeerTurn turn) throws PeerException, InterruptedException {
    return figures(turn, ChildProcess.output(command(turn)));
  }
}
