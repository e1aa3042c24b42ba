// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.bench.pattern;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import java.util.Optional;

/**
 * The expected contents of a file: for every granule, the generation of the pattern that was last
 * written there.
 *
 * <p>If a write job wrote bytes that are already in the file, lost writes would go unnoticed. So
 * each round of writing has a generation of its own, and this ledger records where it was written.
 *
 * <p>Any number of threads may check and mark at the same time, if all writing threads use one
 * generation. Two threads that mark the same granule then store the same number.
 */
public final class Contents {
  /** Buffers are filled with this byte before a read, so that old contents are noticed. */
  private static final byte SCRIBBLE = (byte) 0xDB;

  private static final long SCRIBBLED_WORD = 0xDBDB_DBDB_DBDB_DBDBL;

  /** With more granules, the ledger of a write job would need a larger heap than usual. */
  private static final long MAX_GRANULES = 1L << 28;

  private final Pattern[] generations;
  private final short[] ledger; // by granule; null if the file is never overwritten
  private final int granuleShift;

  private Contents(Pattern[] generations, short[] ledger, int granuleShift) {
    this.generations = generations;
    this.ledger = ledger;
    this.granuleShift = granuleShift;
  }

  /** {@return the contents of a file that always holds {@code pattern}, from start to end} */
  public static Contents unchanging(Pattern pattern) {
    return new Contents(new Pattern[] {pattern}, null, 0);
  }

  /**
   * {@return the contents of a file that holds {@code pattern} now and is going to be overwritten}
   *
   * @param fileByteSize the size of the file
   * @param granuleByteSize a power of two ; offset and length of all writes are multiples of it
   * @param generationCount the number of generations, with the present one (0)
   * @throws IllegalArgumentException if the file has too many granules for a ledger
   */
  public static Contents overwritten(
      Pattern pattern, long fileByteSize, int granuleByteSize, int generationCount) {
    if (Integer.bitCount(granuleByteSize) != 1) {
      throw new IllegalArgumentException(
          "granuleByteSize " + granuleByteSize + " is not a power of two");
    }
    if (generationCount > Short.MAX_VALUE) {
      throw new IllegalArgumentException(
          "generationCount " + generationCount + " is above " + Short.MAX_VALUE);
    }
    long granules = Math.ceilDiv(fileByteSize, granuleByteSize);
    if (granules > MAX_GRANULES) {
      throw new IllegalArgumentException(
          "a file of %d bytes written in pieces of %d has %d of them; at most %d can be verified"
              .formatted(fileByteSize, granuleByteSize, granules, MAX_GRANULES));
    }
    Pattern[] generations = new Pattern[generationCount];
    for (int i = 0; i < generationCount; i++) {
      generations[i] = pattern.generation(i);
    }
    return new Contents(
        generations, new short[(int) granules], Integer.numberOfTrailingZeros(granuleByteSize));
  }

  /** Prepares a buffer for a read of which every byte will be checked. */
  public static void scribble(MemorySegment segment, long from, long byteSize) {
    segment.asSlice(from, byteSize).fill(SCRIBBLE);
  }

  /** Prepares a buffer for a read of which only the head will be checked. */
  public static void scribbleHead(MemorySegment segment, long from) {
    segment.set(Pattern.WORD, from, SCRIBBLED_WORD);
  }

  /** Fills a buffer with the bytes of {@code generation} at {@code fileOffset}. */
  public void fill(
      MemorySegment segment, long from, long fileOffset, long byteSize, int generation) {
    generations[generation].fill(segment, from, fileOffset, byteSize);
  }

  /** Records that {@code generation} was written there. */
  public void markWritten(long fileOffset, long byteSize, int generation) {
    int first = (int) (fileOffset >>> granuleShift);
    int last = (int) ((fileOffset + byteSize - 1) >>> granuleShift);
    for (int granule = first; granule <= last; granule++) {
      ledger[granule] = (short) generation;
    }
  }

  /** Records that the whole file was filled with generation 0 again. */
  public void markRestored() {
    if (ledger != null) {
      Arrays.fill(ledger, (short) 0);
    }
  }

  /** {@return whether the first word is right} */
  public boolean headMatches(MemorySegment segment, long from, long fileOffset) {
    return patternAt(fileOffset).headMatches(segment, from, fileOffset);
  }

  /** {@return the first wrong byte among {@code byteSize} from {@code from} on, if there is one} */
  public Optional<Mismatch> check(
      MemorySegment segment, long from, long fileOffset, long byteSize) {
    long done = 0;
    while (done < byteSize) {
      long offset = fileOffset + done;
      Pattern pattern = patternAt(offset);
      long length = Math.min(byteSize - done, bytesOfOneGeneration(offset));
      long matching = pattern.matchingBytes(segment, from + done, offset, length);
      if (matching < length) {
        return Optional.of(mismatch(pattern, segment, from + done + matching, offset + matching));
      }
      done += length;
    }
    return Optional.empty();
  }

  /** {@return the mismatch of a transfer that ended before {@code fileOffset}} */
  public Mismatch missing(long fileOffset) {
    long word = patternAt(fileOffset).word(fileOffset & -Pattern.WORD_BYTES);
    return new Mismatch(fileOffset, byteOf(word, fileOffset), Mismatch.MISSING);
  }

  private static Mismatch mismatch(
      Pattern pattern, MemorySegment segment, long at, long wordOffset) {
    long expected = pattern.word(wordOffset);
    long actual = segment.get(Pattern.WORD, at);
    int wrong = Long.numberOfTrailingZeros(expected ^ actual) / Byte.SIZE;
    return new Mismatch(
        wordOffset + wrong,
        byteOf(expected, wrong),
        Byte.toUnsignedInt(segment.get(ValueLayout.JAVA_BYTE, at + wrong)));
  }

  private static int byteOf(long word, long offset) {
    return (int) (word >>> (offset % Pattern.WORD_BYTES * Byte.SIZE)) & 0xFF;
  }

  private long bytesOfOneGeneration(long fileOffset) {
    if (ledger == null) {
      return Long.MAX_VALUE;
    }
    long granuleByteSize = 1L << granuleShift;
    return granuleByteSize - (fileOffset & (granuleByteSize - 1));
  }

  private Pattern patternAt(long fileOffset) {
    return ledger == null
        ? generations[0]
        : generations[ledger[(int) (fileOffset >>> granuleShift)]];
  }
}
