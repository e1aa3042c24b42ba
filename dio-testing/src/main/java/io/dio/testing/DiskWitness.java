// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.testing;

import io.dio.sys.internal.FileWitness;
import io.dio.testing.internal.CrashModel;
import java.nio.file.Path;

/**
 * Notes the blocking calls on files of a disk. It is told of the calls on all files of the process,
 * so they may be on files of other disks.
 */
final class DiskWitness implements FileWitness {
  private final SimulatedDisk disk;
  private final DiskNames names;
  private final DiskClock clock;

  DiskWitness(SimulatedDisk disk, DiskNames names, DiskClock clock) {
    this.disk = disk;
    this.names = names;
    this.clock = clock;
  }

  @Override
  public boolean written(Object identity, long fileOffset, long byteCount, boolean durable) {
    return acknowledges(
        identity,
        () -> {
          DiskFile file = names.byIdentity(identity);
          if (file != null) {
            file.observe(clock, DiskClock.UNKNOWN_WORK, fileOffset, byteCount);
            if (durable) {
              file.model().syncRange(fileOffset, byteCount);
            }
          }
        });
  }

  @Override
  public boolean changed(Object identity) {
    return acknowledges(
        identity,
        () -> {
          DiskFile file = names.byIdentity(identity);
          if (file != null) {
            file.observeAll(clock, DiskClock.UNKNOWN_WORK);
          }
        });
  }

  @Override
  public End syncing(Object identity) {
    CrashModel.Coverage covered = upToNow();
    return succeeded ->
        acknowledges(
            identity,
            () -> {
              DiskFile file = names.byIdentity(identity);
              if (file != null && succeeded) {
                file.model().sync(covered);
              } else if (file != null) {
                file.model().lose(covered);
              }
            });
  }

  @Override
  public End syncingDirectory(String directory) {
    boolean _ = disk.notes(() -> names.scan(DiskClock.UNKNOWN_WORK));
    CrashModel.Coverage covered = upToNow();
    return succeeded -> {
      Path name = names.relative(Path.of(directory));
      return name == null
          || disk.notes(() -> {
            if (succeeded) {
              names.sync(name, covered);
            }
          });
    };
  }

  private CrashModel.Coverage upToNow() {
    long[] latest = {0};
    boolean _ = disk.notes(() -> latest[0] = clock.latest());
    return (number, _) -> number <= latest[0];
  }

  /** {@return whether the program may be told of the call} Others' files are not its business. */
  private boolean acknowledges(Object identity, SimulatedDisk.Noting noting) {
    return disk.notes(noting) || !disk.isKnown(identity);
  }
}
