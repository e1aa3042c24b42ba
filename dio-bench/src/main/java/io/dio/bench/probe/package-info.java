// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

/** Finds out which support this machine and a path on it have for direct I/O. */
package io.dio.bench.probe;
