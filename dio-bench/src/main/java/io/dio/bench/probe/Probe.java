// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.bench.probe;

import io.dio.bench.probe.ProbeReport.IoUringFacts;
import io.dio.bench.probe.ProbeReport.LiburingFacts;
import io.dio.bench.probe.ProbeReport.PathFacts;
import io.dio.bench.process.FailureText;
import io.dio.iosched.IoScheduler;
import io.dio.iosched.IoUring;
import io.dio.iosched.UnavailabilityCause;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Finds out by trying what the machine offers. It does not read version numbers. */
public final class Probe {
  private Probe() {}

  /** {@return the abilities of this machine and of {@code path}, an existing file or folder} */
  public static ProbeReport of(Path path) {
    return of(PathProbe.of(path));
  }

  /**
   * {@return the abilities of this machine and of an open file}
   *
   * @param path the path to open it by
   * @param title its name in the report
   * @param mount the file system of the file
   */
  public static ProbeReport of(Path path, String title, Mount mount) {
    return of(PathProbe.ofFile(path, title, mount));
  }

  private static ProbeReport of(PathFacts path) {
    SystemFiles system = SystemFiles.ofThisSystem();
    return new ProbeReport(
        Host.kernel(),
        Host.jdk(),
        ioUring(),
        scheduler(),
        liburing(),
        system.memlockBytes(),
        system.hugePages(),
        system.freeHugePages(),
        system.transparentHugePages(),
        system.pageBytes(),
        path);
  }

  private static IoUringFacts ioUring() {
    Optional<UnavailabilityCause> cause = IoUring.unavailabilityCause();
    Optional<IoUring.Description> description = IoUring.description();
    return new IoUringFacts(
        IoUring.isAvailable(),
        cause.map(c -> c.kind().name()).orElse(null),
        cause.map(UnavailabilityCause::message).orElse(null),
        cause.map(UnavailabilityCause::remedy).orElse(null),
        description.map(IoUring.Description::flags).orElse(List.of()),
        description.map(IoUring.Description::features).orElse(List.of()));
  }

  private static String scheduler() {
    try (IoScheduler scheduler = IoScheduler.open()) {
      return scheduler.describe();
    } catch (RuntimeException e) {
      return "none can be opened: " + FailureText.of(e);
    }
  }

  private static LiburingFacts liburing() {
    return IoUring.description()
        .map(found ->
            new LiburingFacts(
                found.liburing().name().toLowerCase(Locale.ROOT),
                found.liburingVersion().isEmpty() ? null : found.liburingVersion()))
        .orElse(new LiburingFacts("none", null));
  }
}
