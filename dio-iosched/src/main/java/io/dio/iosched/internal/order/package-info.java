// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

/**
 * The way of accepted work to an engine, and the order in which the engine may start it.
 *
 * <ul>
 *   <li><b>What lives here:</b> admission, batches, the hand-off stack, the work that is deferred
 *       for the threads that wait for it, the queue, the gate that holds back work which has to
 *       wait for other work, the merging of writes, the syncs that several submissions share, and
 *       the helper threads of an engine.
 *   <li><b>Thread:</b> submitting threads up to the hand-off, the owner of the queue behind it.
 *   <li><b>May use:</b> {@code unit}, {@code request}, {@code ticket}, {@code observe} and the
 *       public types.
 *   <li><b>Start reading at:</b> {@code Engine}, then {@code Admission}, then {@code WaitingUnits}.
 * </ul>
 */
package io.dio.iosched.internal.order;
