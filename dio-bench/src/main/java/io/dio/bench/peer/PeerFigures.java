// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.bench.peer;

import java.util.OptionalLong;

/**
 * The measurements of a peer in one turn.
 *
 * @param nanos the duration
 * @param operations completed in that time
 * @param cpuNanos user and system time of the program
 * @param systemCalls system calls for these operations, if the program reports them
 * @param deviceReadBytes bytes read from the device for it, if the program reports them
 * @param p50Micros median latency
 * @param p99Micros latency that 99 % stay within
 * @param p999Micros latency that 99.9 % stay within
 */
public record PeerFigures(
    long nanos,
    long operations,
    long cpuNanos,
    OptionalLong systemCalls,
    OptionalLong deviceReadBytes,
    double p50Micros,
    double p99Micros,
    double p999Micros) {}
