// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.bench;

import static org.assertj.core.api.Assertions.assertThat;

import io.dio.bench.peer.PeerKind;
import io.dio.bench.peer.Peers;
import io.dio.testing.fixtures.Skip;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A command that is ended by a signal leaves neither files nor processes behind. */
class SignalTest {
  private static final int KILLED_BY_INTERRUPT = 128 + 2;
  private static final int KILLED_BY_TERMINATE = 128 + 15;
  private static final int COLUMNS = 80;

  @TempDir private Path folder;

  private static void assumeCLoop() throws Exception {
    try (Peers peers = Peers.find()) {
      Optional<String> cause = peers.unavailabilityCause(PeerKind.C_URING);
      Skip.unless(cause.isEmpty(), cause.orElse(""));
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "run --backend posix --size 4m --seconds 60",
        "run --backend posix --size 4m --seconds 60 --file data",
        "run --backend posix --size 4m --seconds 60 --beside sync",
        "compare --backend ffm --size 4m --seconds 60",
        "compare --backend ffm --size 4m --seconds 60 --rw randwrite --file data --svg chart.svg",
      })
  void ctrlCOnATerminalLeavesNothing(String arguments) throws Exception {
    try (DioProcess dio = DioProcess.onTerminal(folder, COLUMNS, arguments.split(" "))) {
      dio.awaitOutput(arguments.contains("run") ? "posix rand" : "ffm rand");
      dio.pressInterruptKey();
      assertThat(dio.awaitEnd()).as(dio.output()).isEqualTo(KILLED_BY_INTERRUPT);
    }
    assertThat(folder).isEmptyDirectory();
  }

  @Test
  void ctrlCOnATerminalDeletesAFileThatIsToBeKeptButIsNotYetFilled() throws Exception {
    try (DioProcess dio =
        DioProcess.onTerminal(
            folder, COLUMNS, "run", "--keep", "--size", "256m", "--seconds", "60")) {
      dio.awaitOutput("fill");
      dio.pressInterruptKey();
      assertThat(dio.awaitEnd()).as(dio.output()).isEqualTo(KILLED_BY_INTERRUPT);
    }
    assertThat(folder).isEmptyDirectory();
  }

  @Test
  void ctrlCWhileAFileIsReadLeavesTheFile() throws Exception {
    Path file = Files.write(folder.resolve("data"), new byte[1 << 20]);
    try (DioProcess dio =
        DioProcess.onTerminal(
            folder, COLUMNS, "run", "--backend", "posix", "--file", "data", "--seconds", "60")) {
      dio.awaitOutput("posix rand");
      dio.pressInterruptKey();
      dio.awaitEnd();
    }
    assertThat(file).hasSize(1 << 20);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "compare --backend ffm --size 4m --seconds 2 --rounds 30",
        "cost --times 200 --rounds 100",
      })
  void aTerminatedCommandTakesItsCProgramWithIt(String arguments) throws Exception {
    assumeCLoop();
    ProcessHandle loop;
    try (DioProcess dio = DioProcess.start(folder, arguments.split(" "))) {
      loop = dio.awaitChild("/cloop");
      dio.terminate();
      assertThat(dio.awaitEnd()).as(dio.output()).isEqualTo(KILLED_BY_TERMINATE);
      assertThat(loop.isAlive()).isFalse();
    }
    assertThat(folder).isEmptyDirectory();
  }

  @ParameterizedTest
  @ValueSource(strings = {"compare --backend ffm --size 4m --seconds 2 --rounds 30"})
  void ctrlCTakesTheCProgramWithIt(String arguments) throws Exception {
    assumeCLoop();
    try (DioProcess dio = DioProcess.onTerminal(folder, COLUMNS, arguments.split(" "))) {
      ProcessHandle loop = dio.awaitChild("/cloop");
      dio.pressInterruptKey();
      assertThat(dio.awaitEnd()).as(dio.output()).isEqualTo(KILLED_BY_INTERRUPT);
      assertThat(loop.isAlive()).isFalse();
    }
    assertThat(folder).isEmptyDirectory();
  }
}
