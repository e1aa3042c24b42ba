// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.testing;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.function.IntUnaryOperator;

/**
 * A thread that is certainly inside the kernel: it reads from a pipe that is still empty. Linux
 * only.
 */
@SuppressWarnings("restricted")
public final class BlockedRead implements AutoCloseable {

  private static final long TIMEOUT_NANOS = 30_000_000_000L;

  private static final MethodHandle PIPE = link("pipe", FunctionDescriptor.of(JAVA_INT, ADDRESS));
  private static final MethodHandle READ =
      link("read", FunctionDescriptor.of(JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG));
  private static final MethodHandle WRITE =
      link("write", FunctionDescriptor.of(JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG));
  private static final MethodHandle CLOSE =
      link("close", FunctionDescriptor.of(JAVA_INT, JAVA_INT));

  private final int readEnd;
  private final int writeEnd;
  private final FutureTask<Integer> read;
  private volatile Path thread;

  private BlockedRead(int readEnd, int writeEnd, IntUnaryOperator readOneByte) {
    this.readEnd = readEnd;
    this.writeEnd = writeEnd;
    this.read =
        new FutureTask<>(() -> {
          thread = Path.of("/proc").resolve(Files.readSymbolicLink(Path.of("/proc/thread-self")));
          return readOneByte.applyAsInt(readEnd);
        });
  }

  /**
   * Starts a read in a new platform thread and returns once the kernel has put it to sleep.
   *
   * @param readOneByte makes the system call read for one byte from the given descriptor and
   *     returns its result
   */
  public static BlockedRead start(IntUnaryOperator readOneByte) throws IOException {
    BlockedRead blocked;
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment fds = arena.allocate(JAVA_INT, 2);
      if (call(PIPE, fds) != 0) {
        throw new IOException("no pipe");
      }
      blocked =
          new BlockedRead(fds.getAtIndex(JAVA_INT, 0), fds.getAtIndex(JAVA_INT, 1), readOneByte);
    }
    Thread.ofPlatform().name("blocked-read").daemon().start(blocked.read);
    long deadline = System.nanoTime() + TIMEOUT_NANOS;
    while (!blocked.isInKernel()) {
      if (blocked.read.isDone() || System.nanoTime() > deadline) {
        blocked.close();
        throw new IllegalStateException("the read did not block");
      }
      Thread.onSpinWait();
    }
    return blocked;
  }

  /**
   * Starts a read of one byte into {@code target}, as {@link #start} does. Unlike dio's own calls,
   * this one has a segment as argument, so the linker holds its arena during the call.
   */
  public static BlockedRead startInto(MemorySegment target) throws IOException {
    return start(fd -> {
      try {
        return (int) (long) READ.invokeExact(fd, target, 1L);
      } catch (Throwable t) {
        throw new AssertionError(t);
      }
    });
  }

  /** {@return whether the read has not returned yet} */
  public boolean isBlocked() {
    return !read.isDone();
  }

  /** Writes the byte that the read waits for, and returns what the read returned. */
  public int finish(byte value) {
    try (Arena arena = Arena.ofConfined()) {
      long written = call(WRITE, writeEnd, arena.allocateFrom(ValueLayout.JAVA_BYTE, value), 1L);
      if (written != 1) {
        throw new IllegalStateException("write to the pipe returned " + written);
      }
      return read.get();
    } catch (InterruptedException | ExecutionException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() {
    if (isBlocked()) {
      finish((byte) 0);
    }
    call(CLOSE, readEnd);
    call(CLOSE, writeEnd);
  }

  /** {@return whether the kernel says that the thread is in read with our descriptor} */
  private boolean isInKernel() throws IOException {
    if (thread == null) {
      return false;
    }
    // The number of the call, then its arguments in hexadecimal; "running" while in user space.
    String[] call = Files.readString(thread.resolve("syscall")).split(" ", -1);
    String number = System.getProperty("os.arch").equals("aarch64") ? "63" : "0";
    return call[0].equals(number) && call[1].equals("0x" + Integer.toHexString(readEnd));
  }

  private static MethodHandle link(String symbol, FunctionDescriptor descriptor) {
    Linker linker = Linker.nativeLinker();
    return linker.downcallHandle(linker.defaultLookup().findOrThrow(symbol), descriptor);
  }

  private static long call(MethodHandle function, Object... arguments) {
    try {
      return ((Number) function.invokeWithArguments(arguments)).longValue();
    } catch (Throwable t) {
      throw new AssertionError(t);
    }
  }
}
