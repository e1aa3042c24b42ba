// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

/**
 * Jobs that storage engines know, and how their contenders take turns. Start with {@code
 * EngineRun}. The packages below this one hold the jobs: a log, a merge, and random reads. They
 * name this package, and this package names none of them.
 */
package io.dio.bench.engine;
