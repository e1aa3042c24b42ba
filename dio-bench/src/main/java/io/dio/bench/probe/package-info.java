// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

/** What this machine and a path on it offer for direct I/O. */
package io.dio.bench.probe;
