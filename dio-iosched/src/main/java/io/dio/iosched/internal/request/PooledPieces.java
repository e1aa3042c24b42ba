// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.iosched.internal.request;

import io.dio.mempool.PooledMemory;
import java.lang.foreign.MemorySegment;
import java.util.AbstractList;
import java.util.List;
import java.util.RandomAccess;

/**
 * The segments of a vectored operation and the pooled memory that they belong to. Each piece is
 * retained separately: memory that occurs twice is retained twice.
 */
public final class PooledPieces extends AbstractList<MemorySegment> implements RandomAccess {
  private final List<PooledMemory> owners;
  private final List<MemorySegment> segments;

  /**
   * Creates the list from both lists, which must not change.
   *
   * @param segments the segment of each owner, in the same order
   */
  PooledPieces(List<PooledMemory> owners, List<MemorySegment> segments) {
    this.owners = owners;
    this.segments = segments;
  }

  /** {@return a list of other segments of the same memory} */
  PooledPieces cutTo(List<MemorySegment> shorter) {
    return new PooledPieces(owners, shorter);
  }

  @Override
  public MemorySegment get(int index) {
    return segments.get(index);
  }

  @Override
  public int size() {
    return segments.size();
  }

  /**
   * Retains all owners or none.
   *
   * @param request the operation, for the message
   * @throws IllegalStateException if the memory of one was released
   */
  public void retain(Request request) {
    int retained = 0;
    try {
      while (retained < owners.size()) {
        if (!owners.get(retained).tryRetain()) {
          throw new IllegalStateException(
              "the pooled memory of piece " + retained + " of " + request + " is already released");
        }
        retained++;
      }
    } catch (Throwable refusal) { // an owner may throw any exception
      releaseFirst(retained, refusal);
      throw refusal;
    }
  }

  /**
   * Releases every owner once, even if one of them throws. The first throwable is thrown at the
   * end.
   */
  public void release() {
    Throwable first = releaseFirst(owners.size(), null);
    if (first != null) {
      throw PooledPieces.<RuntimeException>unchecked(first);
    }
  }

  /**
   * {@return {@code failure}, or if that is null the first throwable of an owner} The others are
   * added as suppressed exceptions.
   */
  @SuppressWarnings("ReferenceEquality") // a throwable cannot suppress itself
  private Throwable releaseFirst(int count, Throwable failure) {
    Throwable first = failure;
    for (int i = 0; i < count; i++) {
      try {
        owners.get(i).release();
      } catch (Throwable t) { // the other owners must be released too
        if (first == null) {
          first = t;
        } else if (first != t) {
          first.addSuppressed(t);
        }
      }
    }
    return first;
  }

  /** Throws an undeclared exception, as an owner in another language may have thrown it. */
  @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"})
  private static <T extends Throwable> T unchecked(Throwable thrown) throws T {
    throw (T) thrown;
  }
}
