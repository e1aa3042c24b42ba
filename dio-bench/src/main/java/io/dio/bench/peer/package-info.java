// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

/**
 * The programs that dio is measured against. They are not written in Java and do a job of the same
 * shape.
 */
package io.dio.bench.peer;
