// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

/**
 * The engine over io_uring: one thread, the coordinator, owns the ring and all that it has.
 *
 * <ul>
 *   <li><b>What lives here:</b> the coordinator's state machine, everything that it has accepted
 *       and not ended, the table of what the kernel has, and the threads for calls that a ring
 *       cannot make.
 *   <li><b>Thread:</b> the coordinator's; methods for other threads say so.
 *   <li><b>May use:</b> {@code ring}, {@code order}, {@code unit}, {@code request}, {@code verb},
 *       {@code ticket} and the public types; never {@code posix}.
 *   <li><b>Start reading at:</b> {@code Coordinator}, then {@code Backlog}.
 * </ul>
 */
package io.dio.iosched.internal.coordinator;
