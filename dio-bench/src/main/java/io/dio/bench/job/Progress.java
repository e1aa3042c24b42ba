// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.bench.job;

/** Hears how far a run is, for whoever waits for it. */
public interface Progress extends AutoCloseable {
  /** For runs that nobody watches. */
  Progress SILENT =
      new Progress() {
        @Override
        public void activity(String description) {}

        @Override
        public void advance(double moreSeconds) {}

        @Override
        public void close() {}
      };

  /** Tells what is being done from now on. */
  void activity(String description);

  /** Tells that work which was estimated to take so many seconds is done. */
  void advance(double moreSeconds);

  @Override
  void close();
}
