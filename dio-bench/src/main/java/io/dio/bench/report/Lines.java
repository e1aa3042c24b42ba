// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.bench.report;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** Breaks texts into lines, between words. */
public final class Lines {
  private static final String BLANK = " ";

  private Lines() {}

  /**
   * {@return a text in lines, each with its line end; a line is longer than the limit only if one
   * word is}
   *
   * @param text the text in one line
   * @param columns the maximum width, including the indent
   * @param indent the text before each line but the first
   */
  public static String wrapped(String text, int columns, String indent) {
    List<String> lines = new ArrayList<>();
    StringBuilder line = new StringBuilder();
    for (String word : words(text)) {
      if (!line.toString().isBlank() && line.length() + 1 + word.length() > columns) {
        lines.add(line.toString());
        line = new StringBuilder(indent).append(word);
      } else {
        line.append(line.isEmpty() ? "" : BLANK).append(word);
      }
    }
    lines.add(line.toString());
    return lines.stream().map(each -> each + System.lineSeparator()).collect(Collectors.joining());
  }

  /** {@return the words of a text; several blanks in a row belong to the word after them} */
  private static List<String> words(String text) {
    return List.of(text.split("(?<=[^ ]) ", -1));
  }
}
