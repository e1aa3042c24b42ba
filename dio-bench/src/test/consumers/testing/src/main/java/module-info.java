// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

/** The tests of a modular program. */
module com.example.testing {
  requires io.dio.testing;
}
