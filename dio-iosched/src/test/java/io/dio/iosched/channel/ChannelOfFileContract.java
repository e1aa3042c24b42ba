// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.iosched.channel;

import static org.assertj.core.api.Assertions.assertThat;

import io.dio.iosched.IoScheduler;
import io.dio.sys.DioFile;
import io.dio.testing.fixtures.OpenDescriptors;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;

/** The contract over files and schedulers that the user opened. */
abstract class ChannelOfFileContract extends FileChannelContract {
  private final List<DioFile> files = new ArrayList<>();
  private IoScheduler scheduler;

  /** {@return the scheduler of the channels; null for none} */
  IoScheduler openScheduler() {
    return null;
  }

  /** {@return the options for the file} */
  abstract OpenOption[] forFile(OpenOption... options);

  @Override
  FileChannel openChannel(Path path, OpenOption... options) throws IOException {
    DioFile file = DioFile.open(path, forFile(options));
    files.add(file);
    if (scheduler == null) {
      scheduler = openScheduler();
    }
    return scheduler == null ? DioChannels.of(file) : DioChannels.of(scheduler, file);
  }

  /** The channels do not own the files, so closing the channels has left them open. */
  @AfterEach
  void closeFiles() throws IOException {
    closeChannels();
    for (DioFile file : files) {
      assertThat(file.isOpen()).isTrue();
      file.close();
    }
    for (DioFile file : files) {
      assertThat(OpenDescriptors.of(file.path())).isEmpty();
    }
    if (scheduler != null) {
      scheduler.close();
    }
  }
}
