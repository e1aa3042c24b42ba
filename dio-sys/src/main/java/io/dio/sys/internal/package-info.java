// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

/** What the scheduler may ask of a file beyond its public methods; not an API. */
package io.dio.sys.internal;
