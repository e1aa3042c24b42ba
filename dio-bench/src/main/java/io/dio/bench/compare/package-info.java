// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

/** Runs one job over all backends and other programs, which take turns. */
package io.dio.bench.compare;
