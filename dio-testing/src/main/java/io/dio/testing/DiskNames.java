// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.testing;

import io.dio.testing.internal.CrashModel;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ThreadLocalRandom;
import java.util.random.RandomGenerator;

/**
 * The names on the disk: those that are durable, and the changes that are not. It finds changes by
 * reading the directories, so it also sees those that others make. Guarded by the disk's lock.
 */
final class DiskNames {
  /**
   * Names that have changed together, such as those of a rename.
   *
   * @param files for each name the file that it has now, or nothing
   */
  private record Change(long number, long work, Map<Path, Optional<DiskFile>> files) {}

  /**
   * The files and directories that one walk has found.
   *
   * @param names the names of the files, relative to the root
   * @param directories those of the directories
   * @param vanished names that were gone before they were looked at
   */
  private record Listing(Map<Path, DiskFile> names, Set<Path> directories, Set<Path> vanished) {}

  /**
   * After so many listings in which all stayed, one is believed that does not agree with the links.
   * A file that also has a name outside of the root never agrees.
   */
  private static final int MOST_WITHOUT_AGREEMENT = 20;

  /** After so many listings one is believed in which a name has vanished. */
  private static final int MOST_LISTINGS = 1_000;

  /** The longest pause before the next listing, in nanoseconds. A listing takes about as long. */
  private static final int LONGEST_PAUSE_NANOS = 100_000;

  private final Path root;
  private final DiskClock clock;

  /** By the key that the file system of the JDK gives them. */
  private final Map<Object, DiskFile> filesByKey = new HashMap<>();

  private final Map<Object, DiskFile> filesByIdentity = new HashMap<>();

  /** The names as they were seen last, relative to the root. */
  private Map<Path, DiskFile> seen = new TreeMap<>();

  /** The directories as they were seen last, relative to the root. */
  private Set<Path> directories = Set.of();

  private final Map<Path, DiskFile> durable = new TreeMap<>();
  private List<Change> pending = new ArrayList<>();

  DiskNames(Path root, DiskClock clock) {
    this.root = root;
    this.clock = clock;
  }

  // ---- looking ----

  /** Notes which names have changed, and takes up new files. */
  void scan(long work) throws IOException {
    List<DiskFile> fresh = new ArrayList<>();
    Listing now = listBelievably(fresh);
    Map<Path, Optional<DiskFile>> changed = new TreeMap<>();
    for (Path name : changedNames(now.names)) {
      changed.put(name, Optional.ofNullable(now.names.get(name)));
    }
    if (!changed.isEmpty()) {
      pending.add(new Change(clock.next(), work, changed));
    }
    seen = now.names;
    directories = now.directories;
    for (DiskFile file : fresh) {
      file.observeAll(clock, work);
    }
  }

  /** Lists again while a rename beside it has hidden a file, or shown it twice. */
  private Listing listBelievably(List<DiskFile> fresh) throws IOException {
    int withoutAgreement = 0;
    for (int i = 1; ; i++) {
      Listing now = list(fresh);
      boolean isWhole = now.vanished.isEmpty();
      if (isWhole && (agreesWithLinks(now) || ++withoutAgreement == MOST_WITHOUT_AGREEMENT)) {
        return now;
      }
      if (i == MOST_LISTINGS) {
        return now;
      }
      pause();
    }
  }

  /**
   * Pauses at random. Listing and renaming take turns at the lock of the directory. Without a pause
   * each listing may come at the same moment of a rename.
   */
  private static void pause() {
    long nanos = ThreadLocalRandom.current().nextInt(LONGEST_PAUSE_NANOS);
    long begin = System.nanoTime();
    while (System.nanoTime() - begin < nanos) {
      Thread.onSpinWait();
    }
  }

  private Listing list(List<DiskFile> fresh) throws IOException {
    Map<Path, DiskFile> files = new TreeMap<>();
    Set<Path> folders = new TreeSet<>();
    Set<Path> vanished = new TreeSet<>();
    Files.walkFileTree(
        root,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
            folders.add(root.relativize(folder));
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFile(Path path, BasicFileAttributes attributes)
              throws IOException {
            if (attributes.isRegularFile()) {
              DiskFile file = file(path, attributes.fileKey(), fresh);
              if (file == null) {
                vanished.add(path);
              } else {
                files.put(root.relativize(path), file);
              }
            }
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFileFailed(Path path, IOException failure)
              throws IOException {
            if (failure instanceof NoSuchFileException) {
              vanished.add(path);
              return FileVisitResult.CONTINUE;
            }
            throw failure;
          }
        });
    return new Listing(files, folders, vanished);
  }

  /** {@return the names that have another file than they had, or none, or a new one} */
  private Set<Path> changedNames(Map<Path, DiskFile> now) {
    Set<Path> changed = new TreeSet<>(seen.keySet());
    changed.addAll(now.keySet());
    changed.removeIf(name -> Objects.equals(seen.get(name), now.get(name)));
    return changed;
  }

  /** {@return whether each file that has won or lost a name has as many names as links} */
  private boolean agreesWithLinks(Listing now) throws IOException {
    Set<DiskFile> touched = new HashSet<>();
    for (Path name : changedNames(now.names)) {
      touched.add(seen.get(name));
      touched.add(now.names.get(name));
    }
    touched.remove(null);
    Map<DiskFile, Integer> counts = new HashMap<>();
    now.names.values().forEach(file -> counts.merge(file, 1, Integer::sum));
    for (DiskFile file : touched) {
      if (counts.getOrDefault(file, 0) != file.linkCount()) {
        return false;
      }
    }
    return true;
  }

  private DiskFile file(Path path, Object key, List<DiskFile> fresh) throws IOException {
    DiskFile known = filesByKey.get(key);
    if (known != null) {
      return known;
    }
    DiskFile file;
    try {
      file = new DiskFile(path);
    } catch (NoSuchFileException e) {
      return null; // removed meanwhile
    }
    filesByKey.put(key, file);
    filesByIdentity.put(file.identity(), file);
    fresh.add(file);
    return file;
  }

  /** {@return the file with this identity; null if it is not on this disk} */
  DiskFile byIdentity(Object identity) throws IOException {
    if (!filesByIdentity.containsKey(identity)) {
      scan(0);
    }
    return filesByIdentity.get(identity);
  }

  /** {@return whether the file with this identity has been seen on this disk} */
  boolean isKnown(Object identity) {
    return filesByIdentity.containsKey(identity);
  }

  /** {@return the file that had this name when it was looked for last; null if there was none} */
  DiskFile byName(Path name) {
    return seen.get(name);
  }

  Collection<DiskFile> files() {
    return filesByKey.values();
  }

  /** {@return the directories as they were seen last, relative to the root} */
  Set<Path> directories() {
    return directories;
  }

  /** {@return the path below the root; null if it is elsewhere} */
  Path relative(Path path) {
    Path absolute = path.toAbsolutePath().normalize();
    if (!absolute.startsWith(root)) {
      try {
        absolute = absolute.toRealPath();
      } catch (IOException e) {
        return null;
      }
    }
    return absolute.startsWith(root) ? root.relativize(absolute) : null;
  }

  // ---- syncs ----

  /** A sync of a directory has succeeded. */
  void sync(Path directory, CrashModel.Coverage coverage) {
    List<Change> left = new ArrayList<>();
    for (Change change : pending) {
      Map<Path, Optional<DiskFile>> rest = new TreeMap<>(change.files);
      if (coverage.covers(change.number, change.work)) {
        change.files.forEach((name, file) -> {
          if (parent(name).equals(directory)) {
            rest.remove(name);
            set(durable, name, file);
            left.forEach(
                earlier -> earlier.files.keySet().removeIf(other -> excludes(name, file, other)));
          }
        });
      }
      if (!rest.isEmpty()) {
        left.add(new Change(change.number, change.work, rest));
      }
    }
    pending = left;
  }

  private static Path parent(Path name) {
    return name.getParent() == null ? Path.of("") : name.getParent();
  }

  private static void set(Map<Path, DiskFile> names, Path name, Optional<DiskFile> file) {
    names.keySet().removeIf(other -> excludes(name, file, other));
    file.ifPresent(there -> names.put(name, there));
  }

  /**
   * {@return whether {@code other} can be no name of another file when {@code name} has got its
   * file} A file has no names below it.
   */
  private static boolean excludes(Path name, Optional<DiskFile> file, Path other) {
    return other.equals(name)
        || (file.isPresent() && (other.startsWith(name) || name.startsWith(other)));
  }

  /** {@return the names after a loss of power now} */
  Map<Path, DiskFile> crash(RandomGenerator random) {
    Map<Path, DiskFile> left = new TreeMap<>(durable);
    // A journal keeps the order. The standard promises none, so half of the outcomes have none.
    boolean ordered = random.nextBoolean();
    int stop = random.nextInt(pending.size() + 1);
    for (int i = 0; i < pending.size(); i++) {
      if (ordered ? i < stop : random.nextBoolean()) {
        pending.get(i).files.forEach((name, file) -> set(left, name, file));
      }
    }
    // A directory survives always, also one that has the name of a file that is gone.
    directories.forEach(left::remove);
    return left;
  }

  /** Makes everything durable as it is. */
  void settle() {
    durable.clear();
    durable.putAll(seen);
    pending.clear();
  }
}
