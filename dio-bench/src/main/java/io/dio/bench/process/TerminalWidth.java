// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.bench.process;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** How many columns of text fit into a line. */
public final class TerminalWidth {
  /** For outputs that are to have no limit. */
  public static final int UNLIMITED = Integer.MAX_VALUE;

  /** Where nothing tells the width. Nearly everything that shows text shows that much of a line. */
  private static final int USUAL = 80;

  /** Narrower than this, a table is unreadable whatever is done. */
  private static final int LEAST = 40;

  private static final File TERMINAL = new File("/dev/tty");
  private static final Pattern SIZE = Pattern.compile("\\d+ (\\d+)\\s*");

  private TerminalWidth() {}

  /**
   * {@return what the variable COLUMNS says, else the width of the terminal that controls this
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

  /** Asks stty(1), as the JDK has no call for it. */
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
      return OptionalInt.empty(); // no terminal, or no such tool
    }
  }
}
