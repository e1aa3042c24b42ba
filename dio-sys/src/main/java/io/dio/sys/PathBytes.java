// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.sys;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import java.io.ByteArrayOutputStream;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystems;
import java.nio.file.Path;
import java.nio.file.ProviderMismatchException;
import java.util.Arrays;

/**
 * The bytes that name a file to the kernel: absolute, without a trailing slash.
 *
 * <p>They are not those of {@code path.toString()}: under a locale such as C a path is decoded with
 * an encoding that has no room for its bytes, and the string names no file. Its URI carries every
 * byte, percent-encoded.
 */
final class PathBytes {
  private final byte[] bytes;

  private PathBytes(byte[] bytes) {
    this.bytes = bytes;
  }

  /**
   * {@return the bytes of a path}
   *
   * @throws ProviderMismatchException if the path is not one of the default file system
   * @throws IllegalArgumentException if it contains NUL, at which the kernel would stop reading
   */
  static PathBytes of(Path path) {
    if (!path.getFileSystem().equals(FileSystems.getDefault())) {
      throw new ProviderMismatchException(
          "path "
              + path
              + " belongs to the file system provider \""
              + path.getFileSystem().provider().getScheme()
              + "\": the kernel only knows paths of the default one");
    }
    byte[] bytes = decode(path.toUri().getRawPath());
    for (byte b : bytes) {
      if (b == 0) {
        throw new IllegalArgumentException("path " + path + " contains NUL");
      }
    }
    int length = bytes.length;
    if (length > 1 && bytes[length - 1] == '/') {
      length--; // the URI of a directory ends so
    }
    return new PathBytes(Arrays.copyOf(bytes, length));
  }

  private static byte[] decode(String rawPath) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(rawPath.length());
    for (int i = 0; i < rawPath.length(); i++) {
      char c = rawPath.charAt(i);
      if (c == '%') {
        bytes.write(Integer.parseInt(rawPath, i + 1, i + 3, 16));
        i += 2;
      } else {
        bytes.write(c);
      }
    }
    return bytes.toByteArray();
  }

  /** {@return how many bytes there are, without a NUL} */
  int length() {
    return bytes.length;
  }

  /** {@return the directory that holds this file} */
  PathBytes parent() {
    return new PathBytes(Arrays.copyOf(bytes, Math.max(1, lastSlash())));
  }

  /** {@return a file of the given name, which is ASCII, in the same directory} */
  PathBytes sibling(String name) {
    byte[] nameBytes = name.getBytes(StandardCharsets.US_ASCII);
    int prefix = lastSlash() + 1;
    byte[] joined = Arrays.copyOf(bytes, prefix + nameBytes.length);
    System.arraycopy(nameBytes, 0, joined, prefix, nameBytes.length);
    return new PathBytes(joined);
  }

  /** {@return the part behind the last slash, for messages as {@link #toString}} */
  String fileName() {
    int start = lastSlash() + 1;
    return new String(bytes, start, bytes.length - start, StandardCharsets.UTF_8);
  }

  private int lastSlash() {
    int i = bytes.length - 1;
    while (bytes[i] != '/') {
      i--;
    }
    return i;
  }

  /** {@return the address of the bytes and a NUL, valid as long as the arena} */
  long nulTerminated(Arena arena) {
    MemorySegment segment = arena.allocate(bytes.length + 1L);
    MemorySegment.copy(bytes, 0, segment, JAVA_BYTE, 0, bytes.length);
    return segment.address();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof PathBytes that && Arrays.equals(bytes, that.bytes);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(bytes);
  }

  /** For messages: what is not UTF-8 reads as U+FFFD. */
  @Override
  public String toString() {
    return new String(bytes, StandardCharsets.UTF_8);
  }
}
