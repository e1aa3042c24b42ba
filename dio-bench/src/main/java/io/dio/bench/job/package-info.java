// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

/** Jobs: the work, its threads, and how it is run, checked and measured. */
package io.dio.bench.job;
