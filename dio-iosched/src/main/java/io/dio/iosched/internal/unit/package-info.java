// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

/**
 * Accepted work: one object per submission, which is its ticket and its place in every queue.
 *
 * <ul>
 *   <li><b>What lives here:</b> single operations, chains, openings, merged writes, their outcomes,
 *       and what all units of one scheduler share.
 *   <li><b>Thread:</b> the owner of the queue, except for what a ticket tells.
 *   <li><b>May use:</b> {@code request}, {@code verb}, {@code ticket}, {@code observe} and the
 *       public types.
 *   <li><b>Start reading at:</b> {@code Unit}, then {@code Submission}, then {@code Outcome}.
 * </ul>
 */
package io.dio.iosched.internal.unit;
