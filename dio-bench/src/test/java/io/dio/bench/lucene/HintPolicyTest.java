// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.bench.lucene;

import static org.assertj.core.api.Assertions.assertThat;

import org.apache.lucene.store.DataAccessHint;
import org.apache.lucene.store.FileDataHint;
import org.apache.lucene.store.FlushInfo;
import org.apache.lucene.store.IOContext;
import org.apache.lucene.store.MergeInfo;
import org.junit.jupiter.api.Test;

class HintPolicyTest {
  private static final HintPolicy POLICY = new HintPolicy(1000, 100, 5000);
  private static final IOContext VECTORS =
      IOContext.DEFAULT.withHints(FileDataHint.KNN_VECTORS, DataAccessHint.RANDOM);

  @Test
  void largeRawVectorsAreReadAtRandomAndOthersAreMapped() {
    assertThat(reading("_1_X_0.vec", VECTORS, 1000)).isEqualTo(FileUse.RANDOM);
    assertThat(reading("_1_X_0.vec", VECTORS, 999)).isEqualTo(FileUse.MAPPED);
    assertThat(reading("_1_X_0.veq", VECTORS, 1000)).isEqualTo(FileUse.MAPPED);
    assertThat(reading("_1_X_0.vec", IOContext.DEFAULT, 1000)).isEqualTo(FileUse.MAPPED);
    assertThat(reading("_1.doc", IOContext.DEFAULT, 1 << 30)).isEqualTo(FileUse.MAPPED);
  }

  @Test
  void largeFilesOfAMergeOrACheckAreStreams() {
    IOContext merge = merge(1);
    assertThat(reading("_1.doc", merge, 100)).isEqualTo(FileUse.STREAM);
    assertThat(reading("_1.doc", merge, 99)).isEqualTo(FileUse.MAPPED);
    assertThat(reading("_1.doc", IOContext.READONCE, 100)).isEqualTo(FileUse.STREAM);
    IOContext sequential = IOContext.DEFAULT.withHints(DataAccessHint.SEQUENTIAL);
    assertThat(reading("_1_X_0.vec", sequential, 1000)).isEqualTo(FileUse.STREAM);
  }

  @Test
  void largeMergesAndFlushesAreWrittenDirectly() {
    assertThat(POLICY.isWrittenDirectly("_1.doc", merge(5000))).isTrue();
    assertThat(POLICY.isWrittenDirectly("_1.doc", merge(4999))).isFalse();
    assertThat(POLICY.isWrittenDirectly("_1.doc", IOContext.merge())).isFalse();
    assertThat(POLICY.isWrittenDirectly("_1.doc", IOContext.flush(new FlushInfo(1, 5000))))
        .isTrue();
    assertThat(POLICY.isWrittenDirectly("_1.doc", IOContext.flush(new FlushInfo(1, 4999))))
        .isFalse();
    assertThat(POLICY.isWrittenDirectly("segments_1", IOContext.DEFAULT)).isFalse();
  }

  @Test
  void aTemporaryFileAlwaysGoesThroughThePageCache() {
    assertThat(reading("_1_vec_0.tmp", VECTORS, 1 << 30)).isEqualTo(FileUse.MAPPED);
    assertThat(POLICY.isWrittenDirectly("_1_vec_0.tmp", merge(1 << 30))).isFalse();
  }

  @Test
  void vectorsThatAMergeHasJustWrittenAreMapped() {
    IOContext graph = merge(1).withHints(FileDataHint.KNN_VECTORS, DataAccessHint.RANDOM);
    assertThat(POLICY.reading("_1_X_0.vec", graph, 5000, true)).isEqualTo(FileUse.MAPPED);
    assertThat(POLICY.reading("_1_X_0.vec", graph, 5000, false)).isEqualTo(FileUse.STREAM);
    assertThat(POLICY.reading("_1.doc", merge(1), 5000, true)).isEqualTo(FileUse.STREAM);
  }

  private static FileUse reading(String name, IOContext context, long byteSize) {
    return POLICY.reading(name, context, byteSize, false);
  }

  private static IOContext merge(long byteSize) {
    return IOContext.merge(new MergeInfo(1, byteSize, false, 1));
  }
}
