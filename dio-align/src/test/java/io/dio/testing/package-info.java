// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

/**
 * Fixtures shared by the tests of all modules. They are in a package of their own, because a
 * test-jar that shares a package with its module cannot be loaded beside it. They do not use the
 * modules' internals, because the sibling modules have this jar on the class path.
 */
package io.dio.testing;
