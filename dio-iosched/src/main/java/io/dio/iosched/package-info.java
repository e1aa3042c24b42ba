// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

/**
 * Schedules operations on files over io_uring or POSIX calls.
 *
 * <p>An {@link io.dio.iosched.Op} says what to do, an {@link io.dio.iosched.IoScheduler} does it,
 * and a {@link io.dio.iosched.Ticket} tells the result.
 */
package io.dio.iosched;
