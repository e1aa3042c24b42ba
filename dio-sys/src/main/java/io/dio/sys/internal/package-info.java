// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

/** Access to files for the scheduler's module, beyond their public methods; not an API. */
package io.dio.sys.internal;
