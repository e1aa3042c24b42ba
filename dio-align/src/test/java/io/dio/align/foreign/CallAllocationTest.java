// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.align.foreign;

import static org.assertj.core.api.Assertions.assertThat;

import io.dio.testing.fixtures.ChildJvm;
import io.dio.testing.fixtures.ChildJvm.Result;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Measures the heap that a system call allocates, in a JVM of its own. The linker makes a slice of
 * the memory for errno in each call, and only the JIT compiler removes it. What the compiler does
 * depends on everything that ran before, such as the other tests.
 */
class CallAllocationTest {

  @ParameterizedTest
  @ValueSource(strings = {"platform", "virtual"})
  void aSystemCallAllocatesNothing(String kindOfThread) throws Exception {
    Result result =
        ChildJvm.onClassPath(
            List.of("--enable-native-access=ALL-UNNAMED"), CallAllocationProbe.class, kindOfThread);
    assertThat(result).isEqualTo(new Result(0, "nothing\n"));
  }
}
