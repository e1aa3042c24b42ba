// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.bench.torture;

import static org.assertj.core.api.Assertions.assertThat;

import io.dio.iosched.CompletableTicket;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which operations a drain of an area must have waited for. */
class PendingTest {
  @TempDir private Path folder;

  private static Pending pending(Area area) {
    return Pending.of(CompletableTicket.create(), area, 0, 1, true, (_, _) -> {});
  }

  @Test
  void anOperationUsesTheFileThatItsAreaHadWhenItWasSubmitted() throws IOException {
    Area area = Area.owning(folder.resolve("file"));
    area.open(false);
    Pending before = pending(area);
    assertThat(before.usesPresentFileOf(area)).isTrue();

    area.close();
    area.open(false);
    assertThat(before.usesPresentFileOf(area)).isFalse();
    assertThat(pending(area).usesPresentFileOf(area)).isTrue();
    area.close();
  }

  @Test
  void anOperationOfAnotherAreaDoesNotUseItsFile() throws IOException {
    Area area = Area.owning(folder.resolve("file"));
    Area other = Area.owning(folder.resolve("other"));
    area.open(false);
    assertThat(pending(other).usesPresentFileOf(area)).isFalse();
    assertThat(pending(area).usesPresentFileOf(other)).isFalse();
    area.close();
  }
}
