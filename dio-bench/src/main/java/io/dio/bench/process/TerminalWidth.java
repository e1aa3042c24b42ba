// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.bench.process;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The number of columns that fit into a line. */
public final class TerminalWidth {
  /** Stands for an output without a limit. */
  public static final int UNLIMITED = Integer.MAX_VALUE;

  /** The width if it cannot be found out. Nearly every terminal has at least so many columns. */
  private static final int USUAL = 80;

  /** A table narrower than this is always unreadable. */
  private static final int LEAST = 40;

  private static final File TERMINAL = new File("/dev/tty");
  private static final Pattern SIZE = Pattern.compile("\\d+ (\\d+)\\s*");

  private TerminalWidth() {}

  /**
   * {@return the value of the variable COLUMNS, else the width of the terminal that controls this
   * process, else 80; at least 40}
   */
  public static int columns() {
    return columns(System.getenv("COLUMNS"));
  }

  static int columns(String variable) {
    OptionalInt told = number(variable);
    return Math.max(LEAST, (told.isPresent() ? told : ofTerminal()).orElse(USUAL));
  }

  private static OptionalInt number(String text) {
    try {
      int number = text == null ? 0 : Integer.parseInt(text.strip());
      return number > 0 ? OptionalInt.of(number) : OptionalInt.empty();
    } catch (NumberFormatException e) {
      return OptionalInt.empty();
    }
  }

  /** Asks stty(1), because the JDK has no call for it. */
  private static OptionalInt ofTerminal() {
    try {
      Process stty =
          new ProcessBuilder("stty", "size")
              .redirectInput(TERMINAL)
              .redirectError(ProcessBuilder.Redirect.DISCARD)
              .start();
      String size = new String(stty.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      Matcher matcher = SIZE.matcher(size);
      return matcher.matches() ? number(matcher.group(1)) : OptionalInt.empty();
    } catch (IOException e) {
      return OptionalInt.empty(); // there is no terminal, or no such tool
    }
  }
}
