// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

/**
 * The process and its surroundings: the terminal, standard output, files that are written, and what
 * must not be left behind when the process ends.
 */
package io.dio.bench.process;
