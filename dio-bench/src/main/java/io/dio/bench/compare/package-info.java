// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

/** One job over all backends and beside other programs, turn and turn about. */
package io.dio.bench.compare;
