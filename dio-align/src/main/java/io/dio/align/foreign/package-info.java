// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

/**
 * The mechanism by which the modules of dio reach the operating system: linking, errno, mappings.
 *
 * <p>Not part of the public API: exported to the sibling modules only. Two conventions hold
 * throughout. Every native function answers {@code >= 0} or {@code -errno}, so that a result is one
 * number without hidden state; only the public API turns it into an exception. And buffers are
 * passed as raw addresses, after the caller has checked bounds, nativeness and liveness: the caller
 * also keeps them reachable for as long as the call lasts.
 */
package io.dio.align.foreign;
