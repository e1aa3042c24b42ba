// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The output of commands on a terminal fits into it. */
class TableWidthTest {
  /** The progress line writes this to go back to its start. */
  private static final String ERASE = "\r\u001b[K";

  @TempDir private Path folder;

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "60  | run --backend posix,ffm --size 4m --seconds 0.05 --rounds 1",
        "100 | run --backend posix,ffm --size 4m --seconds 0.4 --rounds 1 --threads 1,2",
        "80  | compare --backend ffm --size 4m --seconds 0.1 --rounds 1",
        "80  | compare --job merge --size 4m --block 64k --rounds 1",
        "80  | cost --rounds 1 --times 5 --idle-seconds 0.1 --fresh-jvms 0",
        "80  | probe"
      })
  void noLineIsLongerThanTheTerminal(int columns, String arguments) throws Exception {
    try (DioProcess dio = DioProcess.onTerminal(folder, columns, arguments.split(" "))) {
      assertThat(dio.awaitEnd()).as(dio.output()).isZero();
      String text = dio.output();
      int end = text.lastIndexOf(ERASE);
      assertThat(text.substring(end < 0 ? 0 : end + ERASE.length()).lines())
          .isNotEmpty()
          .allSatisfy(line -> assertThat(line.length()).as(line).isLessThanOrEqualTo(columns));
    }
  }
}
