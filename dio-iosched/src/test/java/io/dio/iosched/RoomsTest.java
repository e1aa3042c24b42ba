// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.iosched;

import static java.util.Map.entry;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.lang.classfile.constantpool.PoolEntry;
import java.lang.classfile.constantpool.Utf8Entry;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * Checks which package of this module may name classes of which other package. It reads the
 * compiled classes, so it sees imports as well as full names.
 *
 * <p>To allow a new arrow, change {@link #MAY_USE}, the table in {@code CONTRIBUTING.md} and the
 * {@code package-info} of the room, and say in the commit why the arrow is needed.
 */
class RoomsTest {
  private static final String BASE = "io/dio/iosched/";

  /** The package of the public types. */
  private static final String FACE = "face";

  /** Each room, and the rooms whose classes it may name. All of them may name the public types. */
  private static final Map<String, Set<String>> MAY_USE =
      Map.ofEntries(
          entry("channel", Set.of()),
          entry("management", Set.of()),
          entry(FACE, Set.of("door")),
          entry("stream", Set.of()),
          entry(
              "door",
              Set.of(
                  "posix",
                  "coordinator",
                  "ring",
                  "order",
                  "unit",
                  "request",
                  "verb",
                  "ticket",
                  "observe",
                  "foreign")),
          entry(
              "posix", Set.of("order", "unit", "request", "verb", "ticket", "observe", "foreign")),
          entry("coordinator", Set.of("ring", "order", "unit", "request", "verb", "ticket")),
          entry("ring", Set.of("unit", "request", "verb", "ticket", "foreign")),
          entry("order", Set.of("unit", "request", "ticket", "observe")),
          entry("unit", Set.of("request", "verb", "ticket", "observe")),
          entry("wrapping", Set.of("request", "ticket")),
          entry("request", Set.of("verb")),
          entry("verb", Set.of()),
          entry("ticket", Set.of()),
          entry("observe", Set.of()),
          entry("foreign", Set.of()));

  /** A sealed public type names its one implementation in its permits clause, and nowhere else. */
  private static final Set<String> SEALED =
      Set.of("Op -> Request", "FileSlot -> SlotState", "CompletableTicket -> ManualTicket");

  /** About as many classes as a reader can keep in mind. */
  private static final int MOST_CLASSES = 20;

  /** The public package is larger, because users read it one class at a time. */
  private static final int MOST_PUBLIC_CLASSES = 26;

  /** A row of the map: the room and the rooms that it may use. */
  private static final Pattern MAP_ROW =
      Pattern.compile("^\\| `([a-z]+)` \\| (none|`[^|]*`) \\|", Pattern.MULTILINE);

  private static final Pattern NAME =
      Pattern.compile(BASE + "(?:(?:internal/)?([a-z]+)/)?([A-Z]\\w*)");

  /** Top-level classes by room. */
  private static final Map<String, Set<String>> CLASSES = new TreeMap<>();

  /** For each arrow between rooms, the pairs of classes that make it. */
  private static final Map<String, Set<String>> ARROWS = new TreeMap<>();

  private record Place(String room, String topLevelClass) {
    static Place of(Matcher name) {
      return new Place(name.group(1) == null ? FACE : name.group(1), name.group(2));
    }
  }

  @BeforeAll
  static void readTheCompiledClasses() throws IOException, URISyntaxException {
    URI classes = IoScheduler.class.getProtectionDomain().getCodeSource().getLocation().toURI();
    Path root = Path.of(classes).resolve(BASE);
    try (Stream<Path> files = Files.walk(root)) {
      files
          .filter(file -> file.toString().endsWith(".class"))
          .filter(file -> !file.toString().contains("/liburing/"))
          .forEach(file -> read(root, file));
    }
  }

  private static void read(Path root, Path file) {
    Matcher own = NAME.matcher(BASE + root.relativize(file));
    if (!own.find()) {
      return; // a package-info
    }
    Place from = Place.of(own);
    CLASSES.computeIfAbsent(from.room(), _ -> new TreeSet<>()).add(from.topLevelClass());
    for (PoolEntry each : parse(file).constantPool()) {
      if (each instanceof Utf8Entry text) {
        Matcher names = NAME.matcher(text.stringValue());
        while (names.find()) {
          add(from, Place.of(names));
        }
      }
    }
  }

  private static ClassModel parse(Path file) {
    try {
      return ClassFile.of().parse(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void add(Place from, Place to) {
    if (!from.room().equals(to.room())) {
      ARROWS
          .computeIfAbsent(from.room() + " -> " + to.room(), _ -> new TreeSet<>())
          .add(from.topLevelClass() + " -> " + to.topLevelClass());
    }
  }

  @Test
  void eachRoomNamesOnlyRoomsThatItMayUse() {
    List<String> against = new ArrayList<>();
    ARROWS.forEach((arrow, pairs) -> {
      String from = arrow.substring(0, arrow.indexOf(' '));
      String to = arrow.substring(arrow.lastIndexOf(' ') + 1);
      if (!to.equals(FACE) && !MAY_USE.getOrDefault(from, Set.of()).contains(to)) {
        pairs.stream()
            .filter(pair -> !SEALED.contains(pair))
            .forEach(pair -> against.add(arrow + ": " + pair));
      }
    });
    assertThat(against).as("arrows against the order of the rooms").isEmpty();
  }

  @Test
  void theMapForContributorsShowsTheSameRules() throws IOException {
    Map<String, Set<String>> map = new TreeMap<>();
    MAP_ROW
        .matcher(Files.readString(Path.of("../CONTRIBUTING.md")))
        .results()
        .forEach(row -> map.put(row.group(1), rooms(row.group(2))));
    map.put(FACE, MAY_USE.get(FACE));
    assertThat(map).isEqualTo(MAY_USE);
  }

  private static Set<String> rooms(String cell) {
    return cell.equals("none") ? Set.of() : Set.of(cell.replace("`", "").split(", "));
  }

  @Test
  void thePublicPackageReachesTheImplementationByOneDoor() {
    assertThat(ARROWS.get("face -> door")).isNotEmpty().allMatch(pair -> pair.endsWith(" -> Door"));
  }

  @Test
  void everyRoomIsKnownAndNoneIsTooFull() {
    assertThat(CLASSES).containsOnlyKeys(MAY_USE.keySet());
    CLASSES.forEach((room, classes) ->
        assertThat(classes)
            .as("classes of " + room)
            .hasSizeLessThanOrEqualTo(room.equals(FACE) ? MOST_PUBLIC_CLASSES : MOST_CLASSES));
  }
}
