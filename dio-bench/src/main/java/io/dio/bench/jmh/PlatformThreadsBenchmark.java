// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.bench.jmh;

import org.openjdk.jmh.annotations.Fork;

/** {@link ThreadsBenchmark} on platform threads. */
@Fork(1)
public class PlatformThreadsBenchmark extends ThreadsBenchmark {}
