// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

/** A modular program. The modules below the scheduler come with it. */
module com.example.app {
  requires io.dio.iosched;
}
