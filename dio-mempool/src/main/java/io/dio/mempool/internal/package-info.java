// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

/** Access to pools for the scheduler's module only; not an API. */
package io.dio.mempool.internal;
