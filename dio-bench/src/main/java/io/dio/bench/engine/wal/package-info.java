// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

/** The log: threads write a record each and wait for its commit. Start with {@code WalJob}. */
package io.dio.bench.engine.wal;
