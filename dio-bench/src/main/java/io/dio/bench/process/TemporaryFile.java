// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.bench.process;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A new file that is removed when it is closed, and when the process ends.
 *
 * <p>If the system allows it, the file has no name in its folder. The kernel then frees it even if
 * the process is killed. Such a file is opened through {@code /proc}, by the number of a descriptor
 * that this object keeps open. Child processes can open it there, too. If a name is needed, a
 * shutdown hook deletes the file.
 */
public final class TemporaryFile implements AutoCloseable {
  private static final String SUFFIX = ".data";

  private final Path path;

  /** Keeps a file without a name alive; null if the file has a name. */
  private final FileChannel holder;

  /** Deletes a file that has a name; null if the file has none. */
  private final Leftover<Path> named;

  private TemporaryFile(Path path, FileChannel holder, Leftover<Path> named) {
    this.path = path;
    this.holder = holder;
    this.named = named;
  }

  /**
   * Creates an empty file, without a name where the system allows.
   *
   * @param folder the folder in whose file system it is stored
   * @param prefix the start of its name, if it needs one
   */
  public static TemporaryFile in(Path folder, String prefix) throws IOException {
    Leftover<Path> named = create(folder, prefix);
    Optional<TemporaryFile> nameless = withoutName(named);
    if (nameless.isPresent()) {
      return nameless.get();
    }
    // The name may be gone already.
    deleteQuietly(named.get());
    named.forget();
    return inWithName(folder, prefix);
  }

  /**
   * Creates an empty file with a name that is unique in a folder.
   *
   * @param folder where to create it
   * @param prefix the start of its name
   */
  public static TemporaryFile inWithName(Path folder, String prefix) throws IOException {
    Leftover<Path> named = create(folder, prefix);
    return new TemporaryFile(named.get(), null, named);
  }

  private static Leftover<Path> create(Path folder, String prefix) throws IOException {
    return Leftover.create(
        () -> Files.createTempFile(folder, prefix, SUFFIX), TemporaryFile::deleteQuietly);
  }

  /**
   * Creates an empty file.
   *
   * @throws java.nio.file.FileAlreadyExistsException if there is a file of this name
   */
  public static TemporaryFile named(Path path) throws IOException {
    Leftover<Path> named =
        Leftover.create(() -> Files.createFile(path), TemporaryFile::deleteQuietly);
    return new TemporaryFile(path, null, named);
  }

  /** {@return the file without its name; empty if the system cannot open it then} */
  private static Optional<TemporaryFile> withoutName(Leftover<Path> named) {
    Path name = named.get();
    FileChannel holder = null;
    try {
      holder = open(name);
      Path descriptor = descriptorOf(name);
      Files.delete(name);
      open(descriptor).close(); // some file systems cannot open a file without a name
      named.forget();
      return Optional.of(new TemporaryFile(descriptor, holder, null));
    } catch (IOException e) {
      closeQuietly(holder);
      return Optional.empty();
    }
  }

  private static FileChannel open(Path path) throws IOException {
    return FileChannel.open(path, StandardOpenOption.READ, StandardOpenOption.WRITE);
  }

  /**
   * {@return the path by which all processes of this user can open a file that this process has
   * open}
   */
  private static Path descriptorOf(Path name) throws IOException {
    Path real = name.toRealPath();
    List<Path> candidates;
    try (Stream<Path> descriptors = Files.list(Path.of("/proc/self/fd"))) {
      candidates = descriptors.filter(descriptor -> leadsTo(descriptor, real)).toList();
    }
    Path folder = Path.of("/proc", String.valueOf(ProcessHandle.current().pid()), "fd");
    for (Path candidate : candidates) {
      Path descriptor = folder.resolve(candidate.getFileName());
      // In a container, /proc may belong to another namespace, with other numbers.
      if (Files.isSameFile(descriptor, name)) {
        return descriptor;
      }
    }
    throw new IOException("no descriptor of " + name + " in " + folder);
  }

  private static boolean leadsTo(Path descriptor, Path file) {
    try {
      return Files.readSymbolicLink(descriptor).equals(file);
    } catch (IOException e) {
      return false; // the descriptor was closed meanwhile
    }
  }

  /** {@return the path to open it by} */
  public Path path() {
    return path;
  }

  /** {@return whether the file has a name in its folder} */
  public boolean hasName() {
    return named != null;
  }

  /** Keeps the file from being deleted, if it has a name. */
  public void keep() {
    if (named != null) {
      named.forget();
    }
  }

  @Override
  public void close() throws IOException {
    if (named == null) {
      holder.close();
    } else {
      Files.deleteIfExists(path);
      named.forget();
    }
  }

  private static void deleteQuietly(Path path) {
    try {
      Files.deleteIfExists(path);
    } catch (IOException e) {
      // The process is being ended, or the caller fails for another reason, which it reports.
    }
  }

  private static void closeQuietly(FileChannel channel) {
    try {
      if (channel != null) {
        channel.close();
      }
    } catch (IOException e) {
      // Closing a file without written data loses nothing.
    }
  }
}
