// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

/** Benchmarks of single calls and hand-offs. {@code dio jmh} runs them in JVMs of their own. */
package io.dio.bench.jmh;
