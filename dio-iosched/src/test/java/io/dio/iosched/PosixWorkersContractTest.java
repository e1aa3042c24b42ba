// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.iosched;

/** The contract over POSIX calls; a worker thread makes every one of them. */
final class PosixWorkersContractTest extends PosixWorkersContract {
  @Override
  IoScheduler openBackend(SchedulerOptions options) {
    return super.openBackend(options.withInlineReads(false));
  }
}
