// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

/**
 * Faults of the system by their causes, on every backend: no room, a limit of the process, a device
 * that is taken away, calls that a filter denies. Each test shows the type of the error, which file
 * is poisoned, that everything else goes on, and that nothing is left behind.
 */
package io.dio.iosched.faults;
