// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.testing;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;

/**
 * A shared arena in which every segment ends at a page that may not be accessed. Native code that
 * goes one byte too far then crashes the JVM instead of damaging other memory. There is such a page
 * before the first page of a segment, too.
 *
 * <p>If a size is a multiple of the page size, both ends of the segment touch a guard. An
 * allocation fails if it cannot have its guards.
 */
@SuppressWarnings("restricted")
public final class GuardPageArena implements Arena {

  private static final int PROT_NONE = 0;
  private static final int PROT_READ_WRITE = 3;
  private static final int MAP_PRIVATE_ANONYMOUS =
      System.getProperty("os.name").startsWith("Mac") ? 0x1002 : 0x22;

  private static final MethodHandle MMAP =
      link(
          "mmap",
          FunctionDescriptor.of(
              JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_INT, JAVA_INT, JAVA_INT, JAVA_LONG));
  private static final MethodHandle MPROTECT =
      link("mprotect", FunctionDescriptor.of(JAVA_INT, JAVA_LONG, JAVA_LONG, JAVA_INT));
  private static final MethodHandle MUNMAP =
      link("munmap", FunctionDescriptor.of(JAVA_INT, JAVA_LONG, JAVA_LONG));
  private static final MethodHandle GETPAGESIZE =
      link("getpagesize", FunctionDescriptor.of(JAVA_INT));

  private final Arena lifetime = Arena.ofShared();

  /**
   * {@return a zeroed segment that ends at a guard page}
   *
   * @param byteSize its length, a multiple of {@code byteAlignment}; otherwise the segment could
   *     not be aligned and also end at the guard
   * @param byteAlignment a power of two, at most the page size
   */
  @Override
  public MemorySegment allocate(long byteSize, long byteAlignment) {
    long pageBytes = pageBytes();
    if (byteSize < 0
        || Long.bitCount(byteAlignment) != 1
        || byteAlignment > pageBytes
        || byteSize % byteAlignment != 0) {
      throw new IllegalArgumentException(
          byteSize + " bytes aligned to " + byteAlignment + " cannot end at a guard page");
    }
    return map(byteSize, byteSize, lifetime);
  }

  /**
   * {@return a segment of which only the first bytes can be accessed} A system call that reads or
   * writes all of it returns a short count, on every kernel and file system. Other code must not
   * touch the part behind the first bytes.
   *
   * @param byteSize its length
   * @param accessible the length of the first bytes, a multiple of the page size
   * @param arena its lifetime
   */
  public static MemorySegment allocateTorn(long byteSize, long accessible, Arena arena) {
    if (accessible < 0 || accessible > byteSize) {
      throw new IllegalArgumentException(accessible + " of " + byteSize + " bytes");
    }
    return map(byteSize, accessible, arena);
  }

  /**
   * {@return a zeroed segment that ends at a guard page, or that begins at one}
   *
   * @param byteSize its length; the address is as aligned as the length is, up to the page size
   * @param atBegin whether it begins at a guard page, and is aligned to pages; else it ends at one
   * @param arena its lifetime
   */
  public static MemorySegment allocate(long byteSize, boolean atBegin, Arena arena) {
    long pageBytes = pageBytes();
    long mapped = atBegin ? Math.max(pageBytes, roundUp(byteSize, pageBytes)) : byteSize;
    return map(mapped, mapped, arena).asSlice(0, byteSize);
  }

  private static MemorySegment map(long byteSize, long accessible, Arena arena) {
    long pageBytes = pageBytes();
    long room = Math.max(pageBytes, roundUp(accessible, pageBytes));
    long total = pageBytes + room + Math.max(pageBytes, roundUp(byteSize - accessible, pageBytes));
    long mapping = call(MMAP, 0L, total, PROT_NONE, MAP_PRIVATE_ANONYMOUS, -1, 0L);
    if (mapping == -1) {
      throw new OutOfMemoryError("cannot map " + total + " bytes");
    }
    if (call(MPROTECT, mapping + pageBytes, room, PROT_READ_WRITE) != 0) {
      call(MUNMAP, mapping, total);
      throw new IllegalStateException("cannot open the pages between the guards");
    }
    return MemorySegment.ofAddress(mapping + pageBytes + room - accessible)
        .reinterpret(byteSize, arena, _ -> call(MUNMAP, mapping, total));
  }

  private static long roundUp(long byteSize, long pageBytes) {
    return (byteSize + pageBytes - 1) & -pageBytes;
  }

  /** {@return the size of a page, in bytes} */
  public static long pageBytes() {
    return call(GETPAGESIZE);
  }

  @Override
  public MemorySegment.Scope scope() {
    return lifetime.scope();
  }

  @Override
  public void close() {
    lifetime.close();
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
