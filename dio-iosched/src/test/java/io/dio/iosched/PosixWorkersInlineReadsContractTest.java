// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.iosched;

/** The contract over worker threads with the default options: cached reads do not reach them. */
final class PosixWorkersInlineReadsContractTest extends PosixWorkersContract
    implements InlineReadClauses {}
