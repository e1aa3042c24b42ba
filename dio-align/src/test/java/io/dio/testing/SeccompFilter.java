// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.testing;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.util.List;

/**
 * Makes the kernel refuse system calls, as the profile of a container does (seccomp(2)). This
 * cannot be undone, so it is for a child JVM or for a thread that ends. It needs no privileges.
 */
@SuppressWarnings("restricted")
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

  /**
   * Of struct sock_filter: load the word at k; jump if above or equal, above, equal, any bit set;
   * return k.
   */
  private static final short BPF_LD_W_ABS = 0x20;

  private static final short BPF_JMP_JGE_K = 0x35;
  private static final short BPF_JMP_JGT_K = 0x25;
  private static final short BPF_JMP_JEQ_K = 0x15;
  private static final short BPF_JMP_JSET_K = 0x45;
  private static final short BPF_RET_K = 0x06;

  private static final MethodHandle PRCTL =
      link(
          "prctl",
          FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG));
  private static final MethodHandle SYSCALL =
      link("syscall", FunctionDescriptor.of(JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG));

  private SeccompFilter() {}

  /** From now on every thread gets {@code errno} from the system calls in first..last. */
  public static void installForProcess(int first, int last, int errno) {
    install(first, last, errno, SECCOMP_FILTER_FLAG_TSYNC);
  }

  /** From now on this thread, and the threads that it starts, gets {@code errno} from the calls. */
  public static void installForThread(int first, int last, int errno) {
    install(first, last, errno, 0);
  }

  /**
   * From now on this thread, and the threads that it starts, gets {@code errno} from each of the
   * calls.
   */
  public static void installForThread(List<Integer> calls, int errno) {
    int[][] instructions = new int[calls.size() + 3][];
    instructions[0] = new int[] {BPF_LD_W_ABS, 0, 0, 0}; // seccomp_data.nr
    for (int i = 0; i < calls.size(); i++) {
      // Jumps to the last instruction, or continues with the next.
      instructions[i + 1] = new int[] {BPF_JMP_JEQ_K, calls.size() - i, 0, calls.get(i)};
    }
    instructions[calls.size() + 1] = new int[] {BPF_RET_K, 0, 0, SECCOMP_RET_ALLOW};
    instructions[calls.size() + 2] = new int[] {BPF_RET_K, 0, 0, SECCOMP_RET_ERRNO | errno};
    install(0, instructions);
  }

  /**
   * From now on this thread, and the threads that it starts, gets {@code errno} from a call with
   * that bit set.
   *
   * @param argument the argument of the call in which the bit is checked, from 0
   */
  public static void installForThreadIfBit(int call, int argument, int bit, int errno) {
    install(
        0,
        new int[][] {
          {BPF_LD_W_ABS, 0, 0, 0}, // seccomp_data.nr
          {BPF_JMP_JEQ_K, 0, 3, call},
          {BPF_LD_W_ABS, 0, 0, 16 + argument * Long.BYTES}, // seccomp_data.args, the low half
          {BPF_JMP_JSET_K, 0, 1, bit},
          {BPF_RET_K, 0, 0, SECCOMP_RET_ERRNO | errno},
          {BPF_RET_K, 0, 0, SECCOMP_RET_ALLOW}
        });
  }

  /**
   * From now on this thread, and what it starts, gets {@code errno} from a call with that value.
   *
   * @param argument which argument of the call is compared, from 0
   */
  public static void installForThreadIfEqual(int call, int argument, int value, int errno) {
    install(
        0,
        new int[][] {
          {BPF_LD_W_ABS, 0, 0, 0}, // seccomp_data.nr
          {BPF_JMP_JEQ_K, 0, 3, call},
          {BPF_LD_W_ABS, 0, 0, 16 + argument * Long.BYTES}, // seccomp_data.args, the low half
          {BPF_JMP_JEQ_K, 0, 1, value},
          {BPF_RET_K, 0, 0, SECCOMP_RET_ERRNO | errno},
          {BPF_RET_K, 0, 0, SECCOMP_RET_ALLOW}
        });
  }

  private static void install(int first, int last, int errno, long flags) {
    install(
        flags,
        new int[][] {
          {BPF_LD_W_ABS, 0, 0, 0}, // seccomp_data.nr
          {BPF_JMP_JGE_K, 0, 2, first},
          {BPF_JMP_JGT_K, 1, 0, last},
          {BPF_RET_K, 0, 0, SECCOMP_RET_ERRNO | errno},
          {BPF_RET_K, 0, 0, SECCOMP_RET_ALLOW}
        });
  }

  /** For each instruction: the code, the jumps if true and if false, and the operand. */
  private static void install(long flags, int[][] instructions) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment program = arena.allocate(instructions.length * 8L, 8);
      for (int i = 0; i < instructions.length; i++) {
        int[] each = instructions[i];
        instruction(program, i, (short) each[0], each[1], each[2], each[3]);
      }
      MemorySegment header = arena.allocate(16, 8); // struct sock_fprog
      header.set(JAVA_SHORT, 0, (short) instructions.length);
      header.set(ADDRESS, 8, program);
      check(call(PRCTL, PR_SET_NO_NEW_PRIVS, 1L, 0L, 0L, 0L));
      check(call(SYSCALL, NR_SECCOMP, SECCOMP_SET_MODE_FILTER, flags, header.address()));
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

  private static MethodHandle link(String symbol, FunctionDescriptor descriptor) {
    Linker linker = Linker.nativeLinker();
    return linker.downcallHandle(
        linker.defaultLookup().findOrThrow(symbol), descriptor, Linker.Option.firstVariadicArg(1));
  }

  private static long call(MethodHandle function, Object... arguments) {
    try {
      return ((Number) function.invokeWithArguments(arguments)).longValue();
    } catch (Throwable t) {
      throw new AssertionError(t);
    }
  }

  private static void check(long result) {
    if (result != 0) {
      throw new IllegalStateException("seccomp filter refused: " + result);
    }
  }
}
