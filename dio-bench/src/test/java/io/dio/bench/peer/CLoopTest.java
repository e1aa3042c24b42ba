// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.bench.peer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dio.bench.job.Access;
import io.dio.bench.job.Beside;
import io.dio.iosched.IoUring;
import io.dio.testing.fixtures.Skip;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class CLoopTest {
  private static final int BLOCK = 4096;
  private static final int BLOCKS = 64;

  @TempDir private Path folder;

  private PeerTurn turn(Access access, int inFlight, boolean buffered) {
    return new PeerTurn(
        new PeerJob(access, BLOCK, inFlight, buffered, Beside.NONE),
        folder.resolve("file"),
        BLOCKS * BLOCK,
        0.01,
        0.03,
        7);
  }

  private static Path program(CompiledCLoop compiled) {
    Skip.unless(compiled.program().isPresent(), compiled.compiler());
    return compiled.program().orElseThrow();
  }

  @Test
  void figuresAreTakenFromWhatItPrints() throws PeerException {
    String printed =
        """
        {"operations": 1000, "nanos": 2000000, "cpuNanos": 1500000, "systemCalls": 20,
         "deviceReadBytes": 4096, "timed": 8, "p50Micros": 1.5, "p99Micros": 2.5, "p999Micros": 3.5}
        """;
    PeerFigures figures =
        new CLoop(Path.of("cloop"), PeerKind.C_URING).figures(turn(Access.READ, 1, true), printed);
    assertThat(figures.operations()).isEqualTo(1000);
    assertThat(figures.nanos()).isEqualTo(2_000_000);
    assertThat(figures.cpuNanos()).isEqualTo(1_500_000);
    assertThat(figures.systemCalls()).hasValue(20);
    assertThat(figures.deviceReadBytes()).hasValue(4096);
    assertThat(figures.p999Micros()).isEqualTo(3.5);
  }

  @Test
  void anythingElseThatItPrintsIsAFailure() {
    CLoop loop = new CLoop(Path.of("cloop"), PeerKind.C_URING);
    for (String printed : List.of("", "oops", "{\"operations\": 1}")) {
      assertThatThrownBy(() -> loop.figures(turn(Access.READ, 1, true), printed))
          .isInstanceOf(PeerException.class)
          .hasMessageContaining("no result");
    }
  }

  @ParameterizedTest
  @EnumSource
  void itDoesEveryAccessOverTheRingAndWithBlockingCalls(Access access) throws Exception {
    Files.write(folder.resolve("file"), new byte[BLOCKS * BLOCK]);
    try (CompiledCLoop compiled = CompiledCLoop.compile()) {
      Path program = program(compiled);
      PeerFigures blocking = new CLoop(program, PeerKind.C_PREAD).run(turn(access, 3, true));
      assertThat(blocking.operations()).isPositive();
      assertThat(blocking.systemCalls()).hasValue(blocking.operations());
      assertThat(blocking.nanos()).isGreaterThanOrEqualTo(25_000_000);
      assertThat(blocking.cpuNanos()).isPositive();
      assertThat(blocking.p50Micros()).isPositive().isLessThanOrEqualTo(blocking.p99Micros());
      Skip.unless(IoUring.isAvailable(), "io_uring is not available");
      PeerFigures ring = new CLoop(program, PeerKind.C_URING).run(turn(access, 16, true));
      assertThat(ring.operations()).isGreaterThan(ring.systemCalls().orElseThrow());
      assertThat(ring.p99Micros()).isLessThanOrEqualTo(ring.p999Micros());
    }
    assertThat(folder.resolve("file")).hasSize(BLOCKS * BLOCK);
  }

  @Test
  void readingChangesNothing() throws Exception {
    byte[] before = new byte[BLOCKS * BLOCK];
    before[5000] = 7;
    Files.write(folder.resolve("file"), before);
    try (CompiledCLoop compiled = CompiledCLoop.compile()) {
      new CLoop(program(compiled), PeerKind.C_PREAD).run(turn(Access.RANDREAD, 1, true));
    }
    assertThat(Files.readAllBytes(folder.resolve("file"))).isEqualTo(before);
  }

  @Test
  void aFileThatIsNotThereIsAFailureThatSaysSo() throws Exception {
    try (CompiledCLoop compiled = CompiledCLoop.compile()) {
      CLoop loop = new CLoop(program(compiled), PeerKind.C_PREAD);
      assertThatThrownBy(() -> loop.run(turn(Access.READ, 1, true)))
          .isInstanceOf(PeerException.class)
          .hasMessageContaining("open: No such file or directory");
    }
  }

  @Test
  void withoutACompilerTheCauseSaysSo() throws Exception {
    try (CompiledCLoop compiled = CompiledCLoop.compile(List.of("no-such-compiler"))) {
      assertThat(compiled.program()).isEmpty();
      assertThat(compiled.compiler()).contains("no C compiler", "no-such-compiler");
    }
  }

  @Test
  void withoutLiburingsHeadersTheCauseNamesThePackage() throws Exception {
    Path compiler = script("cloop.c:19:10: fatal error: liburing.h: No such file or directory");
    try (CompiledCLoop compiled = CompiledCLoop.compile(List.of(compiler.toString()))) {
      assertThat(compiled.program()).isEmpty();
      assertThat(compiled.compiler()).contains("liburing-dev", "fatal error");
    }
  }

  @Test
  void itOpensAndClosesRings() throws Exception {
    Files.write(folder.resolve("file"), new byte[BLOCK]);
    try (CompiledCLoop compiled = CompiledCLoop.compile()) {
      Path program = program(compiled);
      Skip.unless(IoUring.isAvailable(), "io_uring is not available");
      SetupFigures figures =
          CSetup.run(program, new SetupTurn(folder.resolve("file"), BLOCK, 8, 11));
      assertThat(figures.openAndReadNanos()).isBetween(1e3, 1e9);
      assertThat(figures.closeNanos()).isBetween(1e2, 1e9);
      assertThatThrownBy(
              () -> CSetup.run(program, new SetupTurn(folder.resolve("file"), 2 * BLOCK, 8, 1)))
          .as("a short read")
          .isInstanceOf(PeerException.class)
          .hasMessageContaining("read: refused (4096)");
      assertThatThrownBy(
              () -> CSetup.run(program, new SetupTurn(folder.resolve("missing"), BLOCK, 8, 1)))
          .isInstanceOf(PeerException.class)
          .hasMessageContaining("open: No such file or directory");
    }
  }

  @Test
  void whatSetupPrintsIsTakenOrAFailure() throws PeerException {
    assertThat(CSetup.figures("{\"times\": 2, \"openAndReadNanos\": 40.5, \"closeNanos\": 7}"))
        .isEqualTo(new SetupFigures(40.5, 7));
    assertThatThrownBy(() -> CSetup.figures("oops"))
        .isInstanceOf(PeerException.class)
        .hasMessageContaining("no result");
  }

  @Test
  void nothingIsLeftBehind() throws Exception {
    CompiledCLoop compiled = CompiledCLoop.compile();
    assertThat(compiled.folder().get()).exists();
    compiled.close();
    assertThat(compiled.folder().get()).doesNotExist();
  }

  /** A compiler that knows its version and complains. */
  private Path script(String complaint) throws IOException {
    Path script =
        Files.createFile(
            folder.resolve("cc"),
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwxr-xr-x")));
    return Files.writeString(
        script,
        """
        #!/bin/sh
        if [ "$1" = --version ]; then echo 'cc 1.0'; exit 0; fi
        echo '%s' >&2
        exit 1
        """
            .formatted(complaint));
  }
}
