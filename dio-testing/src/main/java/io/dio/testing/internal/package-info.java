// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

/** The model of a disk that loses power; not an API. */
package io.dio.testing.internal;
