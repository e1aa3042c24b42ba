// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.bench.engine.wal;

import static org.assertj.core.api.Assertions.assertThat;

import io.dio.bench.backend.BackendKind;
import io.dio.bench.engine.EngineContender;
import io.dio.bench.engine.EngineResult;
import io.dio.bench.engine.EngineRun;
import io.dio.bench.engine.EngineTurn;
import io.dio.bench.job.FileNeeds;
import io.dio.bench.job.FileRequest;
import io.dio.bench.job.JobFile;
import io.dio.bench.job.Progress;
import io.dio.bench.job.RunPlan;
import io.dio.bench.pattern.Contents;
import io.dio.bench.pattern.Pattern;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LogCheckTest {
  private static final int RECORD = 512;
  private static final int RECORDS = 4096;
  private static final int LOST = 3000;

  @TempDir private Path folder;

  @Test
  void aRecordThatWasAcknowledgedAndIsNotInTheFileIsFound() throws Exception {
    Pattern pattern = new Pattern(1);
    FileRequest request =
        new FileRequest(
            Optional.of(folder.resolve("log")), OptionalLong.of(RECORD * RECORDS), false, false);
    try (JobFile file = JobFile.open(request, new FileNeeds(4096, true), pattern)) {
      file.prepare(pattern, Progress.SILENT);
      try (FileChannel channel = FileChannel.open(file.path(), StandardOpenOption.WRITE)) {
        channel.write(ByteBuffer.allocate(RECORD), (long) LOST * RECORD);
        channel.force(false);
      }
      EngineResult result =
          new EngineRun(
                  new RunPlan(List.of(), true, 1, 1, 1),
                  List.of(
                      new EngineContender(
                          "x",
                          BackendKind.POSIX,
                          "",
                          1,
                          false,
                          (_, findings) -> {
                            LogCheck.run(
                                file,
                                file.byteSize(),
                                RECORD,
                                Contents.unchanging(pattern),
                                findings);
                            return EngineTurn.empty();
                          })))
              .run(Progress.SILENT)
              .getFirst();
      assertThat(result.cause()).isEmpty();
      assertThat(result.checks().mismatches()).isEqualTo(1);
      assertThat(result.checks().firstMismatches().getFirst().offset())
          .isEqualTo((long) LOST * RECORD);
      assertThat(result.checks().verifiedBytes()).isEqualTo((RECORDS - 1L) * RECORD);
    }
  }
}
