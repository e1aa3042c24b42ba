// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

/**
 * The ring itself, behind the interface {@code Ring}: how it is set up, how entries are written,
 * and what is registered with it.
 *
 * <ul>
 *   <li><b>What lives here:</b> the seam {@code Ring}, its implementation over the kernel, the
 *       choice of setup flags, and the reasons why there may be no ring.
 *   <li><b>Thread:</b> the ring's owner from enabling to closing it; methods for other threads say
 *       so.
 *   <li><b>May use:</b> {@code unit}, {@code request}, {@code verb}, {@code foreign}, {@code
 *       ticket} and the public types.
 *   <li><b>Start reading at:</b> {@code Ring}, then {@code KernelRing}, then {@code SqeWriter}.
 * </ul>
 */
package io.dio.iosched.internal.ring;
