// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

/**
 * Statistics of schedulers and pools as MXBeans. It needs the module java.management; the rest of
 * dio works without it.
 */
package io.dio.iosched.management;
