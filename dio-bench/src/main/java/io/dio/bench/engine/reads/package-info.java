// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

/**
 * Random reads: a batch of vectors for one query, and lookups on virtual threads. Start with {@code
 * RerankJob} and {@code PointsJob}.
 */
package io.dio.bench.engine.reads;
