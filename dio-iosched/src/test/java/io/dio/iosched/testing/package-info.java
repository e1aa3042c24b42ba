// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

/**
 * Real faults of the operating system, made on purpose: a file system that hangs, devices that hang
 * or fail, a file that cannot grow, forbidden system calls; and what the kernel tells about this
 * process.
 *
 * <p>Part of this module's tests, not of their shared jar: much of it calls the system, for which
 * native access is enabled through {@code io.dio.align.foreign} only.
 */
package io.dio.iosched.testing;
