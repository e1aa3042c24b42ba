// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

/**
 * What the first use of the library costs in a fresh JVM.
 *
 * <p>Start reading at {@link io.dio.bench.fresh.FreshCost}.
 */
package io.dio.bench.fresh;
