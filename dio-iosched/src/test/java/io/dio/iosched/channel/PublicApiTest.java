// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.iosched.channel;

import static org.assertj.core.api.Assertions.assertThat;

import io.dio.testing.fixtures.PublicTypes;
import io.dio.testing.fixtures.RecordedApi;
import java.io.IOException;
import org.junit.jupiter.api.Test;

class PublicApiTest {

  @Test
  void thePublicSurfaceIsTheRecordedOne() throws IOException {
    RecordedApi.check(DioChannels.class);
  }

  @Test
  void everyTypeThatUsersHoldPrintsItself() throws IOException {
    assertThat(PublicTypes.withoutText(DioChannels.class)).isEmpty();
  }
}
