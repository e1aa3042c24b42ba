// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

/**
 * A {@code Directory} of Apache Lucene over dio. Start with {@link
 * io.dio.bench.lucene.DioDirectory}, which opens files, and {@link io.dio.bench.lucene.FilePolicy},
 * which decides how. The other classes read, prefetch and write one file.
 */
package io.dio.bench.lucene;
