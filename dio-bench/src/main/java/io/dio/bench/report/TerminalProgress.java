// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.bench.report;

import io.dio.bench.job.Progress;
import java.io.Console;
import java.util.Optional;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;

/** A bar on standard error, for runs that take longer than two seconds. */
public final class TerminalProgress implements Progress {
  private static final double SHOWN_FROM_SECONDS = 2;
  private static final int REDRAW_MILLIS = 250;

  private final ProgressBar bar;
  private double seconds;

  private TerminalProgress(double estimatedSeconds) {
    bar =
        new ProgressBarBuilder()
            .setTaskName("dio")
            .setInitialMax(Math.round(estimatedSeconds * 1000))
            .setUpdateIntervalMillis(REDRAW_MILLIS)
            .setStyle(ProgressBarStyle.ASCII)
            .hideEta()
            .clearDisplayOnFinish()
            .build();
  }

  /** {@return a bar if a person is watching and it is worth while, else something silent} */
  public static Progress of(double estimatedSeconds) {
    // Null where standard input or output is not a terminal, in some versions of the JDK.
    boolean watched = Optional.ofNullable(System.console()).filter(Console::isTerminal).isPresent();
    return watched && estimatedSeconds > SHOWN_FROM_SECONDS
        ? new TerminalProgress(estimatedSeconds)
        : Progress.SILENT;
  }

  @Override
  public void activity(String description) {
    bar.setExtraMessage(description);
  }

  @Override
  public void advance(double moreSeconds) {
    seconds += moreSeconds;
    bar.stepTo(Math.round(seconds * 1000));
  }

  @Override
  public void close() {
    bar.close();
  }
}
