// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

/**
 * The file calls of the host, each answering {@code >= 0} or {@code -errno}. For this module and
 * the scheduler; not an API.
 */
package io.dio.sys.foreign;
