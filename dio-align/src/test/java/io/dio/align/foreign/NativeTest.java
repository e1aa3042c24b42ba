// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.align.foreign;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_DOUBLE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dio.align.Errno;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodType;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

class NativeTest {

  private static final FunctionDescriptor INT_OF_INT = FunctionDescriptor.of(JAVA_INT, JAVA_INT);
  private static final FunctionDescriptor LONG_OF_INT = FunctionDescriptor.of(JAVA_LONG, JAVA_INT);

  private static final MethodHandle CLOSE = Native.systemCall("close", INT_OF_INT);
  private static final MethodHandle LSEEK =
      Native.systemCall("lseek", FunctionDescriptor.of(JAVA_LONG, JAVA_INT, JAVA_LONG, JAVA_INT));
  private static final MethodHandle ACCESS =
      Native.systemCall("access", FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_INT));

  @Test
  void aSystemCallAnswersItsResult() throws Throwable {
    MethodHandle getpid = Native.systemCall("getpid", FunctionDescriptor.of(JAVA_INT));
    assertThat((int) getpid.invokeExact()).isEqualTo((int) ProcessHandle.current().pid());
  }

  @Test
  void aSystemCallThatFailsAnswersMinusErrno() throws Throwable {
    assertThat((int) CLOSE.invokeExact(-1)).isEqualTo(-Errno.EBADF);
    assertThat((long) LSEEK.invokeExact(-1, 0L, 0)).isEqualTo(-Errno.EBADF);
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment path = arena.allocateFrom("/does/not/exist");
      assertThat((int) ACCESS.invokeExact(path, 0)).isEqualTo(-Errno.ENOENT);
    }
  }

  @Test
  void aHandleHasExactlyTheTypeOfItsDescriptor() {
    assertThat(CLOSE.type()).isEqualTo(MethodType.methodType(int.class, int.class));
    assertThat(ACCESS.type())
        .isEqualTo(MethodType.methodType(int.class, MemorySegment.class, int.class));
    assertThat(Native.systemCall("no_such_function", LONG_OF_INT).type())
        .isEqualTo(MethodType.methodType(long.class, int.class));
    assertThat(Native.systemCallIfPresent("no_such_function", LONG_OF_INT).type())
        .isEqualTo(MethodType.methodType(long.class, int.class));
    assertThat(Native.function("getpid", FunctionDescriptor.of(JAVA_INT)).type())
        .isEqualTo(MethodType.methodType(int.class));
  }

  @Test
  void aVariadicFunctionIsLinkedWithItsOption() throws Throwable {
    MethodHandle syscall =
        Native.systemCall(
            "syscall",
            FunctionDescriptor.of(JAVA_LONG, JAVA_LONG, JAVA_INT),
            Linker.Option.firstVariadicArg(1));
    assertThat((long) syscall.invokeExact(-1L, 0)).isEqualTo(-Errno.ENOSYS);
  }

  @Test
  void aMissingFunctionSaysSoEachTimeItIsCalled() {
    MethodHandle missing = Native.systemCall("no_such_function", INT_OF_INT);
    MethodHandle missingToo = Native.function("no_such_function", INT_OF_INT);
    for (int attempt = 0; attempt < 2; attempt++) {
      assertThatThrownBy(() -> Native.unexpected(catchThrown(missing)))
          .isInstanceOf(UnsupportedOperationException.class)
          .hasMessageStartingWith(
              "the function no_such_function is not in the C library of this host, "
                  + System.getProperty("os.name"));
      assertThatThrownBy(() -> Native.unexpected(catchThrown(missingToo)))
          .isInstanceOf(UnsupportedOperationException.class);
    }
    assertThat(catchThrown(missing)).isNotSameAs(catchThrown(missing));
  }

  private static Throwable catchThrown(MethodHandle handle) {
    try {
      int result = (int) handle.invokeExact(1);
      throw new AssertionError("returned " + result);
    } catch (Throwable t) {
      return t;
    }
  }

  @Test
  void aMissingOptionalFunctionAnswersThatTheKernelLacksIt() throws Throwable {
    MethodHandle answersInt = Native.systemCallIfPresent("no_such_function", INT_OF_INT);
    MethodHandle answersLong = Native.systemCallIfPresent("no_such_function", LONG_OF_INT);
    assertThat((int) answersInt.invokeExact(1)).isEqualTo(-Errno.ENOSYS);
    assertThat((long) answersLong.invokeExact(1)).isEqualTo(-Errno.ENOSYS);
    MethodHandle present = Native.systemCallIfPresent("close", INT_OF_INT);
    assertThat((int) present.invokeExact(-1)).isEqualTo(-Errno.EBADF);
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void aFunctionThatReturnsItsErrorIsPassedOnUnchanged() throws Throwable {
    MethodHandle fadvise =
        Native.function(
            "posix_fadvise",
            FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_LONG, JAVA_LONG, JAVA_INT));
    assertThat((int) fadvise.invokeExact(-1, 0L, 0L, 0)).isEqualTo(Errno.EBADF);
  }

  @Test
  void criticalIsRefusedAsItWouldHoldUpSafepoints() {
    for (boolean heapAccess : new boolean[] {false, true}) {
      Linker.Option critical = Linker.Option.critical(heapAccess);
      assertThatIllegalArgumentException()
          .isThrownBy(() -> Native.systemCall("close", INT_OF_INT, critical))
          .withMessage("options of close contain critical: it would hold up every safepoint");
      assertThatIllegalArgumentException()
          .isThrownBy(() -> Native.systemCallIfPresent("close", INT_OF_INT, critical));
      assertThatIllegalArgumentException()
          .isThrownBy(() -> Native.function("close", INT_OF_INT, critical));
      assertThatIllegalArgumentException()
          .isThrownBy(() ->
              Native.function(
                  Linker.nativeLinker().defaultLookup(), "close", INT_OF_INT, critical));
    }
  }

  @Test
  void aSystemCallReturnsIntOrLong() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Native.systemCall("sqrt", FunctionDescriptor.of(JAVA_DOUBLE)))
        .withMessage("descriptor of sqrt returns double, not int or long");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Native.systemCallIfPresent("exit", FunctionDescriptor.ofVoid(JAVA_INT)))
        .withMessage("descriptor of exit returns void, not int or long");
    assertThatNullPointerException().isThrownBy(() -> Native.systemCall(null, INT_OF_INT));
    assertThatNullPointerException().isThrownBy(() -> Native.systemCall("close", null));
    assertThatNullPointerException().isThrownBy(() -> Native.function("close", null));
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void aLibraryIsFoundByItsNameOrNotAtAll() throws Throwable {
    try (Arena arena = Arena.ofConfined()) {
      SymbolLookup libc = Native.library("libc.so.6", arena).orElseThrow();
      MethodHandle getpid = Native.function(libc, "getpid", FunctionDescriptor.of(JAVA_INT));
      assertThat((int) getpid.invokeExact()).isEqualTo((int) ProcessHandle.current().pid());
      assertThatExceptionOfType(UnsupportedOperationException.class)
          .isThrownBy(() ->
              Native.unexpected(
                  catchThrown(Native.function(libc, "no_such_function", INT_OF_INT))));
      assertThat(Native.library("libdoes-not-exist.so.9", arena)).isEmpty();
    }
    assertThatNullPointerException().isThrownBy(() -> Native.library(null, Arena.global()));
    assertThatNullPointerException().isThrownBy(() -> Native.library("libc.so.6", null));
  }

  @Test
  void aSegmentRunsItsCleanupOnceWhenItsArenaCloses() {
    AtomicInteger cleanups = new AtomicInteger();
    MemorySegment segment;
    try (Arena arena = Arena.ofShared()) {
      segment = Native.segment(4096, 64, arena, cleanups::incrementAndGet);
      assertThat(segment.address()).isEqualTo(4096);
      assertThat(segment.byteSize()).isEqualTo(64);
      assertThat(cleanups).hasValue(0);
    }
    assertThat(cleanups).hasValue(1);
    assertThat(segment.scope().isAlive()).isFalse();
  }

  @Test
  void aSegmentThatCannotBeMadeDoesNotRunItsCleanup() throws Exception {
    AtomicInteger cleanups = new AtomicInteger();
    Arena closed;
    try (Arena arena = Arena.ofShared()) {
      closed = arena;
    }
    assertThatIllegalStateException()
        .isThrownBy(() -> Native.segment(4096, 64, closed, cleanups::incrementAndGet));
    try (Arena confined = Arena.ofConfined()) {
      FutureTask<MemorySegment> elsewhere =
          new FutureTask<>(() -> Native.segment(4096, 64, confined, cleanups::incrementAndGet));
      Thread.ofPlatform().start(elsewhere).join();
      assertThat(elsewhere.exceptionNow()).isInstanceOf(WrongThreadException.class);
    }
    assertThat(cleanups).hasValue(0);
  }

  @Test
  void aSegmentWithoutAnArenaLivesForEver() {
    MemorySegment segment = Native.segment(4096, 64);
    assertThat(segment.byteSize()).isEqualTo(64);
    assertThat(segment.scope()).isEqualTo(Arena.global().scope());
  }

  @Test
  void whatAHandleThrowsIsPassedOnUnlessItIsChecked() {
    IllegalStateException unchecked = new IllegalStateException("closed");
    assertThatThrownBy(() -> Native.unexpected(unchecked)).isSameAs(unchecked);
    StackOverflowError error = new StackOverflowError();
    assertThatThrownBy(() -> Native.unexpected(error)).isSameAs(error);
    IOException checked = new IOException();
    assertThat(Native.unexpected(checked)).isInstanceOf(AssertionError.class).hasCause(checked);
  }

  @Test
  void aCallOnAClosedSegmentIsRefusedByTheLinker() {
    MemorySegment path;
    try (Arena arena = Arena.ofConfined()) {
      path = arena.allocateFrom("/");
    }
    assertThatIllegalStateException().isThrownBy(() -> access(path));
  }

  private static int access(MemorySegment path) {
    try {
      return (int) ACCESS.invokeExact(path, 0);
    } catch (Throwable t) {
      throw Native.unexpected(t);
    }
  }
}
