// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.bench.job;

/** Receives the progress of a run. */
public interface Progress extends AutoCloseable {
  /** Ignores the progress. */
  Progress SILENT =
      new Progress() {
        @Override
        public void activity(String description) {}

        @Override
        public void advance(double moreSeconds) {}

        @Override
        public void close() {}
      };

  /** Reports what the run does from now on. */
  void activity(String description);

  /** Reports that work is done which was estimated to take so many seconds. */
  void advance(double moreSeconds);

  @Override
  void close();
}
