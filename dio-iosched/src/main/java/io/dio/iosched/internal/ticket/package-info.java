// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

/**
 * Waiting, and waking the threads that wait. This room does not know what they wait for.
 *
 * <ul>
 *   <li><b>What lives here:</b> the state machine of a ticket, its callbacks, spinning before a
 *       thread parks, and the ways to wake threads one by one or many at once.
 *   <li><b>Thread:</b> waiting threads on one side, the completing thread on the other.
 *   <li><b>May use:</b> the public types only.
 *   <li><b>Start reading at:</b> {@code AbstractTicket}.
 * </ul>
 */
package io.dio.iosched.internal.ticket;
