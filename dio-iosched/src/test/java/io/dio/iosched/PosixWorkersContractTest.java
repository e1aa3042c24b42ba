// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.iosched;

/** The contract over POSIX calls, every one of them made by a worker thread. */
final class PosixWorkersContractTest extends PosixWorkersContract {
  @Override
  IoScheduler openBackend(SchedulerOptions options) {
    return super.openBackend(options.withInlineReads(false));
  }
}
