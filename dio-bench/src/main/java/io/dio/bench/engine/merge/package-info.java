// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

/** The merge: several runs are streamed into one output. Start with {@code MergeJob}. */
package io.dio.bench.engine.merge;
