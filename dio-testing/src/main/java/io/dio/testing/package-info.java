// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

/**
 * Tools for the tests of programs that use dio: {@link io.dio.testing.FaultInjectingScheduler}
 * makes operations fail, come late or out of order, and {@link io.dio.testing.SimulatedDisk} loses
 * power.
 */
package io.dio.testing;
