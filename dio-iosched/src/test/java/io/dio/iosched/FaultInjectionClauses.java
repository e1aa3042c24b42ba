// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.iosched;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dio.align.Errno;
import io.dio.align.ErrnoException;
import io.dio.sys.DioFile;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.junit.jupiter.api.Test;

/** A failure that a user injects has the consequences of one that the kernel reports. */
interface FaultInjectionClauses extends BackendContract {
  private static ErrnoException lost(String call) {
    return new ErrnoException(call, Errno.ENODATA, "injected");
  }

  @Test
  default void aSyncThatAWrapperFailsPoisonsTheFile() throws Exception {
    DioFile file = newFile(FileKind.BUFFERED);
    FailingSyncs wrapper = new FailingSyncs(scheduler());
    assertThat(Results.of(wrapper.submit(Op.write(file, memory(4096), 0).link(Op.dataSync(file)))))
        .containsExactly("4096", "0");
    wrapper.failNextSync();
    assertThat(Results.of(wrapper.submit(Op.dataSync(file)))).containsExactly("EIO");

    for (Op later :
        new Op[] {
          Op.dataSync(file),
          Op.sync(file),
          Op.barrierSync(file),
          Op.write(file, memory(4096), 0).durable()
        }) {
      Ticket refused = wrapper.submit(later);
      assertThatThrownBy(refused::await)
          .as(later.toString())
          .isInstanceOf(ErrnoException.class)
          .hasMessageContaining("earlier failure, written data may be lost")
          .hasMessageContaining(" not issued");
    }
    Op chain = Op.write(file, memory(4096), 0).link(Op.dataSync(file));
    assertThat(Results.of(wrapper.submit(chain))).containsExactly("4096", "EIO");
    assertThat(wrapper.submit(Op.write(file, memory(4096), 0)).await()).isEqualTo(4096);
    assertThat(wrapper.submit(Op.read(file, memory(4096), 0)).await()).isEqualTo(4096);
    assertThatThrownBy(file::sync).hasMessageContaining("fsync not issued");
    assertThatThrownBy(file::close).hasMessageContaining("fdatasync(").hasMessageContaining("EIO");
  }

  @Test
  default void aSlotThatIsPoisonedRefusesUntilAnotherFileIsInIt() throws Exception {
    IoScheduler scheduler = open(SchedulerOptions.defaults().withFileSlots(1));
    FailingSyncs wrapper = new FailingSyncs(scheduler);
    FileSlot slot = wrapper.fileSlots().getFirst();
    Path path = newPath();
    Op opening = Op.openInto(slot, path, StandardOpenOption.WRITE, StandardOpenOption.CREATE);
    wrapper.submit(opening).await();
    wrapper.failNextSync();
    assertThat(Results.of(wrapper.submit(Op.sync(slot)))).containsExactly("EIO");
    assertThat(Results.of(wrapper.submit(Op.dataSync(slot)))).containsExactly("EIO");
    assertThat(wrapper.submit(Op.write(slot, memory(512), 0)).await()).isEqualTo(512);
    wrapper.submit(Op.close(slot)).await();
    wrapper.submit(opening).await();
    assertThat(Results.of(wrapper.submit(Op.dataSync(slot)))).containsExactly("0");
    wrapper.submit(Op.close(slot)).await();
  }

  /** The kernel reports none of these after a lost write; a caller that reports one is believed. */
  @Test
  default void aPoisonCountsWithEveryErrorAndTheFirstOneStays() throws Exception {
    DioFile file = newFile(FileKind.BUFFERED);
    file.poison(new ErrnoException("syncfs", Errno.EAGAIN, "of the whole file system"));
    file.poison(lost("fsync"));
    assertThat(Results.of(scheduler().submit(Op.dataSync(file)))).containsExactly("EAGAIN");
    assertThatThrownBy(file::dataSync)
        .hasMessageContaining("syncfs(of the whole file system; earlier failure");
    assertThatThrownBy(file::close).hasMessageContaining("EAGAIN");
  }

  @Test
  default void aPoisonNeedsAFailure() throws Exception {
    DioFile file = newFile(FileKind.BUFFERED);
    assertThatThrownBy(() -> file.poison(null))
        .isInstanceOf(NullPointerException.class)
        .hasMessage("failure");
    IoScheduler scheduler = open(SchedulerOptions.defaults().withFileSlots(1));
    assertThatThrownBy(() -> scheduler.fileSlots().getFirst().poison(null))
        .isInstanceOf(NullPointerException.class)
        .hasMessage("failure");
    assertThat(Results.of(scheduler.submit(Op.sync(file)))).containsExactly("0");
  }
}
