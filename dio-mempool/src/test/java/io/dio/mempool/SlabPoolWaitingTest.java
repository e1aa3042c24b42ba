// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.mempool;

class SlabPoolWaitingTest extends PoolWaitingContract {

  @Override
  SlabPool poolOfOne(String name) {
    return new SlabPool(name, 4096, 1);
  }
}
