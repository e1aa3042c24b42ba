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
 * A new file that is gone when it is closed, and when the process ends.
 *
 * <p>Where the system allows, the file has no name in its folder. The kernel then frees it however
 * the process ends, even if it is killed. Such a file is opened through {@code /proc}, by the
 * number of a descriptor that this object keeps open; child processes can open it there, too.
 * Elsewhere the file has a name, and a shutdown hook deletes it.
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
   * @param prefix the start of its name, if it has to have one
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

  /** {@return the file without its name; empty where the system has no way to open it then} */
  private static Optional<TemporaryFile> withoutName(Leftover<Path> named) {
    Path name = named.get();
    FileChannel holder = null;
    try {
      holder = open(name);
      Path descriptor = descriptorOf(name);
      Files.delete(name);
      open(descriptor).close(); // some file systems cannot open what has no name
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

  /** {@return the path by which all processes of this user can open what this process has open} */
  private static Path descriptorOf(Path name) throws IOException {
    Path real = name.toRealPath();
    List<Path> candidates;
    try (Stream<Path> descriptors = Files.list(Path.of("/proc/self/fd"))) {
      candidates = descriptors.filter(descriptor -> leadsTo(descriptor, real)).toList();
    }
    Path folder = Path.of("/proc", String.valueOf(ProcessHandle.current().pid()), "fd");
    for (Path candidate : candidates) {
      Path descriptor = folder.resolve(candidate.getFileName());
      // In a container, /proc may be that of another namespace, with other numbers.
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
      return false; // closed meanwhile
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

  /** Lets the file stay, if it has a name. */
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
      // The process is being ended, or the caller fails for another reason that it reports.
    }
  }

  private static void closeQuietly(FileChannel channel) {
    try {
      if (channel != null) {
        channel.close();
      }
    } catch (IOException e) {
      // Nothing was written to it.
    }
  }
}
