// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.iosched;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.dio.align.Errno;
import io.dio.iosched.testing.SealedFile;
import io.dio.mempool.SlabPool;
import io.dio.sys.DioFile;
import io.dio.testing.fixtures.FlightRecording;
import java.lang.foreign.MemorySegment;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import jdk.jfr.consumer.RecordedEvent;
import org.junit.jupiter.api.Test;

/** Flight Recorder and the histograms see operations with their times. */
interface ObservationClauses extends BackendContract {
  /** {@return the events of the operations of the test's scheduler} */
  private List<RecordedEvent> operations(FlightRecording.Body body) throws Exception {
    return FlightRecording.of("io.dio.Operation", body).stream()
        .filter(event -> event.getString("scheduler").equals(scheduler().toString()))
        .toList();
  }

  @Test
  default void anOperationIsAnEventWithItsTimes() throws Exception {
    DioFile file = newFile(10_000, 1);
    List<RecordedEvent> events =
        operations(() -> scheduler().submit(Op.read(file, memory(4096), 8192)).await());
    assertThat(events).hasSize(1);
    RecordedEvent event = events.getFirst();
    assertThat(event.getString("backend")).isEqualTo(scheduler().backend().name());
    assertThat(event.getString("verb")).isEqualTo("READ");
    assertThat(event.getString("file")).isEqualTo(file.path().toString());
    assertThat(event.getLong("offset")).isEqualTo(8192);
    assertThat(event.getLong("bytesRequested")).isEqualTo(4096);
    assertThat(event.getLong("bytesTransferred")).isEqualTo(10_000 - 8192);
    assertThat(event.getInt("errno")).isZero();
    assertThat(event.getString("error")).isNull();
    assertThat(event.getLong("queueTime")).isNotNegative();
    assertThat(event.getLong("deviceTime")).isPositive();
  }

  @Test
  default void aFailedOperationIsAnEventWithItsError() throws Exception {
    try (SealedFile sealed = SealedFile.create(4096)) {
      DioFile file = open(sealed.path(), StandardOpenOption.WRITE);
      List<RecordedEvent> events =
          operations(() -> {
            Ticket write = scheduler().submit(Op.write(file, memory(100), 4096));
            assertThat(catchThrowable(write::await)).isNotNull();
          });
      assertThat(events).hasSize(1);
      assertThat(events.getFirst().getInt("errno")).isEqualTo(Errno.EPERM);
      assertThat(events.getFirst().getString("error")).isEqualTo("EPERM");
      assertThat(events.getFirst().getLong("bytesTransferred")).isZero();
      assertThat(scheduler().stats().failures()).isEqualTo(1);
    }
  }

  @Test
  default void anOperationBelowTheThresholdIsNoEvent() throws Exception {
    DioFile file = newFile(4096, 1);
    assertThat(
            FlightRecording.of(
                "io.dio.Operation",
                Duration.ofDays(1),
                () -> scheduler().submit(Op.read(file, memory(4096), 0)).await()))
        .isEmpty();
  }

  @Test
  default void eachOperationOfAChainIsAnEvent() throws Exception {
    DioFile file = newFile(FileKind.BUFFERED);
    List<RecordedEvent> events =
        operations(() ->
            scheduler()
                .submit(
                    Op.write(file, memory(4096, 1), 0)
                        .link(Op.dataSync(file))
                        .link(Op.read(file, memory(4096), 0)))
                .await());
    assertThat(events)
        .extracting(event -> event.getString("verb"))
        .containsExactlyInAnyOrder("WRITE", "DATA_SYNC", "READ");
    assertThat(events).allSatisfy(event -> assertThat(event.getLong("deviceTime")).isPositive());
  }

  @Test
  default void anOpeningIsAnEventWithItsPath() throws Exception {
    DioFile present = newFile(10, 1);
    List<RecordedEvent> events =
        operations(() -> {
          Ticket opening = scheduler().submit(Op.open(present.path(), StandardOpenOption.READ));
          opening.await();
          opening.file().close();
        });
    assertThat(events).hasSize(1);
    assertThat(events.getFirst().getString("verb")).isEqualTo("OPEN");
    assertThat(events.getFirst().getString("file")).contains(present.path().toString());
  }

  @Test
  default void aBlockingCallIsAnEvent() throws Exception {
    DioFile file = newFile(4096, 1);
    List<RecordedEvent> events =
        operations(() -> {
          scheduler().read(file, memory(4096), 0);
          scheduler().write(file, memory(512, 2), 512);
        });
    assertThat(events)
        .extracting(event -> event.getString("verb"))
        .containsExactlyInAnyOrder("READ", "WRITE");
    assertThat(events)
        .extracting(event -> event.getLong("bytesTransferred"))
        .containsExactlyInAnyOrder(4096L, 512L);
  }

  @Test
  default void aBatchIsAnEventAndSoAreItsOperationsAtEachUse() throws Exception {
    DioFile file = newFile(8192, 1);
    IoBatch batch = scheduler().newBatch(2);
    batch.read(file, memory(4096), 0);
    batch.read(file, memory(4096), 4096);
    FlightRecording.Body twice =
        () -> {
          batch.submit();
          batch.await();
          batch.submit();
          batch.await();
        };
    assertThat(operations(twice)).hasSize(4);
    List<RecordedEvent> batches = FlightRecording.of("io.dio.Batch", twice);
    assertThat(batches).hasSize(2);
    assertThat(batches.getFirst().getString("scheduler")).isEqualTo(scheduler().toString());
    assertThat(batches.getFirst().getString("backend")).isEqualTo(scheduler().backend().name());
    assertThat(batches.getFirst().getInt("operations")).isEqualTo(2);
    assertThat(batches.getFirst().getLong("bytesRequested")).isEqualTo(8192);
  }

  @Test
  default void eachThingThatASchedulerDoesNotHaveIsAnEvent() throws Exception {
    try (SlabPool slab = new SlabPool("test", 4096, 4)) {
      SchedulerOptions options = SchedulerOptions.defaults().withSlabs(List.of(slab));
      List<RecordedEvent> events =
          FlightRecording.of(
              "io.dio.Fallback",
              () -> {
                try (IoScheduler opened = open(options)) {
                  assertThat(opened.degradations()).isNotNull();
                }
              });
      try (IoScheduler another = open(options)) {
        assertThat(events)
            .extracting(event -> event.getString("what"))
            .containsExactlyElementsOf(
                another.degradations().stream().map(missing -> missing.what()).toList());
      }
    }
  }

  @Test
  default void histogramsHaveEachOperationThatWasIssued() throws Exception {
    IoScheduler scheduler = open(SchedulerOptions.defaults().withLatencyHistograms(true));
    DioFile file = newFile(FileKind.BUFFERED);
    MemorySegment memory = memory(4096, 1);
    scheduler.submit(Op.write(file, memory, 0).link(Op.dataSync(file))).await();
    scheduler.submit(Op.write(file, memory, 0).durable()).await();
    scheduler.submit(Op.read(file, memory, 0)).await();
    scheduler.submit(Op.drain(file)).await();
    scheduler.read(file, memory, 0);
    SchedulerStats stats = scheduler.stats();
    assertThat(stats.operations()).isEqualTo(6);
    assertThat(stats.queueTimes().count()).isEqualTo(5);
    assertThat(stats.deviceTimes().count()).isEqualTo(5);
    assertThat(stats.syncTimes().count()).isEqualTo(2);
    assertThat(stats.deviceTimes().totalNanos()).isPositive();
    assertThat(stats.syncTimes().totalNanos()).isPositive();
    assertThat(stats.deviceTimes().maxNanos()).isPositive();
  }

  @Test
  default void nothingIsMeasuredUnlessSomebodyAsks() throws Exception {
    DioFile file = newFile(4096, 1);
    scheduler().submit(Op.read(file, memory(4096), 0)).await();
    assertThat(scheduler().stats().deviceTimes()).isEqualTo(LatencyHistogram.empty());
    assertThat(scheduler().stats().queueTimes()).isEqualTo(LatencyHistogram.empty());
  }
}
