// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.sys;

import io.dio.sys.foreign.FileStatus;
import io.dio.sys.foreign.FileStatus.DeviceNumber;
import io.dio.sys.internal.DurableCalls;
import io.dio.sys.internal.Poison;
import java.util.HashMap;
import java.util.Map;

/**
 * The directories that are being synced, and those whose sync failed.
 *
 * <p>A directory has no object in front of it that could stay poisoned: each call opens it anew.
 * The kernel tells of a lost name once, to whoever syncs first. So the failure is kept for the
 * process, under the directory's device, inode and time of birth, whatever path leads there.
 *
 * <p>The time of birth tells a directory from a later one that was given the same inode number, or
 * from one of another file system that was mounted at the same device number. Where the file system
 * does not tell it, such a later directory counts as poisoned too. That refuses too much and never
 * too little.
 *
 * <p>The memory is bounded: a device with more than {@link #MOST_PER_DEVICE} poisoned directories
 * is poisoned as a whole. Thread-safe.
 */
final class DirectoryRecords {
  static final DirectoryRecords OF_PROCESS = new DirectoryRecords();

  /** About a megabyte of exceptions. A device that lost so many names has failed altogether. */
  static final int MOST_PER_DEVICE = 256;

  private record Key(DeviceNumber device, long inode, long birthNanos) {}

  /** What is known about the durability of one directory. */
  static final class Entry {
    private final Key key;
    private final Poison poison;
    private final DurableCalls durableCalls = new DurableCalls();

    /** Those who have the directory open; guarded by the records. */
    private int users;

    private Entry(Key key, Poison poison) {
      this.key = key;
      this.poison = poison;
    }

    Poison poison() {
      return poison;
    }

    DurableCalls durableCalls() {
      return durableCalls;
    }
  }

  private final Map<Key, Entry> entries = new HashMap<>();

  /** Devices that are poisoned as a whole. */
  private final Map<DeviceNumber, Poison> devices = new HashMap<>();

  /** {@return the record of a directory, the same for all who have it open} */
  synchronized Entry acquire(FileStatus directory) {
    Key key = new Key(directory.device(), directory.inode(), directory.birthNanos());
    Poison ofDevice = devices.get(key.device());
    if (ofDevice != null) {
      return new Entry(key, ofDevice);
    }
    Entry entry = entries.computeIfAbsent(key, unknown -> new Entry(unknown, new Poison()));
    entry.users++;
    return entry;
  }

  /** Gives a record back. It is kept if the directory is poisoned. */
  synchronized void release(Entry entry) {
    entry.users--;
    if (entry.users > 0) {
      return;
    }
    DeviceNumber device = entry.key.device();
    if (!entry.poison.isRecorded() || devices.containsKey(device)) {
      entries.remove(entry.key, entry);
    } else if (entries.keySet().stream().filter(key -> key.device().equals(device)).count()
        > MOST_PER_DEVICE) {
      devices.put(device, entry.poison);
      entries.values().removeIf(each -> each.key.device().equals(device) && each.users == 0);
    }
  }

  /** {@return how many directories have a record} */
  synchronized int size() {
    return entries.size();
  }
}
