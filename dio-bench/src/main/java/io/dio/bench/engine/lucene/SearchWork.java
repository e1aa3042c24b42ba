// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.bench.engine.lucene;

import io.dio.bench.engine.Findings;
import io.dio.bench.pattern.Mismatch;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.index.FloatVectorValues;
import org.apache.lucene.index.IndexReader;
import org.apache.lucene.index.KnnVectorValues.DocIndexIterator;
import org.apache.lucene.index.LeafReader;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.index.NumericDocValues;
import org.apache.lucene.index.StoredFields;
import org.apache.lucene.index.Term;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.ScoreDoc;
import org.apache.lucene.search.TermQuery;
import org.apache.lucene.store.Directory;

/** Queries an index that is open, by words and by vectors. */
final class SearchWork implements AutoCloseable {
  private static final int TOP = 10;

  private final IndexReader reader;
  private final IndexSearcher searcher;
  private final Corpus corpus;

  private SearchWork(IndexReader reader, Corpus corpus) {
    this.reader = reader;
    this.searcher = new IndexSearcher(reader);
    this.searcher.setQueryCache(null); // each query reads
    this.corpus = corpus;
  }

  @SuppressWarnings("MustBeClosed") // the object's own close does it
  static SearchWork open(Directory directory, Corpus corpus) throws IOException {
    return new SearchWork(DirectoryReader.open(directory), corpus);
  }

  /** Finds the best documents of each word and loads their stored fields. {@return the times} */
  Samples queries(List<Integer> words) throws IOException {
    Samples samples = new Samples(words.size());
    for (int word : words) {
      long before = System.nanoTime();
      ScoreDoc[] hits = searcher.search(query(word), TOP).scoreDocs;
      StoredFields stored = searcher.storedFields();
      for (ScoreDoc hit : hits) {
        stored.prefetch(hit.doc);
      }
      for (ScoreDoc hit : hits) {
        stored.document(hit.doc);
      }
      samples.add(System.nanoTime() - before);
    }
    return samples;
  }

  private static TermQuery query(int word) {
    return new TermQuery(new Term(IndexWork.BODY, Corpus.text(word)));
  }

  /**
   * Reranks a group of documents: announces their vectors in all segments, then reads and scores
   * them. {@return the time in nanoseconds}
   *
   * @param group the numbers of documents in this reader, in ascending order
   */
  long rerank(int[] group) throws IOException {
    long before = System.nanoTime();
    float[] query = corpus.vector(0);
    List<Candidates> all = new ArrayList<>();
    for (LeafReaderContext leaf : reader.leaves()) {
      Candidates candidates = Candidates.of(leaf.reader(), within(group, leaf));
      candidates.vectors.prefetch(candidates.ordinals, candidates.ordinals.length);
      all.add(candidates);
    }
    float best = Float.NEGATIVE_INFINITY;
    for (Candidates candidates : all) {
      best = Math.max(best, candidates.best(query));
    }
    long nanos = System.nanoTime() - before;
    if (Float.isNaN(best)) {
      throw new AssertionError("a score is not a number");
    }
    return nanos;
  }

  /** The candidates in one segment. */
  private static final class Candidates {
    private final FloatVectorValues vectors;
    private final int[] ordinals;

    private Candidates(FloatVectorValues vectors, int[] ordinals) {
      this.vectors = vectors;
      this.ordinals = ordinals;
    }

    static Candidates of(LeafReader leaf, int[] documents) throws IOException {
      FloatVectorValues vectors = leaf.getFloatVectorValues(IndexWork.VECTOR);
      DocIndexIterator iterator = vectors.iterator();
      int[] ordinals = new int[documents.length];
      for (int i = 0; i < documents.length; i++) {
        iterator.advance(documents[i]);
        ordinals[i] = iterator.index();
      }
      return new Candidates(vectors, ordinals);
    }

    float best(float[] query) throws IOException {
      float best = Float.NEGATIVE_INFINITY;
      for (int ordinal : ordinals) {
        float[] vector = vectors.vectorValue(ordinal);
        float score = 0;
        for (int i = 0; i < vector.length; i++) {
          score += vector[i] * query[i];
        }
        best = Math.max(best, score);
      }
      return best;
    }
  }

  private static int[] within(int[] group, LeafReaderContext leaf) {
    int end = leaf.docBase + leaf.reader().maxDoc();
    return Arrays.stream(group)
        .filter(document -> document >= leaf.docBase && document < end)
        .map(document -> document - leaf.docBase)
        .toArray();
  }

  /** Compares counts of hits and vectors with the documents. */
  void check(List<Integer> words, int[][] groups, Findings findings) throws IOException {
    for (int word : words) {
      int hits = searcher.count(query(word));
      if (hits != corpus.frequency(word)) {
        findings.mismatch(new Mismatch(word, corpus.frequency(word) & 0xff, hits & 0xff));
      }
    }
    for (int[] group : groups) {
      for (LeafReaderContext leaf : reader.leaves()) {
        checkVectors(leaf.reader(), within(group, leaf), findings);
      }
    }
  }

  private void checkVectors(LeafReader leaf, int[] documents, Findings findings)
      throws IOException {
    Candidates candidates = Candidates.of(leaf, documents);
    NumericDocValues numbers = leaf.getNumericDocValues(IndexWork.NUMBER);
    for (int i = 0; i < documents.length; i++) {
      numbers.advanceExact(documents[i]);
      int number = (int) numbers.longValue();
      float[] vector = candidates.vectors.vectorValue(candidates.ordinals[i]);
      int wrong = Arrays.mismatch(vector, corpus.vector(number));
      if (wrong < 0) {
        findings.verified(Corpus.VECTOR_BYTES);
      } else {
        findings.mismatch(
            new Mismatch(
                (long) number * Corpus.VECTOR_BYTES + (long) wrong * Float.BYTES,
                Float.floatToIntBits(corpus.vector(number)[wrong]) & 0xff,
                Float.floatToIntBits(vector[wrong]) & 0xff));
      }
    }
  }

  @Override
  public void close() throws IOException {
    reader.close();
  }
}
