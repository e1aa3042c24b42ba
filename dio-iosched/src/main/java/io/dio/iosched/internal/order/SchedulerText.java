// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.iosched.internal.order;

import io.dio.align.Degradation;
import io.dio.iosched.IoPriority;
import io.dio.iosched.Registration;
import io.dio.iosched.SchedulerOptions;
import java.util.ArrayList;
import java.util.List;

/** Words what a scheduler is, and what it was asked for and does not have. */
public final class SchedulerText {
  private SchedulerText() {}

  /**
   * {@return the text of {@code IoScheduler.describe()}}
   *
   * @param name the name of the scheduler
   * @param executor what executes the operations
   * @param inlineReads whether the submitting thread serves small reads from the page cache
   */
  public static String describe(
      String name,
      String executor,
      SchedulerOptions options,
      Registration registration,
      boolean inlineReads,
      List<Degradation> degradations) {
    List<String> facts = new ArrayList<>();
    facts.add(executor);
    facts.add(
        options.maxInFlight() == 0
            ? "no limit of accepted operations"
            : "at most " + options.maxInFlight() + " accepted operations");
    facts.add(options.fileSlots() == 0 ? "no file slots" : options.fileSlots() + " file slots");
    facts.add(
        registration.degradation().isPresent()
            ? "memory not registered"
            : registration.isRegistered() ? "memory: " + registration : registration.toString());
    facts.add("merging of writes " + onOrOff(options.coalescing()));
    facts.add("inline reads " + onOrOff(inlineReads));
    if (!options.ioPriority().equals(IoPriority.INHERITED)) {
      facts.add("priority " + options.ioPriority());
    }
    return Degradation.describe(name + " (" + String.join("; ", facts) + ")", degradations);
  }

  private static String onOrOff(boolean on) {
    return on ? "on" : "off";
  }
}
