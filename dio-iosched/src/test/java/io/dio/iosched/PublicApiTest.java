// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.iosched;

import static org.assertj.core.api.Assertions.assertThat;

import io.dio.iosched.management.Management;
import io.dio.iosched.stream.SequentialReader;
import io.dio.testing.fixtures.PublicTypes;
import io.dio.testing.fixtures.RecordedApi;
import java.io.IOException;
import org.junit.jupiter.api.Test;

class PublicApiTest {

  @Test
  void thePublicSurfaceIsTheRecordedOne() throws IOException {
    RecordedApi.check(IoScheduler.class);
    RecordedApi.check(Management.class);
    RecordedApi.check(SequentialReader.class);
  }

  @Test
  void everyTypeThatUsersHoldPrintsItself() throws IOException {
    assertThat(PublicTypes.withoutText(IoScheduler.class)).isEmpty();
    assertThat(PublicTypes.withoutText(Management.class)).isEmpty();
    assertThat(PublicTypes.withoutText(SequentialReader.class)).isEmpty();
  }
}
