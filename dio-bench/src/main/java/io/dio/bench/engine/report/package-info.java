// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

/** The reports of the jobs that engines know: tables, JSON and charts. */
package io.dio.bench.engine.report;
