// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

/**
 * Real faults of the operating system, caused on purpose: a file system that hangs, devices that
 * hang or fail, a file that cannot grow. Also what the kernel reports about this process.
 *
 * <p>They are part of this module's tests and not of the shared jar, because many of them make
 * system calls, for which native access is enabled only through {@code io.dio.align.foreign}.
 */
package io.dio.iosched.testing;
