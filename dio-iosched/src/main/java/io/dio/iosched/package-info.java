// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

/** I/O scheduler over io_uring or POSIX calls. */
package io.dio.iosched;
