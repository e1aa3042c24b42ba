// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.sys;

import io.dio.align.Errno;
import io.dio.align.ErrnoException;
import io.dio.align.foreign.CompletionThread;
import io.dio.sys.foreign.HostFiles;
import io.dio.sys.internal.BlockingSync;
import io.dio.sys.internal.FileAccess;
import io.dio.sys.internal.FileWitness;
import java.util.concurrent.Executor;

/** Makes an open file durable. After the first failure it refuses all later syncs. */
final class Syncs {
  @SuppressWarnings("UnnecessaryLambda") // one object for all calls
  private static final Runnable NOTHING = () -> {};

  private Syncs() {}

  static void sync(DioFile file) throws ErrnoException {
    file.acquire();
    try {
      sync(file.opened());
    } finally {
      file.release();
    }
  }

  static void dataSync(DioFile file) throws ErrnoException {
    file.acquire();
    try {
      dataSync(file.opened());
    } finally {
      file.release();
    }
  }

  /** Makes the sync that DSYNC or SYNC promise, on systems that do not make it while writing. */
  static void syncAfterWrite(DioFile file) throws ErrnoException {
    file.acquire();
    try {
      syncAfterWrite(file.opened());
    } finally {
      file.release();
    }
  }

  private static void syncAfterWrite(OpenedFile opened) throws ErrnoException {
    Durability durability = opened.facts().request().durability();
    if (durability == Durability.NONE) {
      return;
    }
    opened.poison().refuse("sync after write");
    if (Platform.requiresExplicitSync()) {
      if (durability == Durability.SYNC) {
        sync(opened);
      } else {
        dataSync(opened);
      }
    }
  }

  private static void sync(OpenedFile opened) throws ErrnoException {
    issue(opened, true, null, NOTHING);
  }

  private static void dataSync(OpenedFile opened) throws ErrnoException {
    issue(opened, false, null, NOTHING);
  }

  /** As {@link FileAccess#syncTogether}. */
  static int syncTogether(
      OpenedFile opened, boolean metadataToo, Executor elsewhere, Runnable beforeCall) {
    try {
      issue(opened, metadataToo, elsewhere, beforeCall);
      return 0;
    } catch (ErrnoException e) {
      return -e.errno();
    }
  }

  /** Makes the call, or takes part in one that another thread makes for several. */
  private static void issue(
      OpenedFile opened, boolean metadataToo, Executor elsewhere, Runnable beforeCall)
      throws ErrnoException {
    // The call waits for concurrent syncs, and this thread may be the one that has to end them.
    CompletionThread.refuseBlocking("DioFile: " + name(metadataToo));
    Exception shared =
        opened
            .joinedSyncs()
            .sync(
                metadataToo,
                elsewhere,
                all -> {
                  beforeCall.run();
                  call(opened, all);
                });
    if (shared != null) {
      opened.poison().refuseAfterwards(name(metadataToo));
      if (shared instanceof ErrnoException failure) {
        throw opened.failure(failure.call(), -failure.errno(), "");
      }
      throw new IllegalStateException("a sync that several threads shared failed", shared);
    }
  }

  private static void call(OpenedFile opened, boolean metadataToo) throws ErrnoException {
    HostFiles host = HostFiles.current();
    int descriptor = opened.descriptor();
    FileWitness.All.around(
        witness -> witness.syncing(opened.facts().status().identity()),
        () ->
            BlockingSync.issue(
                opened.poison(),
                opened.durableCalls(),
                name(metadataToo),
                () -> metadataToo ? host.sync(descriptor) : host.dataSync(descriptor),
                errno -> opened.failure(name(metadataToo), -errno, "")),
        () -> opened.failure(name(metadataToo), -Errno.EIO, ""));
  }

  private static String name(boolean metadataToo) {
    return metadataToo ? "fsync" : "fdatasync";
  }
}
