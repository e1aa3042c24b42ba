// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

/**
 * Random programs over every backend, compared with models that know every byte. Start reading at
 * {@link io.dio.bench.torture.TortureRun}; an {@code Episode} is one scheduler with the programs of
 * its threads.
 */
package io.dio.bench.torture;
