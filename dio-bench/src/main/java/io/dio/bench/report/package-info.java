// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

/** What the commands print: tables for people, JSON for tools, progress for who waits. */
package io.dio.bench.report;
