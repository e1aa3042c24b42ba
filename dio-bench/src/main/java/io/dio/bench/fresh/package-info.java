// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

/**
 * Measures the cost of the first use of the library in a fresh JVM.
 *
 * <p>Start reading at {@link io.dio.bench.fresh.FreshCost}.
 */
package io.dio.bench.fresh;
