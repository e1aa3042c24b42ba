// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.bench;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/**
 * Parses sizes such as 4096, 4k, 64KiB, 8m and 1g. The letters stand for powers of 1024, in either
 * case.
 */
final class ByteSizeConverter implements ITypeConverter<Long> {
  private static final Pattern SIZE = Pattern.compile("(\\d+)([kmgt]?)(i?b)?");
  private static final String UNITS = "kmgt";

  @Override
  public Long convert(String text) {
    Matcher matcher = SIZE.matcher(text.toLowerCase(Locale.ROOT));
    if (!matcher.matches()) {
      throw new TypeConversionException(
          "'" + text + "' is not a size: a number, with k, m, g or t for powers of 1024");
    }
    try {
      long value = Long.parseLong(matcher.group(1));
      long unit =
          1L
              << (10
                  * (1
                      + UNITS.indexOf(
                          matcher.group(2).isEmpty() ? '?' : matcher.group(2).charAt(0))));
      return Math.multiplyExact(value, unit);
    } catch (NumberFormatException | ArithmeticException e) {
      throw new TypeConversionException("'" + text + "' is above the largest size, 2^63 - 1 bytes");
    }
  }
}
