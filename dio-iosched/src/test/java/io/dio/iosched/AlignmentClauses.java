// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.iosched;

import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.dio.sys.DioFile;
import io.dio.sys.DirectAlignment;
import io.dio.testing.fixtures.Skip;
import java.lang.foreign.MemorySegment;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

/** Misaligned direct I/O, if the file system reports the alignment that it needs. */
interface AlignmentClauses extends BackendContract {

  private DioFile directFile() throws Exception {
    DioFile file = newFile(FileKind.DIRECT);
    Skip.unless(
        file.alignment().source() == DirectAlignment.Source.STATX,
        "needs a file system that reports its alignment, not " + file);
    file.writeFully(memory(65536, 1), 0);
    return file;
  }

  private static void assertRefused(ThrowingCallable operation, String operand, int alignment) {
    assertThatIllegalArgumentException()
        .isThrownBy(operation)
        .withMessageContaining(operand + " is not a multiple of " + alignment);
  }

  @Test
  default void aMisalignedAddressIsNamed() throws Exception {
    DioFile file = directFile();
    int alignment = file.alignment().memory();
    MemorySegment odd = memory(16384).asSlice(1, 8192);
    String address = "address 0x" + Long.toHexString(odd.address());
    assertRefused(() -> Op.read(file, odd, 0), address, alignment);
    assertRefused(() -> Op.write(file, odd, 0), address, alignment);
    assertRefused(() -> scheduler().read(file, odd, 0), address, alignment);
    assertRefused(() -> scheduler().write(file, odd, 0), address, alignment);
    file.close();
  }

  @Test
  default void aMisalignedLengthIsNamed() throws Exception {
    DioFile file = directFile();
    int alignment = file.alignment().offset();
    MemorySegment odd = memory(16384).asSlice(0, 8191);
    assertRefused(() -> Op.read(file, odd, 0), "length 8191", file.alignment().readOffset());
    assertRefused(() -> Op.write(file, odd, 0), "length 8191", alignment);
    file.close();
  }

  @Test
  default void aMisalignedOffsetIsNamed() throws Exception {
    DioFile file = directFile();
    int alignment = file.alignment().offset();
    MemorySegment memory = memory(8192);
    assertRefused(() -> Op.read(file, memory, 4097), "offset 4097", file.alignment().readOffset());
    assertRefused(() -> Op.write(file, memory, 4097), "offset 4097", alignment);
    file.close();
  }

  @Test
  default void eachPieceOfAVectorIsCheckedAndNamed() throws Exception {
    DioFile file = directFile();
    int alignment = file.alignment().offset();
    MemorySegment memory = memory(16384);
    List<MemorySegment> oddLength = List.of(memory.asSlice(0, 4096), memory.asSlice(4096, 100));
    assertRefused(() -> Op.writev(file, oddLength, 0), "sources[1]: length 100", alignment);
    MemorySegment odd = memory.asSlice(4097, 4096);
    List<MemorySegment> oddAddress = List.of(memory.asSlice(0, 4096), odd);
    assertRefused(
        () -> Op.readv(file, oddAddress, 0),
        "targets[1]: address 0x" + Long.toHexString(odd.address()),
        file.alignment().memory());
    // The total of 8192 bytes would be aligned, but each piece has to be aligned by itself.
    List<MemorySegment> halves = List.of(memory.asSlice(0, 100), memory.asSlice(4096, 8092));
    assertRefused(() -> Op.writev(file, halves, 0), "sources[0]: length 100", alignment);
    assertRefused(() -> Op.writev(file, List.of(memory), 1), "offset 1", alignment);
    file.close();
  }
}
