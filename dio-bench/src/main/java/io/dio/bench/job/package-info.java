// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

/**
 * Jobs: what is read or written, by how many threads, and how that is run, checked and measured.
 */
package io.dio.bench.job;
