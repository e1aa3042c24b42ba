// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

/**
 * The way from the public interface to the implementation.
 *
 * <ul>
 *   <li><b>What lives here:</b> the factories that the public types call, the choice of a backend,
 *       and the scheduler that hands its work to an engine.
 *   <li><b>Thread:</b> the caller's, from {@code submit} until the work is handed over.
 *   <li><b>May use:</b> every other room.
 *   <li><b>Start reading at:</b> {@code QueuedScheduler}.
 * </ul>
 */
package io.dio.iosched.internal.door;
