// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.bench.cost;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class IdleCostTest {
  @Test
  void theThreadIsTheNewOneThatIsNamedAsSchedulersName() throws IOException {
    Map<Long, String> now =
        Map.of(
            1L, "java",
            2L, "dio-uring-1",
            3L, "dio-uring-2",
            4L, "dio-uring-2-ope", // opens files; 15 characters are left of its name
            5L, "iou-wrk-3",
            6L, "dio-workers-3-0");
    assertThat(IdleCost.coordinator(Set.of(1L, 2L), now)).isEqualTo(Map.entry(3L, "dio-uring-2"));
  }

  @Test
  void aThreadThatIsNotToBeToldFromOthersIsAFailure() {
    Map<Long, String> now = Map.of(2L, "dio-uring-1", 3L, "dio-uring-2");
    assertThatThrownBy(() -> IdleCost.coordinator(Set.of(), now))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("dio-uring-2");
    assertThatThrownBy(() -> IdleCost.coordinator(Set.of(2L, 3L), now))
        .isInstanceOf(IOException.class);
  }
}
