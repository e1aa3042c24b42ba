// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.iosched;

import io.dio.testing.RecordedApi;
import java.io.IOException;
import org.junit.jupiter.api.Test;

class PublicApiTest {

  @Test
  void thePublicSurfaceIsTheRecordedOne() throws IOException {
    RecordedApi.check(IoScheduler.class);
  }
}
