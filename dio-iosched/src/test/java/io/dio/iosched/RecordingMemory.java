// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.iosched;

import io.dio.mempool.PooledMemory;
import java.lang.foreign.MemorySegment;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Pooled memory that tells how many references to it exist, and how often it was retained. It
 * starts with one reference.
 */
public final class RecordingMemory implements PooledMemory {
  private final MemorySegment segment;
  private final AtomicInteger references = new AtomicInteger(1);
  private final AtomicInteger retained = new AtomicInteger();
  private volatile Runnable afterRelease = () -> {};

  public RecordingMemory(MemorySegment segment) {
    this.segment = segment;
  }

  public int references() {
    return references.get();
  }

  /** {@return how often a reference was taken since the first one} */
  public int retained() {
    return retained.get();
  }

  /**
   * Every release fails from now on, as the release of a misused pool does. It throws a checked
   * exception, as code in other JVM languages may.
   */
  public void throwFromRelease(Throwable thrown) {
    afterRelease(() -> {
      throw RecordingMemory.<RuntimeException>unchecked(thrown);
    });
  }

  /** Each release from now on ends with this call, on the releasing thread. */
  public void afterRelease(Runnable action) {
    afterRelease = action;
  }

  @Override
  public MemorySegment segment() {
    return segment;
  }

  @Override
  public boolean tryRetain() {
    boolean alive = references.getAndUpdate(count -> count == 0 ? 0 : count + 1) > 0;
    if (alive) {
      retained.incrementAndGet();
    }
    return alive;
  }

  @Override
  public void release() {
    if (references.getAndDecrement() <= 0) {
      throw new IllegalStateException("released more often than retained");
    }
    afterRelease.run();
  }

  @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"})
  private static <T extends Throwable> T unchecked(Throwable thrown) throws T {
    throw (T) thrown;
  }
}
