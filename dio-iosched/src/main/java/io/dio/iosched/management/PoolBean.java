// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.iosched.management;

import io.dio.mempool.MmapPool;
import io.dio.mempool.SlabPool;
import java.util.function.IntSupplier;
import java.util.function.LongSupplier;

/** One bean for both kinds of pool, which have the methods in common but no public type. */
record PoolBean(
    String name,
    String pageKind,
    long pieceBytes,
    long capacity,
    LongSupplier outstanding,
    LongSupplier available,
    IntSupplier waiting,
    LongSupplier misuseCount)
    implements PoolMXBean {

  static PoolBean of(MmapPool pool) {
    return new PoolBean(
        pool.name(),
        pool.pageKind().name(),
        pool.bufferSize(),
        pool.capacity(),
        pool::outstanding,
        pool::available,
        pool::waiting,
        pool::misuseCount);
  }

  static PoolBean of(SlabPool pool) {
    return new PoolBean(
        pool.name(),
        pool.pageKind().name(),
        pool.slotSize(),
        pool.capacity(),
        pool::outstanding,
        pool::available,
        pool::waiting,
        pool::misuseCount);
  }

  @Override
  public String getName() {
    return name;
  }

  @Override
  public String getPageKind() {
    return pageKind;
  }

  @Override
  public long getPieceBytes() {
    return pieceBytes;
  }

  @Override
  public long getCapacity() {
    return capacity;
  }

  @Override
  public long getOutstanding() {
    return outstanding.getAsLong();
  }

  @Override
  public long getAvailable() {
    return available.getAsLong();
  }

  @Override
  public int getWaiting() {
    return waiting.getAsInt();
  }

  @Override
  public long getMisuseCount() {
    return misuseCount.getAsLong();
  }
}
