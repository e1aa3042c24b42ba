// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

/**
 * Wrapping: the part of an operation that a scheduler around another one needs and the public types
 * do not show. The module for users' tests uses it; nothing in this module does.
 *
 * <ul>
 *   <li><b>What lives here:</b> one class that reads operations, derives harmless ones from them,
 *       and creates the exceptions that the real ones would fail with.
 *   <li><b>Thread:</b> any.
 *   <li><b>May use:</b> {@code request}, {@code ticket} and the public types.
 *   <li><b>Start reading at:</b> {@code WrappedOp}.
 * </ul>
 */
package io.dio.iosched.internal.wrapping;
