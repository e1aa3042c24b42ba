// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

/** The verifiable bytes that jobs write and check. */
package io.dio.bench.pattern;
