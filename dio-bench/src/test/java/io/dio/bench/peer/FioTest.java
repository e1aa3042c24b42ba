// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.bench.peer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dio.bench.job.Access;
import io.dio.bench.job.Beside;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class FioTest {
  private static final String REPORT =
      """
      fio: some warning of its own
      {
        "fio version" : "fio-3.33",
        "jobs" : [
          {
            "jobname" : "dio", "error" : 0,
            "read" : {
              "runtime" : 2001, "iops" : 200000.0, "total_ios" : 400200,
              "lat_ns" : { "percentile" : { "50.000000" : 748, "99.000000" : 1160, "99.900000" : 2192 } }
            },
            "write" : {
              "runtime" : 1000, "iops" : 50.0, "total_ios" : 50,
              "lat_ns" : { "percentile" : { "50.000000" : 1000, "99.000000" : 2000, "99.900000" : 3000 } }
            },
            "job_runtime" : 8000, "usr_cpu" : 8.5, "sys_cpu" : 29.0
          }
        ]
      }
      """;

  private static PeerTurn turn(Access access, int inFlight) {
    return new PeerTurn(
        new PeerJob(access, 4096, inFlight, false, Beside.NONE),
        Path.of("/data/a:b"),
        1 << 20,
        0.25,
        1.5,
        7);
  }

  @Test
  void figuresAreTakenFromItsReport() throws PeerException {
    PeerFigures figures = new Fio(PeerKind.FIO_PSYNC).figures(turn(Access.RANDREAD, 4), REPORT);
    assertThat(figures.operations()).isEqualTo(400_200);
    assertThat(figures.nanos()).isEqualTo(2_001_000_000L);
    assertThat(figures.cpuNanos())
        .as("37.5 per cent of the 8 s that four jobs ran")
        .isEqualTo(3_000_000_000L);
    assertThat(figures.p50Micros()).isEqualTo(0.748);
    assertThat(figures.p99Micros()).isEqualTo(1.16);
    assertThat(figures.p999Micros()).isEqualTo(2.192);
    assertThat(figures.systemCalls()).isEmpty();
    assertThat(figures.deviceReadBytes()).isEmpty();
  }

  @Test
  void aWriteJobIsJudgedByItsWrites() throws PeerException {
    PeerFigures figures = new Fio(PeerKind.FIO_URING).figures(turn(Access.WRITE, 1), REPORT);
    assertThat(figures.operations()).isEqualTo(50);
    assertThat(figures.nanos()).isEqualTo(1_000_000_000L);
  }

  @Test
  void anErrorInItsReportIsAFailure() {
    String failed = REPORT.replace("\"error\" : 0", "\"error\" : 22");
    assertThatThrownBy(() -> new Fio(PeerKind.FIO_URING).figures(turn(Access.READ, 1), failed))
        .isInstanceOf(PeerException.class)
        .hasMessageContaining("22");
  }

  @Test
  void aReportWithoutWhatIsNeededIsAFailureThatNamesIt() {
    Fio fio = new Fio(PeerKind.FIO_URING);
    assertThatThrownBy(
            () -> fio.figures(turn(Access.READ, 1), REPORT.replace("99.900000", "99.950000")))
        .isInstanceOf(PeerException.class)
        .hasMessageContaining("99.900000");
    assertThatThrownBy(() -> fio.figures(turn(Access.READ, 1), "fio: nothing to do"))
        .isInstanceOf(PeerException.class)
        .hasMessageContaining("nothing to do");
    assertThatThrownBy(() -> fio.figures(turn(Access.READ, 1), "{ \"jobs\" : ["))
        .isInstanceOf(PeerException.class);
    assertThatThrownBy(() -> fio.figures(turn(Access.READ, 1), REPORT.replace("400200", "0")))
        .isInstanceOf(PeerException.class)
        .hasMessageContaining("nothing");
  }

  @Test
  void aRingIsAsDeepAndBlockingJobsAreAsManyAsOperationsAreInFlight() {
    assertThat(new Fio(PeerKind.FIO_URING).command(turn(Access.RANDREAD, 64)))
        .contains("--ioengine=io_uring", "--iodepth=64", "--numjobs=1", "--direct=1");
    assertThat(new Fio(PeerKind.FIO_PSYNC).command(turn(Access.RANDREAD, 64)))
        .contains("--ioengine=psync", "--iodepth=1", "--numjobs=64", "--norandommap");
  }

  @Test
  void readJobsCannotWriteAndColonsAreNoSeparators() {
    assertThat(new Fio(PeerKind.FIO_URING).command(turn(Access.RANDREAD, 1)))
        .contains("--readonly", "--filename=/data/a\\:b", "--runtime=1500000us");
    assertThat(new Fio(PeerKind.FIO_URING).command(turn(Access.RANDWRITE, 1)))
        .doesNotContain("--readonly");
  }

  @Test
  void jobsThatReadFromStartToEndStartApart() {
    assertThat(new Fio(PeerKind.FIO_PSYNC).command(turn(Access.READ, 3)))
        .as("a third of 256 blocks, in whole blocks")
        .contains("--offset_increment=" + 85 * 4096);
  }
}
