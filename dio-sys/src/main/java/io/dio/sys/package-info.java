// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

/** Files for direct I/O. */
package io.dio.sys;
