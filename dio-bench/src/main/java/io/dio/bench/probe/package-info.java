// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

/** Finds out how well this machine and a path on it support direct I/O. */
package io.dio.bench.probe;
