// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

/** Programs that are not Java and do a job of the same shape: what dio is measured against. */
package io.dio.bench.peer;
