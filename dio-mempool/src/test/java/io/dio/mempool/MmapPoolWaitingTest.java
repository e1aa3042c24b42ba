// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.mempool;

class MmapPoolWaitingTest extends PoolWaitingContract {

  @Override
  MmapPool poolOfOne(String name) {
    return new MmapPool(name, 4096, 1);
  }
}
