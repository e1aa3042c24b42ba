// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.bench.engine.lucene;

import java.io.IOException;
import org.apache.lucene.codecs.KnnVectorsFormat;
import org.apache.lucene.codecs.lucene104.Lucene104Codec;
import org.apache.lucene.codecs.lucene99.Lucene99HnswVectorsFormat;
import org.apache.lucene.document.Document;
import org.apache.lucene.document.KnnFloatVectorField;
import org.apache.lucene.document.NumericDocValuesField;
import org.apache.lucene.document.StoredField;
import org.apache.lucene.document.TextField;
import org.apache.lucene.index.IndexWriter;
import org.apache.lucene.index.IndexWriterConfig;
import org.apache.lucene.index.MergePolicy;
import org.apache.lucene.index.NoMergePolicy;
import org.apache.lucene.index.SerialMergeScheduler;
import org.apache.lucene.index.TieredMergePolicy;
import org.apache.lucene.index.VectorSimilarityFunction;
import org.apache.lucene.store.Directory;

/** Writes and merges an index. */
final class IndexWork {
  static final String BODY = "body";
  static final String VECTOR = "vector";
  static final String NUMBER = "number";
  static final String STORED = "stored";

  /** The merge has this many segments to read. */
  private static final int SEGMENTS = 8;

  private IndexWork() {}

  /**
   * Vectors without a graph: a query finds its candidates by words and reranks them. So the
   * processor does not spend the time of the comparison on graphs.
   */
  private static final class FlatVectors extends Lucene104Codec {
    @Override
    public KnnVectorsFormat getKnnVectorsFormatForField(String field) {
      return new Lucene99HnswVectorsFormat(
          Lucene99HnswVectorsFormat.DEFAULT_MAX_CONN,
          Lucene99HnswVectorsFormat.DEFAULT_BEAM_WIDTH,
          1,
          null,
          Integer.MAX_VALUE);
    }
  }

  private static IndexWriterConfig config(int documentsInSegment, MergePolicy merges) {
    return new IndexWriterConfig()
        .setCodec(new FlatVectors())
        .setUseCompoundFile(false)
        .setMergePolicy(merges)
        .setMergeScheduler(new SerialMergeScheduler())
        .setMaxBufferedDocs(Math.max(2, documentsInSegment))
        .setRAMBufferSizeMB(IndexWriterConfig.DISABLE_AUTO_FLUSH);
  }

  /** Writes all documents and commits them. */
  static void index(Directory directory, Corpus corpus) throws IOException {
    int inSegment = Math.ceilDiv(corpus.documents(), SEGMENTS);
    try (IndexWriter writer =
            new IndexWriter(directory, config(inSegment, NoMergePolicy.INSTANCE));
        WordStream stream = new WordStream()) {
      for (int number = 0; number < corpus.documents(); number++) {
        writer.addDocument(document(corpus, number, stream));
      }
      writer.commit();
    }
  }

  private static Document document(Corpus corpus, int number, WordStream stream) {
    int[] words = corpus.words(number);
    StringBuilder text = new StringBuilder();
    for (int word : words) {
      text.append(Corpus.text(word)).append(' ');
    }
    Document document = new Document();
    document.add(new TextField(BODY, stream.of(words)));
    document.add(new StoredField(STORED, text.toString()));
    document.add(new NumericDocValuesField(NUMBER, number));
    document.add(
        new KnnFloatVectorField(
            VECTOR, corpus.vector(number), VectorSimilarityFunction.DOT_PRODUCT));
    return document;
  }

  /** Merges all segments into one and commits. */
  static void merge(Directory directory) throws IOException {
    try (IndexWriter writer = new IndexWriter(directory, config(2, new TieredMergePolicy()))) {
      writer.forceMerge(1);
      writer.commit();
    }
  }
}
