// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.mempool;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Method;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Both pools have the same methods with the same meaning. */
class PoolVocabularyTest {

  @Test
  void bothPoolsHaveTheSameMethodsButForWhatOnlyOneCanDo() {
    Set<String> mmap = methods(MmapPool.class);
    Set<String> slab = methods(SlabPool.class);
    assertThat(mmap).contains("acquireAligned(long)", "bufferSize()");
    assertThat(slab).contains("contains(interface java.lang.foreign.MemorySegment)", "slotSize()");
    mmap.removeAll(Set.of("acquireAligned(long)", "bufferSize()"));
    slab.removeAll(Set.of("contains(interface java.lang.foreign.MemorySegment)", "slotSize()"));
    assertThat(slab).isEqualTo(mmap).hasSizeGreaterThan(10);
  }

  private static Set<String> methods(Class<?> type) {
    Set<String> found = new TreeSet<>();
    for (Method method : type.getMethods()) {
      if (method.getDeclaringClass() != Object.class) {
        found.add(
            Stream.of(method.getParameterTypes())
                .map(Class::toString)
                .collect(Collectors.joining(", ", method.getName() + "(", ")")));
      }
    }
    return found;
  }

  @Test
  void bothPoolsAreConstructedFromTheSameValuesInTheSameOrder() {
    List<Class<?>[]> mmap = constructors(MmapPool.class);
    List<Class<?>[]> slab = constructors(SlabPool.class);
    assertThat(slab).usingRecursiveComparison().isEqualTo(mmap);
    assertThat(mmap.getFirst()).containsExactly(String.class, long.class, long.class);
  }

  private static List<Class<?>[]> constructors(Class<?> type) {
    return Arrays.stream(type.getConstructors())
        .map(constructor -> constructor.getParameterTypes())
        .sorted((one, other) -> Integer.compare(one.length, other.length))
        .toList();
  }

  @ParameterizedTest
  @ValueSource(strings = {"capacity", "available", "outstanding", "misuseCount"})
  void countsAreLong(String name) throws NoSuchMethodException {
    assertThat(MmapPool.class.getMethod(name).getReturnType()).isEqualTo(long.class);
    assertThat(SlabPool.class.getMethod(name).getReturnType()).isEqualTo(long.class);
    assertThat(SlowAcquire.class.getMethod("capacity").getReturnType()).isEqualTo(long.class);
  }

  @Test
  void reflectionCanCallWhatBothPoolsShare() throws Exception {
    try (SlabPool pool = new SlabPool("reflected", 4096, 1)) {
      Object slot = SlabPool.class.getMethod("acquire").invoke(pool);
      assertThat(SlabPool.class.getMethod("available").invoke(pool)).isEqualTo(0L);
      ((Slot) slot).close();
      assertThat(SlabPool.class.getMethod("acquire", Duration.class)).isNotNull();
    }
  }

  @Test
  void aClosedPoolHasNothingAvailable() {
    MmapPool mmap = new MmapPool("closed", 4096, 2);
    SlabPool slab = new SlabPool("closed", 4096, 2);
    assertThat(mmap.available()).isEqualTo(2);
    assertThat(slab.available()).isEqualTo(2);
    mmap.close();
    slab.close();
    assertThat(mmap.available()).isZero();
    assertThat(slab.available()).isZero();
  }

  @Test
  void aSlowAcquirePrintsItself() {
    assertThat(new SlowAcquire("writes", 3, 3, Duration.ofMillis(5)))
        .hasToString("waiting PT0.005S for pool \"writes\" (3 of 3 out)");
  }
}
