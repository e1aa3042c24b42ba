// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.sys;

import io.dio.sys.foreign.OpenFlags;
import java.nio.file.OpenOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;

/**
 * The checked options and attributes of an open.
 *
 * @param standard the options among READ, WRITE, CREATE, CREATE_NEW, TRUNCATE_EXISTING, DSYNC, SYNC
 * @param direct the requested direct I/O, null for a buffered file
 * @param permissions the permissions of a new file, before the process's umask is applied
 */
record OpenRequest(Set<StandardOpenOption> standard, DirectMode direct, int permissions) {
  static final int DEFAULT_PERMISSIONS = 0666;

  // Lists and a hash set: an EnumSet asks for the values of its enum by reflection, for which a
  // fresh JVM spins a class.
  private static final List<StandardOpenOption> SUPPORTED =
      List.of(
          StandardOpenOption.READ,
          StandardOpenOption.WRITE,
          StandardOpenOption.TRUNCATE_EXISTING,
          StandardOpenOption.CREATE,
          StandardOpenOption.CREATE_NEW,
          StandardOpenOption.SYNC,
          StandardOpenOption.DSYNC);

  /** The options that change a file before anything is written to it. */
  private static final List<StandardOpenOption> NEEDS_WRITE =
      List.of(
          StandardOpenOption.TRUNCATE_EXISTING,
          StandardOpenOption.CREATE,
          StandardOpenOption.CREATE_NEW);

  static OpenRequest of(Collection<? extends OpenOption> options, FileAttribute<?>... attributes) {
    Set<StandardOpenOption> standard = new HashSet<>();
    DirectMode direct = null;
    for (OpenOption option : options) {
      Objects.requireNonNull(option, "options contains null");
      if (option instanceof StandardOpenOption known && SUPPORTED.contains(known)) {
        standard.add(known);
      } else if (option instanceof DirectMode mode) {
        direct = onlyOne(direct, mode);
      } else {
        throw unsupported(option);
      }
    }
    if (!standard.contains(StandardOpenOption.WRITE)) {
      for (StandardOpenOption option : NEEDS_WRITE) {
        if (standard.contains(option)) {
          throw new IllegalArgumentException("option " + option + " needs WRITE beside it");
        }
      }
      standard.add(StandardOpenOption.READ);
    }
    return new OpenRequest(standard, direct, permissions(attributes));
  }

  static DirectMode onlyOne(DirectMode before, DirectMode mode) {
    if (before != null && before != mode) {
      throw new IllegalArgumentException(
          "options " + before + " and " + mode + " exclude each other");
    }
    return mode;
  }

  private static UnsupportedOperationException unsupported(OpenOption option) {
    return new UnsupportedOperationException(
        "option "
            + option
            + " ("
            + option.getClass().getName()
            + ") is not supported; these are: "
            + SUPPORTED
            + " and DirectMode REQUIRED, PREFERRED");
  }

  private static int permissions(FileAttribute<?>... attributes) {
    int permissions = DEFAULT_PERMISSIONS;
    for (FileAttribute<?> attribute : attributes) {
      Objects.requireNonNull(attribute, "attributes contains null");
      if (!attribute.name().equals("posix:permissions")
          || !(attribute.value() instanceof Set<?> granted)) {
        throw new UnsupportedOperationException(
            "attribute "
                + attribute.name()
                + " is not supported; use PosixFilePermissions.asFileAttribute");
      }
      permissions = 0;
      for (Object permission : granted) {
        permissions |= bit((PosixFilePermission) permission);
      }
    }
    return permissions;
  }

  private static int bit(PosixFilePermission permission) {
    return switch (permission) {
      case OWNER_READ -> 0400;
      case OWNER_WRITE -> 0200;
      case OWNER_EXECUTE -> 0100;
      case GROUP_READ -> 0040;
      case GROUP_WRITE -> 0020;
      case GROUP_EXECUTE -> 0010;
      case OTHERS_READ -> 0004;
      case OTHERS_WRITE -> 0002;
      case OTHERS_EXECUTE -> 0001;
    };
  }

  boolean reads() {
    return standard.contains(StandardOpenOption.READ);
  }

  boolean writes() {
    return standard.contains(StandardOpenOption.WRITE);
  }

  boolean creates() {
    return standard.contains(StandardOpenOption.CREATE);
  }

  boolean createsNew() {
    return standard.contains(StandardOpenOption.CREATE_NEW);
  }

  boolean truncates() {
    return standard.contains(StandardOpenOption.TRUNCATE_EXISTING);
  }

  /** {@return the durability of each write} */
  Durability durability() {
    if (standard.contains(StandardOpenOption.SYNC)) {
      return Durability.SYNC;
    }
    return standard.contains(StandardOpenOption.DSYNC) ? Durability.DATA_SYNC : Durability.NONE;
  }

  /** {@return the flags of open(2) for an existing file, without O_DIRECT} */
  int flags(OpenFlags host) {
    int access = OpenFlags.O_RDONLY;
    if (writes()) {
      access = reads() ? OpenFlags.O_RDWR : OpenFlags.O_WRONLY;
    }
    int durability =
        switch (durability()) {
          case SYNC -> host.sync();
          case DATA_SYNC -> host.dataSync();
          case NONE -> 0;
        };
    return access | durability | host.closeOnExec();
  }
}
