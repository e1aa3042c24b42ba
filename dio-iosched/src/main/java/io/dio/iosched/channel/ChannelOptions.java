// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.iosched.channel;

import io.dio.sys.DirectMode;
import java.nio.file.OpenOption;
import java.nio.file.StandardOpenOption;
import java.util.Collection;
import java.util.HashSet;
import java.util.Objects;
import java.util.Set;

/**
 * The options of an opening, with the meaning that {@code FileChannel.open} gives them.
 *
 * @param forFile the options for the file below the channel
 * @param access what the channel may do
 * @param deletesOnClose whether the file is to be deleted
 */
record ChannelOptions(Set<OpenOption> forFile, Access access, boolean deletesOnClose) {

  static ChannelOptions of(Collection<? extends OpenOption> options) {
    Set<OpenOption> given = new HashSet<>();
    for (OpenOption option : options) {
      Objects.requireNonNull(option, "options contains null");
      given.add(isDirectOfJdk(option) ? DirectMode.REQUIRED : option);
    }
    boolean appends = given.remove(StandardOpenOption.APPEND);
    boolean writes = given.remove(StandardOpenOption.WRITE) || appends;
    boolean reads = given.remove(StandardOpenOption.READ) || !writes;
    refuse(appends && reads, "READ");
    refuse(appends && given.contains(StandardOpenOption.TRUNCATE_EXISTING), "TRUNCATE_EXISTING");
    given.remove(StandardOpenOption.SPARSE);
    boolean deletesOnClose = given.remove(StandardOpenOption.DELETE_ON_CLOSE);
    if (reads) {
      given.add(StandardOpenOption.READ);
    }
    if (writes) {
      given.add(StandardOpenOption.WRITE);
    } else {
      given.remove(StandardOpenOption.CREATE);
      given.remove(StandardOpenOption.CREATE_NEW);
      given.remove(StandardOpenOption.TRUNCATE_EXISTING);
    }
    return new ChannelOptions(given, new Access(reads, writes, appends), deletesOnClose);
  }

  private static void refuse(boolean both, String name) {
    if (both) {
      throw new IllegalArgumentException("options APPEND and " + name + " exclude each other");
    }
  }

  /**
   * {@return whether it is ExtendedOpenOption.DIRECT} It is recognised by its name, because javac
   * warns about its package and the warning cannot be suppressed.
   */
  private static boolean isDirectOfJdk(OpenOption option) {
    return option instanceof Enum<?> constant
        && constant.getDeclaringClass().getName().equals("com.sun.nio.file.ExtendedOpenOption")
        && constant.name().equals("DIRECT");
  }
}
