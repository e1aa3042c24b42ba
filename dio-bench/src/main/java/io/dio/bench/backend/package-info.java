// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

/** The backends over which jobs are run, behind one interface. */
package io.dio.bench.backend;
