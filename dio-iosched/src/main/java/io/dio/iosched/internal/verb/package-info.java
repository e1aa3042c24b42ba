// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

/**
 * Commands: the operations that move no bytes between memory and a file.
 *
 * <ul>
 *   <li><b>What lives here:</b> one class for each kind of command. It has the checks of the
 *       arguments, the text for messages, the blocking call, and the entry in a ring. A new command
 *       needs a class here, a constant in {@code Verb}, and a method each in {@code Door} and
 *       {@code Op}.
 *   <li><b>Thread:</b> any; commands are immutable.
 *   <li><b>May use:</b> the public types only.
 *   <li><b>Start reading at:</b> {@code Command}, then {@code Truncation}.
 * </ul>
 */
package io.dio.iosched.internal.verb;
