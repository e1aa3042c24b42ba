// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalLong;
import java.util.function.BooleanSupplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The mappings of this process, as Linux lists them in /proc/self/smaps.
 *
 * <p>Totals say little while other threads map and unmap memory. So the methods ask about exact
 * addresses, or about properties that only the mappings of dio have.
 */
public final class AddressSpace {

  private static final Pattern REGION_LINE = Pattern.compile("([0-9a-f]+)-([0-9a-f]+) (\\S{4}) .*");

  /**
   * One mapping.
   *
   * @param start its first address
   * @param end the address after its last
   * @param permissions as in {@code rw-p}
   * @param details the lines that smaps has for it
   */
  public record Region(long start, long end, String permissions, List<String> details) {

    /** {@return a size from the details in bytes, such as {@code Rss}, if it is there} */
    public OptionalLong bytes(String key) {
      return details.stream()
          .filter(line -> line.startsWith(key + ":"))
          .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) * 1024)
          .findFirst();
    }

    /** {@return whether the kernel's flags of this mapping contain a two-letter one, such as dc} */
    public boolean hasFlag(String flag) {
      return details.stream()
          .filter(line -> line.startsWith("VmFlags:"))
          .anyMatch(line -> Arrays.asList(line.split(" +", -1)).contains(flag));
    }

    /** {@return how many bytes this mapping has in common with a range} */
    long overlap(long address, long byteSize) {
      // vsyscall lies in the upper half: start and end are unsigned.
      long from = Long.compareUnsigned(start, address) > 0 ? start : address;
      long to = Long.compareUnsigned(end, address + byteSize) < 0 ? end : address + byteSize;
      return Long.compareUnsigned(from, to) < 0 ? to - from : 0;
    }
  }

  private AddressSpace() {}

  /** {@return all mappings of this process} */
  public static List<Region> regions() {
    List<String> lines;
    try {
      lines = Files.readAllLines(Path.of("/proc/self/smaps"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    List<Region> regions = new ArrayList<>();
    for (String line : lines) {
      Matcher matcher = REGION_LINE.matcher(line);
      if (matcher.matches()) {
        regions.add(
            new Region(
                Long.parseUnsignedLong(matcher.group(1), 16),
                Long.parseUnsignedLong(matcher.group(2), 16),
                matcher.group(3),
                new ArrayList<>()));
      } else {
        regions.getLast().details().add(line);
      }
    }
    return regions;
  }

  /** {@return how many bytes of a range are mapped} */
  public static long mappedBytes(long address, long byteSize) {
    return regions().stream().mapToLong(region -> region.overlap(address, byteSize)).sum();
  }

  /** {@return the mapping that an address belongs to} */
  public static Region regionAt(long address) {
    return regions().stream()
        .filter(region -> region.overlap(address, 1) == 1)
        .findFirst()
        .orElseThrow(
            () -> new AssertionError("nothing is mapped at 0x" + Long.toHexString(address)));
  }

  /**
   * {@return the number of bytes that are kept out of forked children} The JVM itself does that
   * with none of its memory, so a difference comes from dio.
   */
  public static long bytesExcludedFromFork() {
    return regions().stream()
        .filter(region -> region.hasFlag("dc"))
        .mapToLong(region -> region.end() - region.start())
        .sum();
  }

  /**
   * {@return whether an action that maps, unmaps and checks a range finds it unmapped at least once
   * in five times}
   *
   * <p>Another thread of the JVM may map an unmapped range again before the check. A leak would be
   * there every time.
   */
  public static boolean atLeastOnce(BooleanSupplier unmapped) {
    for (int attempt = 0; attempt < 5; attempt++) {
      if (unmapped.getAsBoolean()) {
        return true;
      }
    }
    return false;
  }
}
