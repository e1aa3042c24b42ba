// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

/**
 * The file calls of the host. Each returns {@code >= 0} or {@code -errno}. They serve this module
 * and the scheduler, and are not an API.
 */
package io.dio.sys.foreign;
