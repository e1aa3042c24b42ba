// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.bench.crash;

import io.dio.iosched.FileSlot;
import io.dio.iosched.IoScheduler;
import io.dio.iosched.Op;
import io.dio.sys.DioFile;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** Creates or replaces a file for each item. */
final class FileWriter implements Writer {
  private static final int MOST_FILES = 1_000;
  private static final long IDLE_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

  private final WriterKind kind;
  private final Layout layout;
  private final IoScheduler scheduler;
  private final Omission omission;

  FileWriter(WriterKind kind, Layout layout, IoScheduler scheduler, Omission omission) {
    this.kind = kind;
    this.layout = layout;
    this.scheduler = scheduler;
    this.omission = omission;
  }

  @Override
  public void run(Acknowledgements acknowledgements) throws IOException {
    for (int item = 0; item < MOST_FILES; item++) {
      try (Arena arena = Arena.ofShared()) {
        byte[] bytes = layout.bytes(kind, item);
        MemorySegment contents = arena.allocate(bytes.length);
        contents.copyFrom(MemorySegment.ofArray(bytes));
        Path target = layout.file(kind, item);
        switch (kind) {
          case CREATE_AND_ALLOCATE -> allocate(target, contents);
          case RENAME_DURABLY -> rename(target, contents);
          default -> replace(target, contents);
        }
      }
      acknowledgements.acknowledge(kind, item);
      if (omission == Omission.NO_DIRECTORY_SYNC) {
        // The next sync of a file would make the name durable. The mistake shows in a program that
        // is idle after it.
        LockSupport.parkNanos(IDLE_NANOS);
      }
    }
  }

  private void allocate(Path target, MemorySegment contents) throws IOException {
    try (DioFile file =
        DioFile.createAndAllocate(target, Layout.ALLOCATED_BYTES, StandardOpenOption.WRITE)) {
      fill(file, contents);
    }
    syncFolder();
  }

  private void rename(Path target, MemorySegment contents) throws IOException {
    Path source = target.resolveSibling(target.getFileName() + ".new");
    try (DioFile file = create(source)) {
      fill(file, contents);
    }
    switch (omission) {
      case NONE, SYNC_BEFORE_WRITE -> DioFile.renameDurably(source, target);
      case NO_SYNC, NO_DIRECTORY_SYNC -> move(source, target);
    }
  }

  private void replace(Path target, MemorySegment contents) throws IOException {
    if (omission == Omission.NONE && kind == WriterKind.WRITE_FILE) {
      DioFile.writeFile(target, contents);
    } else if (omission == Omission.NONE) {
      FileSlot slot = scheduler.fileSlots().getFirst();
      scheduler.submit(Op.replaceFile(slot, target, contents)).await();
    } else {
      Path source = target.resolveSibling(target.getFileName() + ".new");
      try (DioFile file = create(source)) {
        fill(file, contents);
      }
      move(source, target);
      syncFolder();
    }
  }

  private static DioFile create(Path path) throws IOException {
    return DioFile.open(
        path,
        StandardOpenOption.WRITE,
        StandardOpenOption.CREATE,
        StandardOpenOption.TRUNCATE_EXISTING);
  }

  /** Writes the contents, and syncs them as far and in the order that the omission says. */
  private void fill(DioFile file, MemorySegment contents) throws IOException {
    if (omission == Omission.SYNC_BEFORE_WRITE) {
      file.dataSync();
    }
    file.writeFully(contents, 0);
    if (omission == Omission.NONE || omission == Omission.NO_DIRECTORY_SYNC) {
      file.dataSync();
    }
  }

  private void syncFolder() throws IOException {
    if (omission == Omission.NONE || omission == Omission.SYNC_BEFORE_WRITE) {
      DioFile.syncDirectory(layout.folder());
    }
  }

  private static void move(Path source, Path target) throws IOException {
    Files.move(source, target, StandardCopyOption.ATOMIC_MOVE);
  }

  @Override
  public String toString() {
    return kind.toString();
  }
}
