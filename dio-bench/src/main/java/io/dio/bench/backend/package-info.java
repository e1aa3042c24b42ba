// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

/** The ways to the file that jobs are run over, behind one face. */
package io.dio.bench.backend;
