// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

/**
 * Fixtures shared by the tests of all modules. In a package of their own, because a test-jar that
 * shares a package with its module cannot be loaded beside it; and without the modules' internals,
 * because for the siblings they lie on the class path.
 */
package io.dio.testing;
