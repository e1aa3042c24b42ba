// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

/**
 * A search engine over several directories: index, query, rerank, merge. Start with {@code
 * LuceneJob}.
 */
package io.dio.bench.engine.lucene;
