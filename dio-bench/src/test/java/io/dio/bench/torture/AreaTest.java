// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.bench.torture;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The comparison of an area's file with its model at the end of an episode. */
class AreaTest {
  @TempDir private Path folder;

  @Test
  void aFileThatWasNeverOpenedNeedNotExist() {
    Area area = Area.owning(folder.resolve("file"));
    assertThatCode(() -> area.verify(new Tally())).doesNotThrowAnyException();
  }

  @Test
  void aFileThatWasOpenedMustExist() throws IOException {
    Area area = Area.owning(folder.resolve("file"));
    area.open(false);
    area.close();
    Files.delete(area.path());
    assertThatThrownBy(() -> area.verify(new Tally())).isInstanceOf(NoSuchFileException.class);
  }

  @Test
  void aFileThatSomebodyElseMadeIsCompared() throws IOException {
    Area area = Area.owning(folder.resolve("file"));
    Files.write(area.path(), new byte[] {1});
    assertThatThrownBy(() -> area.verify(new Tally())).isInstanceOf(TortureFault.class);
  }
}
