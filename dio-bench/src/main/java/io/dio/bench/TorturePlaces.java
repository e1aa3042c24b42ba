// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.bench;

import io.dio.bench.loop.LoopFileSystem;
import io.dio.bench.loop.LoopKind;
import io.dio.bench.probe.Mount;
import io.dio.bench.process.Leftover;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** The folders in which a torture happens: one in the user's folder, or new file systems in it. */
final class TorturePlaces implements AutoCloseable {
  private final Leftover<Path> folder;

  private TorturePlaces(Leftover<Path> folder) {
    this.folder = folder;
  }

  /** Creates a folder of its own in the user's. */
  static TorturePlaces in(Path folder) throws IOException {
    return new TorturePlaces(
        Leftover.create(
            () -> Files.createTempDirectory(folder.toRealPath(), "dio-torture-"),
            TorturePlaces::deleteQuietly));
  }

  /** Does something in a folder. */
  interface Visit {
    /**
     * Does it.
     *
     * @param title the file system
     * @param root the folder
     */
    void in(String title, Path root) throws IOException, InterruptedException;
  }

  /** Does something on a mounted file system. */
  interface MountVisit {
    /**
     * Does it.
     *
     * @param title the file system
     * @param made the file system, which is removed afterwards
     */
    void on(String title, LoopFileSystem made) throws IOException, InterruptedException;
  }

  /** Visits the user's folder, or each kind of file system with each sector size. */
  void each(List<LoopKind> kinds, List<Integer> sectors, Visit visit)
      throws IOException, InterruptedException {
    if (kinds.isEmpty()) {
      visit.in(Mount.of(folder.get()).fileSystem(), folder.get());
    } else {
      eachMount(kinds, sectors, (title, made) -> visit.in(title, made.root()));
    }
  }

  /** Makes each kind of file system with each sector size, visits and removes it. */
  void eachMount(List<LoopKind> kinds, List<Integer> sectors, MountVisit visit)
      throws IOException, InterruptedException {
    for (LoopKind kind : kinds) {
      for (int sectorBytes : kind.hasDevice() ? sectors : sectors.subList(0, 1)) {
        String title = kind.hasDevice() ? kind + " " + sectorBytes : kind.toString();
        try (LoopFileSystem made = LoopFileSystem.make(kind, folder.get(), sectorBytes)) {
          visit.on(title, made);
        }
      }
    }
  }

  @Override
  public void close() {
    deleteQuietly(folder.get());
    folder.forget();
  }

  /** After a hang a part may stay, because threads still use it. */
  private static void deleteQuietly(Path folder) {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path each : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(each);
      }
    } catch (IOException | RuntimeException e) {
      // Another failure was reported already, or the process is being ended.
    }
  }
}
