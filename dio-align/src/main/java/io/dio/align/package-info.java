// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

/** Alignment arithmetic and page-aligned off-heap memory for direct I/O. */
package io.dio.align;
