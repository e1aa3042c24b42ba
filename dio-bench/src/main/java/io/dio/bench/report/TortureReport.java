// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.bench.report;

import io.dio.bench.probe.Host;
import io.dio.bench.torture.TortureResult;
import java.util.List;

/**
 * The report of one {@code dio torture} with random programs, in the form for tools.
 *
 * @param kernel operating system and release
 * @param jdk version of the Java runtime
 * @param processors their number and kind
 * @param results one for each backend in each place
 */
public record TortureReport(
    String kernel, String jdk, String processors, List<TortureResult> results) {
  public static TortureReport of(List<TortureResult> results) {
    return new TortureReport(Host.kernel(), Host.jdk(), Host.processors(), List.copyOf(results));
  }
}
