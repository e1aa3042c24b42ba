// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

/** What the scheduler's module needs to know about pools and nobody else does. */
package io.dio.mempool.internal;
