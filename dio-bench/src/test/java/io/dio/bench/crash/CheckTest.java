// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.bench.crash;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CheckTest {
  private static final WriterKind LOG = WriterKind.CHAIN;
  private static final WriterKind REPLACED = WriterKind.WRITE_FILE;

  @TempDir private Path folder;
  private Layout layout;
  private final Acknowledged acknowledged = new Acknowledged();

  @BeforeEach
  void placeItems() {
    layout = new Layout(folder, 3);
  }

  private CrashResult.Row only() throws IOException {
    Losses losses = new Losses();
    losses.begin("test");
    new Check(layout, acknowledged, losses).run();
    return losses.rows().getFirst();
  }

  @Test
  void aRecordThatIsThereIsNotLostAndTheNextOneIs() throws IOException {
    Files.write(layout.log(LOG), layout.bytes(LOG, 0));
    acknowledged.add(LOG, 0);
    acknowledged.add(LOG, 1);
    assertThat(only()).isEqualTo(new CrashResult.Row("chain", 2, 1, 0));
  }

  @Test
  void aRecordWithAnotherByteIsLost() throws IOException {
    byte[] bytes = layout.bytes(LOG, 0);
    bytes[4000]++;
    Files.write(layout.log(LOG), bytes);
    acknowledged.add(LOG, 0);
    assertThat(only()).isEqualTo(new CrashResult.Row("chain", 1, 1, 0));
  }

  @Test
  void aReplacedFileMayBeNewerThanAcknowledgedButNotOlder() throws IOException {
    acknowledged.add(REPLACED, 4);
    Files.write(layout.file(REPLACED, 4), layout.bytes(REPLACED, 8));
    assertThat(only()).isEqualTo(new CrashResult.Row("write-file", 1, 0, 0));
    Files.write(layout.file(REPLACED, 4), layout.bytes(REPLACED, 0));
    assertThat(only()).isEqualTo(new CrashResult.Row("write-file", 1, 1, 0));
  }

  @Test
  void aFileWithAPartOfItsContentsIsTorn() throws IOException {
    Path file = layout.file(REPLACED, 4);
    acknowledged.add(REPLACED, 4);
    Files.write(file, layout.bytes(REPLACED, 4));
    Files.write(file, new byte[1], StandardOpenOption.APPEND);
    assertThat(only()).isEqualTo(new CrashResult.Row("write-file", 1, 0, 1));
  }

  @Test
  void aFileThatIsGoneIsLost() throws IOException {
    acknowledged.add(WriterKind.RENAME_DURABLY, 0);
    assertThat(only()).isEqualTo(new CrashResult.Row("rename-durably", 1, 1, 0));
  }
}
