// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

/**
 * The engine over io_uring: one thread, the coordinator, owns the ring.
 *
 * <ul>
 *   <li><b>What lives here:</b> the coordinator's state machine, everything that it has accepted and
 *       not ended, the table of what the kernel has, and the ring itself.
 *   <li><b>Thread:</b> the coordinator's; methods for other threads say so.
 *   <li><b>May use:</b> {@code order}, {@code unit}, {@code request}, {@code ticket}, {@code
 *       foreign} and the public types; never {@code posix}.
 *   <li><b>Start reading at:</b> {@code Coordinator}, then {@code Backlog}, then {@code Ring}.
 * </ul>
 */
package io.dio.iosched.internal.ring;
