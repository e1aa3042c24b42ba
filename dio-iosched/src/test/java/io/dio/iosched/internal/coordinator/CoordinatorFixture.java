// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.iosched.internal.coordinator;

import io.dio.iosched.Op;
import io.dio.iosched.Scratch;
import io.dio.iosched.internal.unit.Submission;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** A coordinator over a fake ring, which a test moves step by step. */
abstract class CoordinatorFixture {
  Scratch scratch;
  FakeRing ring;
  CoordinatorRig rig;

  @BeforeEach
  void setUp(@TempDir Path directory) {
    scratch = new Scratch(directory);
    use(FakeRing.stepped(64, 127));
  }

  void use(FakeRing fake) {
    ring = fake;
    rig = new CoordinatorRig(fake);
  }

  /**
   * After each test the remaining operations must complete, and the ring must close with nothing in
   * flight.
   */
  @AfterEach
  void tearDown() {
    rig.close();
    scratch.close();
  }

  List<Submission> submitAll(List<Op> ops) {
    return ops.stream().map(rig::submit).toList();
  }
}
