// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

/**
 * The process and its surroundings: the terminal, standard output, output files, and everything
 * that must not be left behind when the process ends.
 */
package io.dio.bench.process;
