// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

/**
 * Operations as blocking system calls.
 *
 * <ul>
 *   <li><b>What lives here:</b> the scheduler without threads, the engine of worker threads, the
 *       blocking calls of both, and the operations of a queued scheduler that the caller's thread
 *       makes: reads that the page cache answers, and what a waiting thread makes itself.
 *   <li><b>Thread:</b> a worker thread, or the caller's where the class comment says so.
 *   <li><b>May use:</b> {@code order}, {@code unit}, {@code request}, {@code verb}, {@code ticket},
 *       {@code observe}, {@code foreign} and the public types; never {@code ring} or {@code
 *       coordinator}.
 *   <li><b>Start reading at:</b> {@code WorkerEngine}, then {@code PosixCalls}.
 * </ul>
 */
package io.dio.iosched.internal.posix;
