// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.sys;

import io.dio.sys.foreign.FileStatus;
import io.dio.sys.foreign.FileStatus.DeviceNumber;
import io.dio.sys.internal.DurableCalls;
import io.dio.sys.internal.JoinedSyncs;
import io.dio.sys.internal.Poison;
import java.util.HashMap;
import java.util.Map;

/**
 * The records of directories that are being synced, and of those whose sync failed.
 *
 * <p>No object represents a directory for longer than a call, because each call opens the directory
 * again. The kernel reports a lost name only once, to the first sync. So the failure is kept for
 * the whole process. Its key is the device, the inode and the birth time of the directory, so the
 * path does not matter.
 *
 * <p>The birth time distinguishes a directory from a later one with the same inode number, and from
 * one of another file system that was mounted with the same device number. If the file system does
 * not report it, such a later directory counts as poisoned too. That refuses too much, but never
 * too little.
 *
 * <p>The memory is bounded: a device with more than {@link #MOST_PER_DEVICE} poisoned directories
 * is poisoned as a whole. Thread-safe.
 */
final class DirectoryRecords {
  static final DirectoryRecords OF_PROCESS = new DirectoryRecords();

  /**
   * The limit per device, which is about a megabyte of exceptions. A device that lost so many names
   * has failed as a whole.
   */
  static final int MOST_PER_DEVICE = 256;

  private record Key(DeviceNumber device, long inode, long birthNanos) {
    @Override
    public String toString() {
      return "directory with inode " + inode + " on " + device;
    }
  }

  /** The record of one directory. */
  static final class Entry {
    private final Key key;
    private final Poison poison;
    private final DurableCalls durableCalls = new DurableCalls(true);
    private final JoinedSyncs joinedSyncs = new JoinedSyncs();

    /** The number of users that have the directory open; guarded by the records. */
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

    JoinedSyncs joinedSyncs() {
      return joinedSyncs;
    }
  }

  private final Map<Key, Entry> entries = new HashMap<>();

  /** The devices that are poisoned as a whole. */
  private final Map<DeviceNumber, Poison> devices = new HashMap<>();

  /** {@return the record of a directory; all users that have it open share it} */
  synchronized Entry acquire(FileStatus directory) {
    Key key = new Key(directory.device(), directory.inode(), directory.birthNanos());
    Poison ofDevice = devices.get(key.device());
    if (ofDevice != null) {
      return new Entry(key, ofDevice);
    }
    Entry entry = entries.computeIfAbsent(key, unknown -> new Entry(unknown, new Poison(unknown)));
    entry.users++;
    return entry;
  }

  /** Releases a record. If the directory is poisoned, the record is kept. */
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

  /** {@return the number of directories that have a record} */
  synchronized int size() {
    return entries.size();
  }
}
