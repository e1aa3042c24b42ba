// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.bench.cost;

import java.util.List;

/**
 * What waking virtual threads took.
 *
 * @param batch the number of threads that were woken together
 * @param rounds the figures of each round
 */
public record WakeResult(int batch, List<WakeFigures> rounds) {}
