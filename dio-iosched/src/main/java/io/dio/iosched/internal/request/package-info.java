// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

/**
 * Requests: the content of an operation. Nothing here knows a thread, a queue or a ring.
 *
 * <ul>
 *   <li><b>What lives here:</b> the implementation of {@code Op}, its checks, what it holds until
 *       its completion, what is said of it, and the scheduler's side of a file slot.
 *   <li><b>Thread:</b> any; requests are immutable, except those that a batch uses again.
 *   <li><b>May use:</b> {@code verb} and the public types.
 *   <li><b>Start reading at:</b> {@code Request}, then {@code Requests}.
 * </ul>
 */
package io.dio.iosched.internal.request;
