// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

/**
 * Measures the cost of a scheduler apart from its operations: of opening, closing and being idle.
 */
package io.dio.bench.cost;
