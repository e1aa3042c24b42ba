// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.sys.internal;

import io.dio.align.Degradation;
import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;

/** Something was asked for and not had, and the object works without it. */
@Name("io.dio.Fallback")
@Label("Fallback")
@Category("dio")
@Description("A file or a scheduler works without something that was asked for")
final class FallbackEvent extends Event {
  @Label("Subject")
  @Description("The path of the file, or the name of the scheduler")
  String subject;

  @Label("What")
  @Description("What was asked for")
  String what;

  @Label("Cause")
  @Description("The name of a constant of io.dio.align.Degradation.Cause")
  String cause;

  @Label("Reason")
  String reason;

  @Label("Remedy")
  String remedy;

  @Label("Errno")
  @Description("The error number of the failed system call, or 0")
  int errno;

  static void emit(String subject, Degradation missing) {
    FallbackEvent event = new FallbackEvent();
    if (event.shouldCommit()) {
      event.subject = subject;
      event.what = missing.what();
      event.cause = missing.cause().name();
      event.reason = missing.reason();
      event.remedy = missing.remedy();
      event.errno = missing.failure().isPresent() ? missing.failure().get().errno() : 0;
      event.commit();
    }
  }
}
