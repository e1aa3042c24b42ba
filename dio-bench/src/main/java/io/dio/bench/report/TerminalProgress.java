// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.bench.report;

import io.dio.bench.job.Progress;
import io.dio.bench.process.Leftover;
import io.dio.bench.process.TerminalWidth;
import java.io.Console;
import java.io.PrintStream;
import java.util.Optional;

/**
 * One line on standard error that shows the progress of a run, for runs that take longer than two
 * seconds.
 *
 * <p>The thread that reports the progress also draws it, because the processor time of another
 * thread would count for the measured job. It uses no terminal library: these install signal
 * handlers, and then Ctrl-C would end the process without its shutdown hooks.
 */
public final class TerminalProgress implements Progress {
  private static final double SHOWN_FROM_SECONDS = 2;
  private static final long REDRAW_NANOS = 250_000_000;
  private static final int BAR_COLUMNS = 20;

  /** Goes back to the start of the line and erases it. */
  private static final String ERASE = "\r\u001b[K";

  private final PrintStream terminal;
  private final int columns;
  private final double totalSeconds;
  private final Leftover<PrintStream> line;
  private String activity = "";
  private double seconds;
  private long drawnNanos;

  TerminalProgress(PrintStream terminal, int columns, double totalSeconds) {
    this.terminal = terminal;
    this.columns = columns;
    this.totalSeconds = totalSeconds;
    // If a signal ends the run, the shell's prompt also needs an empty line.
    this.line = Leftover.create(() -> terminal, TerminalProgress::erase);
    draw();
  }

  /** {@return a line if a person is watching and the run is long enough, else a silent display} */
  public static Progress of(double estimatedSeconds) {
    // In some versions of the JDK it is null if standard input or output is not a terminal.
    boolean watched = Optional.ofNullable(System.console()).filter(Console::isTerminal).isPresent();
    return watched && estimatedSeconds > SHOWN_FROM_SECONDS
        ? new TerminalProgress(System.err, TerminalWidth.columns(), estimatedSeconds)
        : Progress.SILENT;
  }

  @Override
  public void activity(String description) {
    activity = description;
    draw();
  }

  @Override
  public void advance(double moreSeconds) {
    seconds += moreSeconds;
    if (System.nanoTime() - drawnNanos >= REDRAW_NANOS) {
      draw();
    }
  }

  private void draw() {
    drawnNanos = System.nanoTime();
    double share = totalSeconds > 0 ? Math.min(1, seconds / totalSeconds) : 1;
    int done = (int) (share * BAR_COLUMNS);
    String text =
        "dio [%s%s] %3d %%, about %d s left: %s"
            .formatted(
                "=".repeat(done),
                " ".repeat(BAR_COLUMNS - done),
                (int) (share * 100),
                Math.round(totalSeconds * (1 - share)),
                activity);
    // The last column stays free, because some terminals begin a new line when it is filled.
    terminal.print(ERASE + text.substring(0, Math.min(text.length(), columns - 1)));
    terminal.flush();
  }

  private static void erase(PrintStream terminal) {
    terminal.print(ERASE);
    terminal.flush();
  }

  @Override
  public void close() {
    erase(line.get());
    line.forget();
  }
}
