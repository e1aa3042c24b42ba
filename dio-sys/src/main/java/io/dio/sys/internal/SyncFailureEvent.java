// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.sys.internal;

import io.dio.align.Errno;
import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;

/** A file, slot or directory could not be made durable, and is poisoned from now on. */
@Name("io.dio.SyncFailure")
@Label("Sync Failure")
@Category("dio")
@Description("A sync or durable write failed: written data may be lost")
final class SyncFailureEvent extends Event {
  @Label("File")
  @Description("The path of the file, or the slot, or the directory")
  String file;

  @Label("Call")
  @Description("The system call that failed")
  String call;

  @Label("Errno")
  int errno;

  @Label("Error")
  @Description("The name of the error number")
  String error;

  static void emit(Object subject, String call, int errno) {
    SyncFailureEvent event = new SyncFailureEvent();
    if (event.shouldCommit()) {
      event.file = subject.toString();
      event.call = call;
      event.errno = errno;
      event.error = Errno.name(errno);
      event.commit();
    }
  }
}
