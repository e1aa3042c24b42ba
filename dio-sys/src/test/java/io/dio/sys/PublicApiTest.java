// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.sys;

import static org.assertj.core.api.Assertions.assertThat;

import io.dio.testing.fixtures.PublicTypes;
import io.dio.testing.fixtures.RecordedApi;
import java.io.IOException;
import org.junit.jupiter.api.Test;

class PublicApiTest {

  @Test
  void thePublicSurfaceIsTheRecordedOne() throws IOException {
    RecordedApi.check(DioFile.class);
  }

  @Test
  void everyPublicTypePrintsItself() throws IOException {
    assertThat(PublicTypes.withoutText(DioFile.class)).isEmpty();
  }
}
