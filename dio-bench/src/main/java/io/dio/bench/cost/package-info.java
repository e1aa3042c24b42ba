// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

/** Measures what a scheduler costs apart from its operations: opening, closing and being idle. */
package io.dio.bench.cost;
