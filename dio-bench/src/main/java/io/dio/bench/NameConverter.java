// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.bench;

import io.dio.bench.backend.BackendKind;
import io.dio.bench.crash.WriterKind;
import io.dio.bench.engine.EngineKind;
import io.dio.bench.job.Access;
import io.dio.bench.job.Beside;
import io.dio.bench.loop.LoopKind;
import io.dio.bench.torture.TortureBackend;
import io.dio.iosched.Polling;
import java.util.List;
import java.util.Locale;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/**
 * Parses constants by the names that they have in reports. The parser's own list would show them in
 * capitals.
 */
abstract class NameConverter<E extends Enum<E>> implements ITypeConverter<E> {
  private final List<E> constants;

  private NameConverter(Class<E> type) {
    constants = List.of(type.getEnumConstants());
  }

  @Override
  public E convert(String text) {
    String name = text.toLowerCase(Locale.ROOT);
    for (E constant : constants) {
      if (nameOf(constant).equals(name)) {
        return constant;
      }
    }
    List<String> names = constants.stream().map(NameConverter::nameOf).toList();
    throw new TypeConversionException("'" + text + "' is none of " + names);
  }

  /** The constants of the library have names in capitals. */
  private static String nameOf(Enum<?> constant) {
    return constant.toString().toLowerCase(Locale.ROOT);
  }

  /** Converts {@code --backend}. */
  static final class OfBackend extends NameConverter<BackendKind> {
    OfBackend() {
      super(BackendKind.class);
    }
  }

  /** Converts {@code --beside}. */
  static final class OfBeside extends NameConverter<Beside> {
    OfBeside() {
      super(Beside.class);
    }
  }

  /** Converts {@code --job}. */
  static final class OfEngine extends NameConverter<EngineKind> {
    OfEngine() {
      super(EngineKind.class);
    }
  }

  /** Converts {@code --file-systems}. */
  static final class OfLoopKind extends NameConverter<LoopKind> {
    OfLoopKind() {
      super(LoopKind.class);
    }
  }

  /** Converts {@code --backend} of {@code dio torture}. */
  static final class OfTortureBackend extends NameConverter<TortureBackend> {
    OfTortureBackend() {
      super(TortureBackend.class);
    }
  }

  /** Converts {@code --polling}. */
  static final class OfPolling extends NameConverter<Polling> {
    OfPolling() {
      super(Polling.class);
    }
  }

  /** Converts {@code --writers} of {@code dio torture}. */
  static final class OfWriterKind extends NameConverter<WriterKind> {
    OfWriterKind() {
      super(WriterKind.class);
    }
  }

  /** Converts {@code --rw}. */
  static final class OfAccess extends NameConverter<Access> {
    OfAccess() {
      super(Access.class);
    }
  }
}
