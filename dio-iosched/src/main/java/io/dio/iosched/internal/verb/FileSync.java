// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.iosched.internal.verb;

import io.dio.iosched.Verb;
import io.dio.iosched.liburing.liburing_h;
import io.dio.sys.foreign.HostFiles;

/** fsync(2) or fdatasync(2). */
public final class FileSync extends FileCommand {
  private static final FileSync SYNC = new FileSync(Verb.SYNC, false);
  private static final FileSync DATA_SYNC = new FileSync(Verb.DATA_SYNC, true);
  private static final FileSync BARRIER_SYNC = new FileSync(Verb.BARRIER_SYNC, true);

  private final boolean dataOnly;

  private FileSync(Verb verb, boolean dataOnly) {
    super(verb);
    this.dataOnly = dataOnly;
  }

  /** {@return the sync of data and metadata} */
  public static FileSync sync() {
    return SYNC;
  }

  /** {@return the sync of data} */
  public static FileSync dataSync() {
    return DATA_SYNC;
  }

  /** {@return the sync of data behind the writes accepted earlier} */
  public static FileSync barrierSync() {
    return BARRIER_SYNC;
  }

  @Override
  public String operands() {
    return "";
  }

  @Override
  public int call(int descriptor) {
    HostFiles host = HostFiles.current();
    return dataOnly ? host.dataSync(descriptor) : host.sync(descriptor);
  }

  @Override
  public RingEntry ringEntry() {
    return new RingEntry(
        liburing_h.IORING_OP_FSYNC(), 0, 0, 0, dataOnly ? liburing_h.IORING_FSYNC_DATASYNC() : 0);
  }
}
