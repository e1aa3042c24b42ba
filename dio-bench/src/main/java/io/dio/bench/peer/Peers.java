// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.bench.peer;

import java.io.IOException;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The peers that are available on this machine: the C loop is compiled, and fio is searched for.
 */
public final class Peers implements AutoCloseable {
  private static final String NO_FIO = "fio is not installed";

  private final CompiledCLoop cLoop;
  private final Optional<String> fioVersion;
  private final Map<PeerKind, Peer> peers = new EnumMap<>(PeerKind.class);

  private Peers(CompiledCLoop cLoop, Optional<String> fioVersion) {
    this.cLoop = cLoop;
    this.fioVersion = fioVersion;
    for (PeerKind kind : PeerKind.values()) {
      switch (kind) {
        case C_URING, C_PREAD ->
            cLoop.program().ifPresent(program -> peers.put(kind, new CLoop(program, kind)));
        case FIO_URING, FIO_PSYNC -> fioVersion.ifPresent(_ -> peers.put(kind, new Fio(kind)));
      }
    }
  }

  /** {@return the peers of this machine} */
  public static Peers find() throws IOException, InterruptedException {
    CompiledCLoop cLoop = CompiledCLoop.compile();
    return new Peers(cLoop, Fio.version());
  }

  /** {@return how the C loop was compiled, or why it was not} */
  public String cLoop() {
    return cLoop.compiler();
  }

  /** {@return fio's version, or that it is not installed} */
  public String fio() {
    return fioVersion.orElse(NO_FIO);
  }

  /** {@return the reason why a peer cannot be run; empty if it can} */
  public Optional<String> unavailabilityCause(PeerKind kind) {
    if (peers.containsKey(kind)) {
      return Optional.empty();
    }
    return Optional.of(kind == PeerKind.C_URING || kind == PeerKind.C_PREAD ? cLoop() : fio());
  }

  /** {@return the options that a report shows; empty if the name of the peer says everything} */
  public Optional<String> options(PeerKind kind, PeerTurn turn) {
    return peers.get(kind) instanceof Fio fio
        ? Optional.of(String.join(" ", fio.jobOptions(turn)))
        : Optional.empty();
  }

  /**
   * Runs one turn of an available peer.
   *
   * @throws PeerException if it failed
   */
  public PeerFigures run(PeerKind kind, PeerTurn turn) throws PeerException, InterruptedException {
    return peers.get(kind).run(turn);
  }

  /**
   * Makes the C loop open and close rings. The C loop must be available.
   *
   * @throws PeerException if it failed
   */
  public SetupFigures setup(SetupTurn turn) throws PeerException, InterruptedException {
    return CSetup.run(cLoop.program().orElseThrow(), turn);
  }

  /**
   * {@return the peers that are run beside a job; peers that block are run only beside a job that
   * blocks}
   */
  public static List<PeerKind> beside(boolean blocking) {
    return blocking ? List.of(PeerKind.values()) : List.of(PeerKind.C_URING, PeerKind.FIO_URING);
  }

  /** Deletes the compiled program. */
  @Override
  public void close() throws IOException {
    cLoop.close();
  }
}
