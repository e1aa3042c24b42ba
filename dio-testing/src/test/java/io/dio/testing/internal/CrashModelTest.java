// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.testing.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** The model of one file, without a file. */
final class CrashModelTest {
  private static final int SECTOR = 4;

  private final CrashModel model = new CrashModel(SECTOR);
  private long number;

  private void write(long work, long offset, int length, int fill, boolean atomic) {
    byte[] bytes = new byte[length];
    Arrays.fill(bytes, (byte) fill);
    model.write(++number, work, offset, bytes, atomic);
  }

  private void write(long offset, int length, int fill) {
    write(0, offset, length, fill, false);
  }

  private void syncAll() {
    model.sync((_, _) -> true);
  }

  /** {@return the texts of the file after many losses of power, a digit for each byte} */
  private List<String> outcomes() {
    List<String> outcomes = new ArrayList<>();
    for (long seed = 0; seed < 300; seed++) {
      CrashModel.Image image = model.crash(new SplittableRandom(seed));
      byte[] bytes = new byte[(int) image.byteSize()];
      image.bytes().get(0, bytes);
      StringBuilder text = new StringBuilder();
      for (byte each : bytes) {
        text.append((char) ('0' + each));
      }
      outcomes.add(text.toString());
    }
    return outcomes;
  }

  @Test
  void sectorsSurviveEachByItselfAndWhole() {
    write(0, 8, 1);
    syncAll();
    write(0, 8, 2);
    assertThat(outcomes()).contains("11111111", "22222222", "22221111", "11112222");
    assertThat(outcomes().stream().distinct()).hasSize(4);
  }

  @Test
  void sectorsAreCountedFromTheBeginningOfTheFile() {
    write(0, 8, 1);
    syncAll();
    write(2, 4, 2);
    assertThat(outcomes().stream().distinct())
        .containsExactlyInAnyOrder("11111111", "11222211", "11221111", "11112211");
  }

  @Test
  void anAtomicWriteSurvivesAsAWhole() {
    write(0, 8, 1);
    syncAll();
    write(0, 0, 8, 2, true);
    assertThat(outcomes().stream().distinct()).containsExactlyInAnyOrder("11111111", "22222222");
  }

  @Test
  void whatIsLeftOfAnAtomicWriteSurvivesTogether() {
    write(0, 12, 1);
    syncAll();
    write(7, 0, 12, 2, true);
    write(8, 4, 4, 3, false);
    model.sync((_, work) -> work == 8);
    assertThat(outcomes().stream().distinct())
        .containsExactlyInAnyOrder("111133331111", "222233332222");
  }

  @Test
  void partsThatAreForgottenDoNotSurviveByThemselves() {
    write(0, 12, 1);
    syncAll();
    long before = number;
    write(0, 12, 2);
    model.forget(before, 4, 4);
    assertThat(outcomes())
        .allMatch(text -> text.startsWith("1111", 4))
        .contains("222211112222", "222211111111");
    model.forget(number, 0, 12);
    assertThat(outcomes()).contains("222211112222");
  }

  @Test
  void changesOfOneSectorKeepTheirOrder() {
    write(0, 4, 1);
    write(0, 4, 2);
    write(0, 4, 3);
    syncAll();
    assertThat(model.isDirty()).isFalse();
    assertThat(outcomes()).containsOnly("3333");
  }

  @Test
  void aSyncCoversOnlyWhatItsCoverageSays() {
    write(7, 0, 4, 1, false);
    write(8, 4, 4, 2, false);
    model.sync((_, work) -> work == 7);
    assertThat(outcomes()).allMatch(text -> text.startsWith("1111")).contains("1111", "11112222");
  }

  @Test
  void whatASyncLostStaysUncertainButDoesNotComeBackOverLaterBytes() {
    write(0, 4, 1);
    model.lose((_, _) -> true);
    syncAll();
    assertThat(outcomes()).contains("0000", "1111");
    write(0, 4, 2);
    syncAll();
    assertThat(outcomes()).containsOnly("2222");
  }

  @Test
  void aRangeCanBecomeDurableOrLostByItself() {
    write(0, 12, 1);
    model.syncRange(4, 4);
    assertThat(outcomes())
        .allMatch(text -> text.substring(4, 8).equals("1111"))
        .contains("000011110000");
    model.loseRange(0, 4);
    syncAll();
    assertThat(outcomes()).allMatch(text -> text.endsWith("11111111")).contains("000011111111");
  }

  @Test
  void changesThatOtherWorkHasSeenFirstCanBeClaimed() {
    write(7, 0, 4, 1, false);
    long before = number;
    write(8, 0, 8, 2, false);
    model.claim(before, 9, 4, 4);
    model.sync((_, work) -> work == 9);
    assertThat(outcomes().stream().distinct())
        .containsExactlyInAnyOrder("00002222", "11112222", "22222222");
  }

  @Test
  void aNewSizeThatIsDurableCutsOffEarlierWrites() {
    write(0, 8, 1);
    model.resize(++number, 0, 2);
    write(4, 4, 2);
    model.syncRange(4, 4);
    assertThat(outcomes()).allMatch(text -> text.length() == 8 && text.endsWith("2222"));
    assertThat(outcomes()).allMatch(text -> text.startsWith("00", 2));
  }

  @Test
  void aFileThatWasCutAndGrownAgainHasZeros() {
    write(0, 8, 1);
    syncAll();
    model.resize(++number, 0, 2);
    model.resize(++number, 0, 6);
    assertThat(outcomes().stream().distinct())
        .containsExactlyInAnyOrder("11111111", "11", "110000");
    assertThat(model.size()).isEqualTo(6);
  }

  @Test
  void bytesFarApartTakeNoMemoryBetweenThem() {
    write(1L << 40, 4, 1);
    syncAll();
    byte[] bytes = new byte[6];
    model.durableBytes((1L << 40) - 1, bytes);
    assertThat(bytes).containsExactly(0, 1, 1, 1, 1, 0);
    assertThat(model).hasToString("CrashModel[" + ((1L << 40) + 4) + " durable bytes, 0 changes]");
  }
}
