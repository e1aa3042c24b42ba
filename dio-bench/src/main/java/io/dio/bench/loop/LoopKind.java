// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.bench.loop;

import java.util.Locale;

/** The file systems that can be made, by their names in {@code --file-systems}. */
public enum LoopKind {
  /** ext4, with a journal. */
  EXT4(512L << 20, "mkfs.ext4 -q -F", true),
  /** XFS, with a log. */
  XFS(512L << 20, "mkfs.xfs -q -f", true),
  /** btrfs, which never overwrites a block in place. */
  BTRFS(512L << 20, "mkfs.btrfs -q -f", false),
  /** A file system in memory, without a device. */
  TMPFS(512L << 20, "", false);

  private final long byteSize;
  private final String maker;
  private final boolean losesPower;

  LoopKind(long byteSize, String maker, boolean losesPower) {
    this.byteSize = byteSize;
    this.maker = maker;
    this.losesPower = losesPower;
  }

  /** {@return whether {@link LoopFileSystem#losePower} works} */
  public boolean losesPower() {
    return losesPower;
  }

  /** {@return whether it is on a device, which has sectors} */
  public boolean hasDevice() {
    return !maker.isEmpty();
  }

  long byteSize() {
    return byteSize;
  }

  String maker() {
    return maker;
  }

  /** {@return the name on the command line and for mount(8)} */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
