// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

/** What a scheduler costs beside its operations: to be opened and closed, and to be idle. */
package io.dio.bench.cost;
