// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.bench.report;

import io.dio.bench.crash.CrashResult;
import io.dio.bench.probe.Host;
import java.util.List;

/**
 * The report of one {@code dio torture} with crashes, in the form for tools.
 *
 * @param kernel operating system and release
 * @param jdk version of the Java runtime
 * @param results one for each place
 */
public record CrashReport(String kernel, String jdk, List<CrashResult> results) {
  public static CrashReport of(List<CrashResult> results) {
    return new CrashReport(Host.kernel(), Host.jdk(), List.copyOf(results));
  }
}
