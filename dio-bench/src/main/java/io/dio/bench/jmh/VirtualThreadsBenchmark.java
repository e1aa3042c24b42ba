// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.bench.jmh;

import org.openjdk.jmh.annotations.Fork;

/** {@link ThreadsBenchmark} on virtual threads. */
@Fork(value = 1, jvmArgsAppend = VirtualThreadsBenchmark.EXECUTOR)
public class VirtualThreadsBenchmark extends ThreadsBenchmark {
  /** Makes JMH run the threads of the benchmark as virtual threads. */
  static final String EXECUTOR = "-Djmh.executor=VIRTUAL";
}
