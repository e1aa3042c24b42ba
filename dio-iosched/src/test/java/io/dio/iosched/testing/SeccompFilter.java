// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.iosched.testing;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import io.dio.align.foreign.Native;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;

/**
 * Has the kernel refuse system calls, as a container's profile does (seccomp(2)). It cannot be
 * undone: for a child JVM, or for a thread that ends. Needs no privileges.
 */
public final class SeccompFilter {
  /** io_uring_setup, the first of three; the numbers are the same on every architecture. */
  public static final int IO_URING_SETUP = 425;

  /** io_uring_enter. */
  public static final int IO_URING_ENTER = 426;

  /** io_uring_register, the last of three. */
  public static final int IO_URING_REGISTER = 427;

  private static final long NR_SECCOMP =
      System.getProperty("os.arch").equals("aarch64") ? 277 : 317;
  private static final long SECCOMP_SET_MODE_FILTER = 1;
  private static final long SECCOMP_FILTER_FLAG_TSYNC = 1;
  private static final int SECCOMP_RET_ERRNO = 0x0005_0000;
  private static final int SECCOMP_RET_ALLOW = 0x7fff_0000;
  private static final int PR_SET_NO_NEW_PRIVS = 38;

  /** Of struct sock_filter: load the word at k; jump if above or equal, above; return k. */
  private static final short BPF_LD_W_ABS = 0x20;

  private static final short BPF_JMP_JGE_K = 0x35;
  private static final short BPF_JMP_JGT_K = 0x25;
  private static final short BPF_RET_K = 0x06;

  private static final MethodHandle PRCTL =
      Native.systemCall(
          "prctl",
          FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG),
          Linker.Option.firstVariadicArg(1));
  private static final MethodHandle SYSCALL =
      Native.systemCall(
          "syscall",
          FunctionDescriptor.of(JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, ADDRESS),
          Linker.Option.firstVariadicArg(1));

  private SeccompFilter() {}

  /** From now on every thread gets {@code errno} from the system calls in first..last. */
  public static void installForProcess(int first, int last, int errno) {
    install(first, last, errno, SECCOMP_FILTER_FLAG_TSYNC);
  }

  /** From now on this thread, and what it starts, gets {@code errno} from the calls. */
  public static void installForThread(int first, int last, int errno) {
    install(first, last, errno, 0);
  }

  private static void install(int first, int last, int errno, long flags) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment program = arena.allocate(5 * 8, 8);
      instruction(program, 0, BPF_LD_W_ABS, 0, 0, 0); // seccomp_data.nr
      instruction(program, 1, BPF_JMP_JGE_K, 0, 2, first);
      instruction(program, 2, BPF_JMP_JGT_K, 1, 0, last);
      instruction(program, 3, BPF_RET_K, 0, 0, SECCOMP_RET_ERRNO | errno);
      instruction(program, 4, BPF_RET_K, 0, 0, SECCOMP_RET_ALLOW);
      MemorySegment header = arena.allocate(16, 8); // struct sock_fprog
      header.set(JAVA_SHORT, 0, (short) 5);
      header.set(ADDRESS, 8, program);
      check((int) PRCTL.invokeExact(PR_SET_NO_NEW_PRIVS, 1L, 0L, 0L, 0L));
      check((long) SYSCALL.invokeExact(NR_SECCOMP, SECCOMP_SET_MODE_FILTER, flags, header));
    } catch (Throwable t) {
      throw Native.unexpected(t);
    }
  }

  private static void instruction(
      MemorySegment program, int index, short code, int ifTrue, int ifFalse, int operand) {
    long at = index * 8L;
    program.set(JAVA_SHORT, at, code);
    program.set(JAVA_BYTE, at + 2, (byte) ifTrue);
    program.set(JAVA_BYTE, at + 3, (byte) ifFalse);
    program.set(JAVA_INT, at + 4, operand);
  }

  private static void check(long result) {
    if (result != 0) {
      throw new IllegalStateException("seccomp filter refused: " + result);
    }
  }
}
