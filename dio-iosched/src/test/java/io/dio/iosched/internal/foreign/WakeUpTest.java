// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.iosched.internal.foreign;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.dio.align.foreign.Host;
import io.dio.iosched.Scratch;
import io.dio.sys.DioFile;
import io.dio.sys.internal.FileAccess;
import io.dio.testing.fixtures.TimeLimits;
import java.io.IOException;
import java.lang.reflect.Field;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The eventfd, and signals that come after it was closed. */
@Timeout(value = 120, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class WakeUpTest {
  private Scratch scratch;

  @BeforeEach
  void setUp(@TempDir Path directory) {
    assumeTrue(Host.isLinux(), "eventfd is a part of Linux");
    scratch = new Scratch(directory);
  }

  @AfterEach
  void tearDown() {
    scratch.close();
  }

  /** {@return the sum of the signals that were not read, which the kernel reports in hex} */
  private static long counter(WakeUp wakeUp) throws IOException {
    for (String line : Files.readAllLines(Path.of("/proc/self/fdinfo/" + wakeUp.descriptor()))) {
      if (line.startsWith("eventfd-count:")) {
        return Long.parseLong(line.substring("eventfd-count:".length()).strip(), 16);
      }
    }
    throw new AssertionError("descriptor " + wakeUp.descriptor() + " is no eventfd");
  }

  @Test
  void signalsAddUpAndAreCounted() throws Exception {
    WakeUp wakeUp = WakeUp.create();
    assertThat(counter(wakeUp)).isZero();
    wakeUp.signal();
    wakeUp.signal();
    wakeUp.signal();

    assertThat(counter(wakeUp)).isEqualTo(3);
    assertThat(wakeUp.signalCount()).isEqualTo(3);
    wakeUp.close();
  }

  @Test
  void theDescriptorIsNotForChildren() throws Exception {
    WakeUp wakeUp = WakeUp.create();
    List<String> info = Files.readAllLines(Path.of("/proc/self/fdinfo/" + wakeUp.descriptor()));

    // O_CLOEXEC, octal.
    assertThat(info)
        .anySatisfy(line -> {
          assertThat(line).startsWith("flags:");
          assertThat(Long.parseLong(line.substring(6).strip(), 8) & 0_2000000).isNotZero();
        });
    wakeUp.close();
  }

  @Test
  void aLateSignalReachesNobodyWhoHasTheDescriptorNow() throws Exception {
    WakeUp wakeUp = WakeUp.create();
    wakeUp.close();
    DioFile heir = openAs(wakeUp.descriptor());
    wakeUp.signal();
    wakeUp.signal();

    assertThat(heir.size()).isZero();
    assertThat(wakeUp.signalCount()).isZero();
  }

  /** {@return a new file that got the free {@code descriptor}} */
  private DioFile openAs(int descriptor) {
    for (int i = 0; i < 100; i++) {
      DioFile opened = scratch.open();
      if (FileAccess.instance().descriptor(opened) == descriptor) {
        return opened;
      }
    }
    throw new AssertionError("nobody got descriptor " + descriptor);
  }

  @Test
  void signalsThatRaceWithCloseReachNobodyElse() throws Exception {
    for (int round = 0; round < 20; round++) {
      WakeUp wakeUp = WakeUp.create();
      AtomicBoolean stop = new AtomicBoolean();
      AtomicInteger signalling = new AtomicInteger();
      List<Thread> signallers = new ArrayList<>();
      for (int i = 0; i < 2; i++) {
        signallers.add(
            Thread.ofPlatform()
                .start(() -> {
                  signalling.incrementAndGet();
                  while (!stop.get()) {
                    wakeUp.signal();
                  }
                }));
      }
      while (signalling.get() < 2) {
        Thread.onSpinWait();
      }
      wakeUp.close();
      DioFile heir = scratch.open();
      for (int i = 0; i < 20; i++) {
        assertThat(heir.size()).isZero();
      }
      stop.set(true);
      for (Thread signaller : signallers) {
        signaller.join();
      }
      assertThat(heir.size()).isZero();
      heir.close();
    }
  }

  @Test
  void closeWaitsForASignalInProgress() throws Exception {
    WakeUp wakeUp = WakeUp.create();
    AtomicInteger signalling = signalling(wakeUp);
    // Like a thread that has passed the check and is delayed before its write.
    signalling.incrementAndGet();
    AtomicBoolean closing = new AtomicBoolean();
    CompletableFuture<Void> closed =
        CompletableFuture.runAsync(() -> {
          closing.set(true);
          wakeUp.close();
        });
    while (!closing.get() || signalling.get() == 1) {
      Thread.onSpinWait();
    }
    assertThat(closed).isNotDone();
    assertThat(counter(wakeUp)).isZero();
    signalling.decrementAndGet();

    assertThat(closed).succeedsWithin(TimeLimits.ofSeconds(60));
  }

  private static AtomicInteger signalling(WakeUp wakeUp) throws ReflectiveOperationException {
    Field field = WakeUp.class.getDeclaredField("signalling");
    field.setAccessible(true);
    return (AtomicInteger) field.get(wakeUp);
  }
}
