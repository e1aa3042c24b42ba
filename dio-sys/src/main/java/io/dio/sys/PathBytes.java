// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.sys;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import io.dio.sys.foreign.FileStatus;
import io.dio.sys.foreign.FileStatus.DeviceNumber;
import io.dio.sys.foreign.HostFiles;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.ProviderMismatchException;
import java.util.Arrays;
import java.util.Map;

/**
 * The bytes of a path for the kernel, without a trailing slash. They are the bytes that the user
 * gave, so they are relative if the path is.
 *
 * <p>A relative path must stay relative. The user may be allowed to enter the working folder but
 * not all folders above it. The names of these folders may have changed, and the whole path may be
 * too long.
 *
 * <p>The bytes are not those of {@code path.toString()}. Under a locale such as C a path is decoded
 * with an encoding that cannot represent its bytes, and the string names no file. Its URI carries
 * every byte, percent-encoded.
 */
final class PathBytes {
  /**
   * A file in this one. It never exists, so the JDK does not find a directory when it creates the
   * URI.
   */
  private static final Path NOWHERE = Path.of("/dev/null");

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
    byte[] bytes =
        path.isAbsolute() || !startsAtWorkingFolder()
            ? withoutTrailingSlash(decode(path.toUri()))
            : relative(path);
    for (byte b : bytes) {
      if (b == 0) {
        throw new IllegalArgumentException("path " + path + " contains NUL");
      }
    }
    return new PathBytes(bytes);
  }

  /** The URI of a directory ends with a slash. */
  private static byte[] withoutTrailingSlash(byte[] bytes) {
    int length = bytes.length;
    return length > 1 && bytes[length - 1] == '/' ? Arrays.copyOf(bytes, length - 1) : bytes;
  }

  /**
   * Only absolute paths have a URI of their own. So this takes the URI of a path behind another
   * one.
   */
  private static byte[] relative(Path path) {
    byte[] before = decode(NOWHERE.toUri());
    byte[] whole = decode(NOWHERE.resolve(path).toUri());
    return whole.length > before.length
        ? Arrays.copyOfRange(whole, before.length + 1, whole.length)
        : new byte[] {'.'}; // the empty path
  }

  /**
   * {@return whether the kernel and the JDK look for a relative path in the same folder} A JVM that
   * was started with another {@code user.dir} looks there, and dio must do the same. Nothing
   * reports this directly. But the JDK and the kernel can both be asked to which folder the empty
   * path leads. They are asked each time, because the folders may have been moved.
   */
  private static boolean startsAtWorkingFolder() {
    HostFiles host = HostFiles.current();
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment status = arena.allocate(host.statusByteSize(), HostFiles.STATUS_ALIGNMENT);
      if (host.workingFolderStatus(status.address()) < 0) {
        return false;
      }
      FileStatus folder = host.decode(status);
      Map<String, Object> seen = Files.readAttributes(Path.of(""), "unix:dev,ino");
      return folder.inode() == (long) seen.get("ino")
          && folder.device().equals(DeviceNumber.of((long) seen.get("dev")));
    } catch (IOException e) {
      return false; // if the JDK finds no file there, dio must not find one either
    }
  }

  private static byte[] decode(URI uri) {
    String rawPath = uri.getRawPath();
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

  /** {@return the number of bytes, without a NUL} */
  int length() {
    return bytes.length;
  }

  /** {@return the directory that holds this file} */
  PathBytes parent() {
    int slash = lastSlash();
    return new PathBytes(slash < 0 ? new byte[] {'.'} : Arrays.copyOf(bytes, Math.max(1, slash)));
  }

  /** {@return a file of the given name, which is ASCII, in the same directory} */
  PathBytes sibling(String name) {
    byte[] nameBytes = name.getBytes(StandardCharsets.US_ASCII);
    int prefix = lastSlash() + 1;
    byte[] joined = Arrays.copyOf(bytes, prefix + nameBytes.length);
    System.arraycopy(nameBytes, 0, joined, prefix, nameBytes.length);
    return new PathBytes(joined);
  }

  /** {@return the part after the last slash, for messages as {@link #toString}} */
  String fileName() {
    int start = lastSlash() + 1;
    return new String(bytes, start, bytes.length - start, StandardCharsets.UTF_8);
  }

  /** {@return the index of the last slash, -1 if there is none} */
  private int lastSlash() {
    int i = bytes.length - 1;
    while (i >= 0 && bytes[i] != '/') {
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

  /** For messages: bytes that are not UTF-8 appear as U+FFFD. */
  @Override
  public String toString() {
    return new String(bytes, StandardCharsets.UTF_8);
  }
}
