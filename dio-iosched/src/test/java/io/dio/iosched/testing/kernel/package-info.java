// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

/**
 * The rules of io_uring, for tests whose ring is not real: what the kernel demands of its caller,
 * and what follows from each of its decisions. A test makes the decisions.
 */
package io.dio.iosched.testing.kernel;
