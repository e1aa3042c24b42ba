// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.iosched.internal.request;

import io.dio.align.foreign.Segments;
import io.dio.iosched.FileSlot;
import io.dio.iosched.Op;
import io.dio.iosched.Verb;
import io.dio.iosched.internal.verb.FileCommand;
import io.dio.iosched.internal.verb.PathCommand;
import io.dio.mempool.PooledMemory;
import io.dio.sys.DioFile;
import io.dio.sys.internal.FileAccess;
import io.dio.sys.internal.FileOpening;
import java.lang.foreign.MemorySegment;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;

/** Creates requests, and refuses arguments that can never work. */
public final class Requests {
  private static final FileAccess FILES = FileAccess.instance();

  private Requests() {}

  public static Request transfer(
      Verb verb,
      DioFile file,
      FileSlot slot,
      MemorySegment segment,
      PooledMemory pooled,
      long fileOffset) {
    requireTransfer(verb, file, segment, fileOffset);
    return new Request(
        verb,
        file,
        (SlotState) slot,
        segment,
        null,
        pooled,
        null,
        null,
        segment.byteSize(),
        fileOffset);
  }

  public static Request vector(
      Verb verb, DioFile file, FileSlot slot, List<MemorySegment> list, long fileOffset) {
    List<MemorySegment> pieces =
        List.copyOf(Objects.requireNonNull(list, verb.isWrite() ? "sources" : "targets"));
    return vectorOf(verb, file, slot, pieces, fileOffset);
  }

  public static Request pooledVector(
      Verb verb, DioFile file, FileSlot slot, List<? extends PooledMemory> list, long fileOffset) {
    List<PooledMemory> owners =
        List.copyOf(Objects.requireNonNull(list, verb.isWrite() ? "sources" : "targets"));
    List<MemorySegment> segments = owners.stream().map(PooledMemory::segment).toList();
    return vectorOf(verb, file, slot, new PooledPieces(owners, segments), fileOffset);
  }

  private static Request vectorOf(
      Verb verb, DioFile file, FileSlot slot, List<MemorySegment> pieces, long fileOffset) {
    String name = verb.isWrite() ? "sources" : "targets";
    if (pieces.isEmpty() || pieces.size() > Op.MAX_PIECES) {
      throw new IllegalArgumentException(
          name + " has " + pieces.size() + " pieces; allowed are 1.." + Op.MAX_PIECES);
    }
    long byteSize = 0;
    for (int i = 0; i < pieces.size(); i++) {
      checkPiece(verb, file, pieces.get(i), name + "[" + i + "]", fileOffset);
      byteSize += pieces.get(i).byteSize();
    }
    // Checks the sum of the lengths, which may be too large for one call or for a file.
    check(verb, file, 0, byteSize, fileOffset);
    return new Request(
        verb, file, (SlotState) slot, null, pieces, null, null, null, byteSize, fileOffset);
  }

  /**
   * Refuses a transfer of one piece that can never work. {@return the address of {@code segment}}
   */
  static long requireTransfer(Verb verb, DioFile file, MemorySegment segment, long fileOffset) {
    long address = requireMemory(segment, verb.isWrite() ? "source" : "target", verb);
    check(verb, file, address, segment.byteSize(), fileOffset);
    return address;
  }

  private static void checkPiece(
      Verb verb, DioFile file, MemorySegment piece, String name, long fileOffset) {
    long address = requireMemory(piece, name, verb);
    try {
      check(verb, file, address, piece.byteSize(), fileOffset);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(name + ": " + e.getMessage(), e);
    }
  }

  /**
   * Checks a transfer. The file of a slot is not known yet: its access mode is checked at
   * submission, and the kernel checks the alignment.
   */
  private static void check(Verb verb, DioFile file, long address, long byteSize, long fileOffset) {
    if (file != null) {
      FILES.checkTransfer(file, address, byteSize, fileOffset, verb.isWrite());
    } else {
      FILES.checkRange(byteSize, fileOffset);
    }
  }

  private static long requireMemory(MemorySegment segment, String name, Verb verb) {
    return verb.isWrite()
        ? Segments.requireNative(segment, name)
        : Segments.requireWritable(segment, name);
  }

  /** {@return an operation without arguments: a drain, or a closing of a slot} */
  public static Request simple(Verb verb, DioFile file, FileSlot slot) {
    return new Request(verb, file, (SlotState) slot, null, null, null, null, null, 0, 0);
  }

  /** {@return a command on a file or on the file in a slot} */
  public static Request command(FileCommand command, DioFile file, FileSlot slot) {
    if (file != null && command.verb().needsWriteAccess()) {
      FILES.checkAccess(file, true);
    }
    return new Request(
        command.verb(),
        file,
        (SlotState) slot,
        null,
        null,
        null,
        null,
        command,
        command.byteSize(),
        command.fileOffset());
  }

  /** {@return a command on names} */
  public static Request command(PathCommand command) {
    return new Request(command.verb(), null, null, null, null, null, null, command, 0, 0);
  }

  public static Request opening(Path path, OpenOption... options) {
    FileOpening opening = FILES.opening(path, options);
    return new Request(Verb.OPEN, null, null, null, null, null, opening, null, 0, 0);
  }

  public static Request openingInto(FileSlot slot, Path path, OpenOption... options) {
    return openingInto(slot, FILES.openingInOneCall(path, options));
  }

  /** {@return an opening of a temporary file, which only its owner may read} */
  public static Request openingTemporary(FileSlot slot, Path path) {
    return openingInto(slot, FILES.openingTemporary(path));
  }

  private static Request openingInto(FileSlot slot, FileOpening opening) {
    return new Request(
        Verb.OPEN_INTO, null, (SlotState) slot, null, null, null, opening, null, 0, 0);
  }
}
