// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

/**
 * The output of the commands: tables for people, JSON for tools, and progress for a person who
 * waits.
 */
package io.dio.bench.report;
