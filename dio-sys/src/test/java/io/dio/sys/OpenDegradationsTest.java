// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.sys;

import static java.nio.file.StandardOpenOption.DSYNC;
import static java.nio.file.StandardOpenOption.SYNC;
import static java.nio.file.StandardOpenOption.WRITE;
import static org.assertj.core.api.Assertions.assertThat;

import io.dio.align.Degradation;
import io.dio.align.Degradation.Cause;
import io.dio.align.Errno;
import io.dio.align.ErrnoException;
import io.dio.sys.DirectAlignment.Source;
import java.nio.file.OpenOption;
import java.util.List;
import org.junit.jupiter.api.Test;

class OpenDegradationsTest {

  private static final boolean EXPLICIT_SYNC = true;

  private static OpenRequest request(OpenOption... options) {
    return OpenRequest.of(List.of(options));
  }

  private static List<Degradation> with(Source source) {
    return OpenDegradations.of(
        request(WRITE), null, DirectAlignment.of(512, 512, 512, source), !EXPLICIT_SYNC);
  }

  @Test
  void aFileThatHasWhatItAskedForLacksNothing() {
    assertThat(with(Source.STATX)).isEmpty();
    assertThat(with(Source.NONE)).isEmpty();
  }

  @Test
  void anAlignmentThatNobodyReportsIsNamedWithWhatTookItsPlace() {
    assertThat(with(Source.BLOCK_DEVICE))
        .singleElement()
        .satisfies(missing -> {
          assertThat(missing.what()).isEqualTo("reported alignment");
          assertThat(missing.reason()).endsWith("that of the block device is taken");
        });
    assertThat(with(Source.ASSUMED))
        .singleElement()
        .satisfies(missing -> assertThat(missing.reason()).endsWith("4096 bytes are assumed"));
  }

  @Test
  void durableWritesNeedACallWhereTheHostMakesNoneDurable() {
    for (OpenOption durable : new OpenOption[] {SYNC, DSYNC}) {
      assertThat(
              OpenDegradations.of(
                  request(WRITE, durable), null, DirectAlignment.UNRESTRICTED, EXPLICIT_SYNC))
          .singleElement()
          .satisfies(missing -> {
            assertThat(missing.what()).isEqualTo("durable writes");
            assertThat(missing.remedy()).contains("syncAfterWrite()");
          });
      assertThat(
              OpenDegradations.of(
                  request(WRITE, durable), null, DirectAlignment.UNRESTRICTED, !EXPLICIT_SYNC))
          .isEmpty();
    }
    assertThat(
            OpenDegradations.of(request(WRITE), null, DirectAlignment.UNRESTRICTED, EXPLICIT_SYNC))
        .isEmpty();
  }

  @Test
  void aFilterThatDeniesDirectIoIsNoFaultOfTheFileSystem() {
    ErrnoException denied = new ErrnoException("fcntl", Errno.EPERM, "fd=7");
    Degradation missing = OpenDegradations.refused(denied);
    assertThat(missing.cause()).isEqualTo(Cause.FORBIDDEN);
    assertThat(missing.reason()).startsWith("direct I/O cannot be turned on: fcntl(fd=7)");
    assertThat(missing.failure()).containsSame(denied);
    assertThat(missing.remedy()).doesNotContain("file system");
  }
}
