// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.iosched.management;

import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.WRITE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.dio.iosched.IoScheduler;
import io.dio.iosched.Op;
import io.dio.iosched.SchedulerOptions;
import io.dio.mempool.MmapBuffer;
import io.dio.mempool.MmapPool;
import io.dio.mempool.SlabPool;
import io.dio.sys.DioFile;
import java.lang.management.ManagementFactory;
import java.lang.reflect.Method;
import java.nio.file.Path;
import javax.management.JMX;
import javax.management.MBeanServer;
import javax.management.ObjectName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ManagementTest {
  private static final MBeanServer SERVER = ManagementFactory.getPlatformMBeanServer();

  @TempDir private Path folder;

  @Test
  void aSchedulerIsShownWithItsStatisticsUntilTheHandleIsClosed() throws Exception {
    SchedulerOptions options = SchedulerOptions.defaults().withLatencyHistograms(true);
    try (IoScheduler scheduler = IoScheduler.posix(options);
        MmapBuffer block = MmapBuffer.allocate(4096);
        DioFile file = DioFile.open(folder.resolve("file"), CREATE, READ, WRITE)) {
      ObjectName name;
      try (ManagementHandle shown = Management.register(scheduler)) {
        name = new ObjectName(shown.objectName());
        SchedulerMXBean bean = JMX.newMXBeanProxy(SERVER, name, SchedulerMXBean.class);
        scheduler.submit(Op.write(file, block.segment(), 0).durable()).await();
        assertThat(bean.getName()).isEqualTo(scheduler.toString());
        assertThat(bean.getBackend()).isEqualTo("POSIX_INLINE");
        assertThat(bean.getDescription()).isEqualTo(scheduler.describe());
        assertThat(bean.getOperations()).isEqualTo(1);
        assertThat(bean.getBytesWritten()).isEqualTo(4096);
        assertThat(bean.getSyncs()).isEqualTo(1);
        assertThat(bean.getSyncTimeMaxNanos())
            .isEqualTo(scheduler.stats().syncTimes().maxNanos())
            .isPositive();
        assertThat(bean.getDeviceTimeMedianNanos()).isPositive();
      }
      assertThat(SERVER.isRegistered(name)).isFalse();
    }
  }

  @Test
  void everyAttributeCanBeRead() throws Exception {
    try (IoScheduler scheduler = IoScheduler.posix();
        MmapPool pool = new MmapPool("attributes", 4096, 1);
        ManagementHandle first = Management.register(scheduler);
        ManagementHandle second = Management.register(pool)) {
      for (Method getter : SchedulerMXBean.class.getMethods()) {
        assertThat(attribute(first, getter)).as(getter.getName()).isNotNull();
      }
      for (Method getter : PoolMXBean.class.getMethods()) {
        assertThat(attribute(second, getter)).as(getter.getName()).isNotNull();
      }
    }
  }

  private static Object attribute(ManagementHandle shown, Method getter) throws Exception {
    return SERVER.getAttribute(
        new ObjectName(shown.objectName()), getter.getName().substring("get".length()));
  }

  @Test
  void aPoolIsShownWithWhatIsOut() throws Exception {
    try (SlabPool pool = new SlabPool("with \"quotes\", and a comma", 8192, 3);
        ManagementHandle shown = Management.register(pool)) {
      PoolMXBean bean =
          JMX.newMXBeanProxy(SERVER, new ObjectName(shown.objectName()), PoolMXBean.class);
      pool.acquire().release();
      try (var slot = pool.acquire()) {
        assertThat(slot.segment().byteSize()).isEqualTo(8192);
        assertThat(bean.getName()).isEqualTo(pool.name());
        assertThat(bean.getCapacity()).isEqualTo(3);
        assertThat(bean.getOutstanding()).isEqualTo(1);
        assertThat(bean.getAvailable()).isEqualTo(2);
        assertThat(bean.getWaiting()).isZero();
        assertThat(bean.getPieceBytes()).isEqualTo(8192);
      }
    }
  }

  @Test
  void aSecondPoolOfTheSameNameIsRefusedAndAClosedHandleCanBeClosedAgain() {
    try (MmapPool pool = new MmapPool("twice", 4096, 1)) {
      ManagementHandle shown = Management.register(pool);
      assertThatIllegalStateException()
          .isThrownBy(() -> Management.register(pool))
          .withMessageContaining("io.dio:type=Pool,name=\"twice\" is shown already");
      shown.close();
      shown.close();
      Management.register(pool).close();
    }
  }
}
