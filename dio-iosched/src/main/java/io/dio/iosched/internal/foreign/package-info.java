// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

/**
 * System calls and C structures of io_uring, limits and priorities.
 *
 * <ul>
 *   <li><b>What lives here:</b> the calls that drive a ring, made by the library itself or by the
 *       system's liburing, the eventfd that wakes the coordinator, and resource limits.
 *   <li><b>Thread:</b> any, except for what the kernel lets only the ring's thread do.
 *   <li><b>May use:</b> the public types only.
 *   <li><b>Start reading at:</b> {@code RingCalls}.
 * </ul>
 */
package io.dio.iosched.internal.foreign;
