// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.iosched;

import static org.assertj.core.api.Assertions.assertThat;

import io.dio.align.Errno;
import io.dio.align.ErrnoException;
import io.dio.iosched.UnavailabilityCause.Kind;
import io.dio.iosched.testing.HiddenLiburing;
import io.dio.iosched.testing.KernelVersion;
import io.dio.iosched.testing.UnprivilegedUser;
import io.dio.testing.fixtures.ChildJvm;
import io.dio.testing.fixtures.ChildJvm.Result;
import io.dio.testing.fixtures.IoUringSwitchedOff;
import io.dio.testing.fixtures.SeccompFilter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The use of io_uring while it is forbidden, disabled or short of a resource, in child JVMs. */
final class AvailabilityTest {
  private static final List<String> FLAGS =
      List.of(
          "--illegal-native-access=deny",
          "--enable-native-access=ALL-UNNAMED",
          "-XX:TieredStopAtLevel=1"); // a child lives for a second

  /** {@return the output of {@link AvailabilityProbe}, the last line of each key} */
  private static Map<String, String> probe(List<String> prefix, String... arguments)
      throws Exception {
    return told(ChildJvm.onClassPathBehind(prefix, FLAGS, AvailabilityProbe.class, arguments));
  }

  private static Map<String, String> told(Result result) {
    assertThat(result.exitCode()).as(result.output()).isZero();
    Map<String, String> told = new LinkedHashMap<>();
    for (String line : result.output().lines().toList()) {
      assertThat(line).as(result.output()).contains("=");
      told.put(line.substring(0, line.indexOf('=')), line.substring(line.indexOf('=') + 1));
    }
    return told;
  }

  private static Map<String, String> probeBehindSeccomp(int first, int last, int errno)
      throws Exception {
    return probe(List.of(), "seccomp", "" + first, "" + last, "" + errno);
  }

  /** The cause and remedy are the same everywhere, and files work without the ring. */
  private static void assertUnavailable(
      Map<String, String> told, String kind, String message, String remedy) {
    assertThat(told)
        .containsEntry("available", "false")
        .containsEntry("kind", kind)
        .containsEntry("open", "POSIX_WORKERS")
        .containsEntry("workers", "1")
        .containsEntry("verifiedBytes", "23")
        .doesNotContainKey("liburing");
    assertThat(told.get("message")).contains(message);
    assertThat(told.get("remedy")).contains(remedy);
    assertThat(told.get("fallback")).contains(message, remedy);
    assertThat(told)
        .containsEntry("missing", "io_uring")
        .containsEntry(
            "missingCause",
            Kind.valueOf(kind) == Kind.NO_IO_URING ? "KERNEL_TOO_OLD" : "FORBIDDEN");
    assertThat(told.get("missingErrno")).isIn("EPERM", "ENOSYS");
    assertThat(told.get("description"))
        .contains(
            "(POSIX calls on up to 64 worker threads; ", ") works without: io_uring, because ")
        .contains(message, remedy);
    assertThat(told.get("uring")).startsWith("io_uring is not available: ");
    assertThat(told.get("uring")).contains(message, remedy);
    assertThat(told).containsEntry("uringKind", kind);
    assertThat(told.get("uringCause")).startsWith(ErrnoException.class.getName());
  }

  @Test
  void aSeccompFilterThatForbidsItIsNamedAndTheSchedulerFallsBack() throws Exception {
    assertUnavailable(
        probeBehindSeccomp(
            SeccompFilter.IO_URING_SETUP, SeccompFilter.IO_URING_REGISTER, Errno.EPERM),
        "FORBIDDEN",
        "EPERM",
        "seccomp profile");
  }

  /** Only a kernel of 6.6 or later has the sysctl that shows that it has io_uring. */
  @Test
  void aFilterThatPretendsThereIsNoneIsNamedToo() throws Exception {
    Map<String, String> told =
        probeBehindSeccomp(
            SeccompFilter.IO_URING_SETUP, SeccompFilter.IO_URING_REGISTER, Errno.ENOSYS);
    boolean builtIn = Files.exists(Path.of("/proc/sys/kernel/io_uring_disabled"));
    assertUnavailable(
        told,
        builtIn ? "FORBIDDEN" : "NO_IO_URING",
        "ENOSYS",
        "permit io_uring_setup, io_uring_enter and io_uring_register");
  }

  @ParameterizedTest
  @CsvSource({"" + SeccompFilter.IO_URING_ENTER, "" + SeccompFilter.IO_URING_REGISTER})
  void aFilterThatForbidsOnlyOneOfTheCallsIsNoticedWhenTheSchedulerIsOpened(int number)
      throws Exception {
    Map<String, String> told = probeBehindSeccomp(number, number, Errno.EPERM);
    assertUnavailable(told, "FORBIDDEN", "EPERM", "seccomp profile");
    String call = number == SeccompFilter.IO_URING_ENTER ? "io_uring_enter" : "io_uring_register";
    assertThat(told.get("message")).contains(call);
    assertThat(told.get("fallback")).contains(call);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void theSysctlThatDisablesItIsNamed(int value, @TempDir Path folder) throws Exception {
    assertUnavailable(
        told(IoUringSwitchedOff.run(value, folder, FLAGS, AvailabilityProbe.class, "nothing")),
        "DISABLED_BY_SYSCTL",
        "kernel.io_uring_disabled is " + value,
        "sysctl kernel.io_uring_disabled=0");
  }

  @Test
  void anUnprivilegedUserMayUseIt() throws Exception {
    Map<String, String> told = probe(UnprivilegedUser.prefix(AvailabilityProbe.class), "nothing");
    Rings.open(LiburingSource.EMBEDDED).close(); // skips the test without permission
    assertThat(told)
        .containsEntry("available", "true")
        .containsEntry("uring", "URING")
        .containsEntry("open", "URING")
        .containsEntry("verifiedBytes", "23")
        .doesNotContainKeys("kind", "fallback");
  }

  @Test
  void withoutADescriptorLeftItFallsBackAndLeaksNone() throws Exception {
    Rings.open(LiburingSource.EMBEDDED).close();
    Map<String, String> told = probe(List.of(), "descriptors");
    assertThat(told.get("withoutUring"))
        .startsWith("NO_DESCRIPTOR io_uring is not available: io_uring_setup(")
        .contains("EMFILE", "raise the limit of open files (ulimit -n)");
    assertThat(told.get("withoutOpen"))
        .startsWith("POSIX_WORKERS because ")
        .contains("EMFILE", "raise the limit of open files");
    // A ring and its wake-up. Each failed attempt in between gave back its descriptors.
    assertThat(told).containsEntry("enough", "2");
    assertThat(told).containsEntry("open", "URING").containsEntry("verifiedBytes", "23");
  }

  @Test
  void withoutTheSystemsLiburingTheRingWorksByItself() throws Exception {
    Rings.open(LiburingSource.SYSTEM).close();
    Map<String, String> told = probe(HiddenLiburing.prefix(), "liburing");
    assertThat(told)
        .containsEntry("available", "true")
        .containsEntry("liburing", "EMBEDDED")
        .containsEntry("open", "URING")
        .containsEntry("verifiedBytes", "23")
        .containsEntry("systemOpen", "POSIX_WORKERS");
    for (String key : List.of("system", "systemFallback")) {
      assertThat(told.get(key)).contains("liburing.so.2", "install liburing 2.3 or later");
    }
  }

  @Test
  void itIsTakenWhereItIsThere() throws Exception {
    Rings.open(LiburingSource.EMBEDDED).close();
    Map<String, String> told = probe(List.of(), "nothing");
    if (!KernelVersion.isAtLeast(6, 1) && told.containsKey("missing")) {
      assertThat(told.remove("missing")).matches("the ring flags .*|a registered ring descriptor");
      told.keySet().removeAll(List.of("missingCause", "missingErrno"));
    }
    assertThat(told.keySet())
        .containsExactly("available", "liburing", "uring", "open", "description", "verifiedBytes");
  }
}
