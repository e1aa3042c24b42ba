// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.bench.cost;

import io.dio.bench.backend.BackendUnavailableException;
import io.dio.bench.peer.PeerException;
import io.dio.bench.peer.SetupFigures;
import java.io.IOException;

/** Opens and closes a given number of schedulers in one turn. */
interface SetupProgram {
  SetupFigures run()
      throws IOException, BackendUnavailableException, PeerException, InterruptedException;
}
