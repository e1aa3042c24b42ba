// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

/**
 * Losses of power and kills: a child process writes and acknowledges to this process, which ends it
 * at a random moment and checks that everything acknowledged is there. Start reading at {@link
 * io.dio.bench.crash.CrashRun}; the child is {@code WriterProgram}.
 */
package io.dio.bench.crash;
