// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.bench.report;

import io.dio.bench.process.TerminalWidth;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Rows of text, with columns as wide as needed.
 *
 * <p>If a table has to fit into a width, it changes in three ways. Settings that are the same in
 * all rows stand in a heading. Columns without figures are left out. Columns that do not fit follow
 * in further tables with the same rows.
 */
public final class TextTable {
  /** The text of a cell without a value. */
  public static final String NONE = "-";

  private static final String GAP = "  ";
  private static final String HEADING = "all rows: ";

  private final List<Column> columns;
  private final List<List<String>> rows = new ArrayList<>();

  /** The kind of values in a column. */
  public enum Kind {
    /** A setting in words, flush left. It tells rows apart. */
    WORDS,
    /** A setting that is a number or short. It tells rows apart. */
    SETTING,
    /** A result that is shown as a column only if the rows differ. */
    CHECK,
    /** A measured figure. */
    FIGURE;

    private boolean tellsRowsApart() {
      return this == WORDS || this == SETTING;
    }
  }

  /** A heading, and the cells below it. */
  public record Column(String heading, Kind kind) {}

  /** An empty table. */
  public TextTable(List<Column> columns) {
    this.columns = List.copyOf(columns);
  }

  /** Adds a row with a cell for each column. */
  public void add(List<String> row) {
    if (row.size() != columns.size()) {
      throw new IllegalArgumentException(
          "row of " + row.size() + " cells in a table of " + columns.size() + " columns");
    }
    rows.add(List.copyOf(row));
  }

  /** {@return all columns side by side} */
  @Override
  public String toString() {
    return text(IntStream.range(0, columns.size()).mapToObj(i -> part(i, false)).toList());
  }

  /** {@return the table in lines of at most so many columns, if its cells allow that} */
  public String toString(int width) {
    if (width == TerminalWidth.UNLIMITED) {
      return toString();
    }
    List<Part> keys = new ArrayList<>();
    List<Part> others = new ArrayList<>();
    List<String> shared = new ArrayList<>();
    for (int i = 0; i < columns.size(); i++) {
      Column column = columns.get(i);
      if (i > 0 && isShared(i)) {
        values(i)
            .filter(value -> !value.equals(NONE))
            .findFirst()
            .ifPresent(value -> shared.add(column.heading() + " " + value));
      } else {
        (column.kind().tellsRowsApart() ? keys : others).add(part(i, true));
      }
    }
    String heading =
        shared.isEmpty() ? "" : Lines.wrapped(HEADING + String.join(", ", shared), width, "  ");
    return heading + blocks(keys, others, width);
  }

  /**
   * {@return whether all rows have the same value, or no value if a setting does not apply to them}
   */
  private boolean isShared(int column) {
    return switch (columns.get(column).kind()) {
      case WORDS, SETTING ->
          values(column).filter(value -> !value.equals(NONE)).distinct().count() < 2;
      case CHECK -> values(column).distinct().count() < 2;
      case FIGURE -> values(column).allMatch(NONE::equals);
    };
  }

  private Stream<String> values(int column) {
    return rows.stream().map(row -> row.get(column));
  }

  private static String blocks(List<Part> keys, List<Part> others, int width) {
    if (width(keys) > width / 2 && width(keys) + GAP.length() + width(others) > width) {
      // The columns that tell rows apart leave no room for figures. They get a table of their own,
      // and the other tables show row numbers instead.
      List<Part> all = Stream.concat(keys.stream(), others.stream()).toList();
      return blocks(List.of(numbers(keys.getFirst().cells().size())), all, width);
    }
    List<List<Part>> blocks = new ArrayList<>(List.of(new ArrayList<>(keys)));
    for (Part part : others) {
      List<Part> block = blocks.getLast();
      if (block.size() > keys.size() && width(block) + GAP.length() + part.width() > width) {
        block = new ArrayList<>(keys);
        blocks.add(block);
      }
      block.add(part);
    }
    return blocks.stream().map(TextTable::text).collect(Collectors.joining(System.lineSeparator()));
  }

  private static int width(List<Part> parts) {
    return parts.stream().mapToInt(Part::width).sum() + GAP.length() * (parts.size() - 1);
  }

  /** A column with its cells. */
  private record Part(List<String> headings, List<String> cells, boolean words, int width) {
    private static Part of(List<String> headings, List<String> cells, boolean words) {
      int width =
          Stream.concat(headings.stream(), cells.stream()).mapToInt(String::length).max().orElse(0);
      return new Part(headings, cells, words, width);
    }

    /** {@return one line of its heading; the last line stands directly above the cells} */
    private String heading(int line, int lines) {
      int first = lines - headings.size();
      return line < first ? "" : headings.get(line - first);
    }

    private String padded(String text) {
      String padding = " ".repeat(width - text.length());
      return words ? text + padding : padding + text;
    }
  }

  private Part part(int column, boolean narrow) {
    String heading = columns.get(column).heading();
    List<String> cells = values(column).toList();
    int widest = cells.stream().mapToInt(String::length).max().orElse(0);
    boolean split = narrow && heading.length() > widest;
    return Part.of(
        split ? List.of(heading.split(" |(?<=/)(?=\\w{5})", -1)) : List.of(heading),
        cells,
        columns.get(column).kind() == Kind.WORDS);
  }

  private static Part numbers(int count) {
    List<String> cells = IntStream.rangeClosed(1, count).mapToObj(String::valueOf).toList();
    return Part.of(List.of("row"), cells, false);
  }

  private static String text(List<Part> parts) {
    int headings = parts.stream().mapToInt(part -> part.headings().size()).max().orElse(0);
    int cells = parts.getFirst().cells().size();
    Stream<String> heading =
        IntStream.range(0, headings)
            .mapToObj(line ->
                line(parts.stream().map(part -> part.padded(part.heading(line, headings)))));
    Stream<String> body =
        IntStream.range(0, cells)
            .mapToObj(row -> line(parts.stream().map(part -> part.padded(part.cells().get(row)))));
    return Stream.concat(heading, body).collect(Collectors.joining());
  }

  private static String line(Stream<String> cells) {
    return cells.collect(Collectors.joining(GAP)).stripTrailing() + System.lineSeparator();
  }
}
