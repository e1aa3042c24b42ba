// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.iosched;

import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import java.io.PrintStream;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.platform.engine.FilterResult;
import org.junit.platform.engine.TestDescriptor;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.engine.support.descriptor.MethodSource;
import org.junit.platform.launcher.LauncherDiscoveryRequest;
import org.junit.platform.launcher.PostDiscoveryFilter;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;

/**
 * Main class of a child JVM that runs some clauses of the contract; see {@link OtherJvmTest}. Its
 * last line has the number of tests that succeeded.
 */
final class OtherJvmProbe {
  private static final PrintStream OUT = System.out;

  /** The clauses in which memory, threads and the kernel meet. */
  private static final Set<Class<?>> CLAUSES =
      Set.of(
          TransferClauses.class,
          MemoryClauses.class,
          AlignmentClauses.class,
          TicketClauses.class,
          CallbackClauses.class,
          AwaitedAtOnceClauses.class,
          BatchClauses.class,
          CancelClauses.class,
          CloseClauses.class);

  private OtherJvmProbe() {}

  /** The arguments are the names of subclasses of {@link SchedulerContract}. */
  public static void main(String[] contracts) {
    AtomicInteger succeeded = new AtomicInteger();
    AtomicInteger failed = new AtomicInteger();
    TestExecutionListener listener =
        new TestExecutionListener() {
          @Override
          public void executionFinished(TestIdentifier test, TestExecutionResult result) {
            if (result.getStatus() == TestExecutionResult.Status.FAILED) {
              failed.incrementAndGet();
              OUT.println("failed: " + test.getUniqueId());
              result.getThrowable().ifPresent(thrown -> thrown.printStackTrace(OUT));
            } else if (test.isTest()
                && result.getStatus() == TestExecutionResult.Status.SUCCESSFUL) {
              succeeded.incrementAndGet();
            }
          }
        };
    LauncherFactory.create().execute(request(contracts), listener);
    OUT.println("succeeded=" + succeeded);
    System.exit(failed.get() == 0 ? 0 : 1);
  }

  private static LauncherDiscoveryRequest request(String... contracts) {
    List<String> names = Arrays.asList(contracts);
    return LauncherDiscoveryRequestBuilder.request()
        .selectors(names.stream().map(name -> selectClass(name)).toList())
        .filters((PostDiscoveryFilter) OtherJvmProbe::filter)
        .build();
  }

  private static FilterResult filter(TestDescriptor test) {
    boolean included =
        !(test.getSource().orElse(null) instanceof MethodSource method)
            || CLAUSES.contains(method.getJavaMethod().getDeclaringClass());
    return FilterResult.includedIf(included);
  }
}
