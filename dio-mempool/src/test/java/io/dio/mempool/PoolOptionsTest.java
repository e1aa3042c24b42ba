// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.mempool;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PoolOptionsTest {

  private static final PoolOptions DEFAULTS = PoolOptions.defaults();

  @Test
  void misuseThrowsAndReleasedMemoryIsLeftAloneByDefault() {
    assertThat(DEFAULTS.misuseCounted()).isFalse();
    assertThat(DEFAULTS.releasedPoisoned()).isFalse();
    assertThat(DEFAULTS.releasedZeroed()).isFalse();
  }

  @Test
  void eachOptionChangesNothingButItselfAndCanBeUndone() {
    PoolOptions counted = DEFAULTS.withMisuseCounted(true);
    assertThat(counted.misuseCounted()).isTrue();
    assertThat(counted.releasedPoisoned()).isFalse();
    PoolOptions both = counted.withReleasedPoisoned(true);
    assertThat(both.misuseCounted()).isTrue();
    assertThat(both.releasedPoisoned()).isTrue();
    assertThat(both.withMisuseCounted(false)).isEqualTo(DEFAULTS.withReleasedPoisoned(true));
    assertThat(counted.withMisuseCounted(false)).isEqualTo(DEFAULTS);
    assertThat(both.withReleasedPoisoned(false)).isEqualTo(counted);
  }

  @Test
  void releasedMemoryIsZeroedOrPoisonedAndTheLastWishCounts() {
    PoolOptions zeroed = DEFAULTS.withReleasedZeroed(true);
    PoolOptions poisoned = DEFAULTS.withReleasedPoisoned(true);
    assertThat(zeroed.releasedZeroed()).isTrue();
    assertThat(zeroed.releasedPoisoned()).isFalse();
    assertThat(zeroed.withReleasedPoisoned(true)).isEqualTo(poisoned);
    assertThat(poisoned.withReleasedZeroed(true)).isEqualTo(zeroed);
    assertThat(poisoned.withReleasedZeroed(false)).isEqualTo(poisoned);
    assertThat(zeroed.withReleasedPoisoned(false)).isEqualTo(zeroed);
    assertThat(zeroed.withReleasedZeroed(false)).isEqualTo(DEFAULTS);
    assertThat(zeroed.withMisuseCounted(true).releasedZeroed()).isTrue();
  }

  @Test
  void optionsAreEqualIfTheySayTheSame() {
    assertThat(DEFAULTS.withMisuseCounted(true))
        .isEqualTo(PoolOptions.defaults().withMisuseCounted(true))
        .hasSameHashCodeAs(PoolOptions.defaults().withMisuseCounted(true))
        .isNotEqualTo(DEFAULTS)
        .isNotEqualTo(DEFAULTS.withReleasedPoisoned(true));
    assertThat(DEFAULTS.withReleasedZeroed(true))
        .isNotEqualTo(DEFAULTS)
        .isNotEqualTo(DEFAULTS.withReleasedPoisoned(true));
  }

  @Test
  void optionsPrintTheirValues() {
    assertThat(DEFAULTS.withMisuseCounted(true))
        .hasToString(
            "PoolOptions[misuseCounted=true, releasedZeroed=false, releasedPoisoned=false]");
  }

  @Test
  void nobodyConstructsOptionsSoThatTheyCanGainFields() {
    assertThat(PoolOptions.class.getConstructors()).isEmpty();
    assertThat(PoolOptions.class).isFinal();
  }
}
