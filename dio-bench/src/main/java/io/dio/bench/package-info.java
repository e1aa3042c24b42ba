// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

/** The dio command line and benchmarks. */
package io.dio.bench;
