// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.bench.engine.lucene;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.SplittableRandom;

/**
 * Documents that are functions of a seed: words of a vocabulary with common and rare words, and a
 * vector.
 */
final class Corpus {
  static final int DIMENSIONS = 768;
  static final int VECTOR_BYTES = DIMENSIONS * Float.BYTES;
  private static final int WORDS = 100;
  private static final int VOCABULARY = 20_000;

  /** A word has five letters and a separator. */
  private static final int DOCUMENT_BYTES = VECTOR_BYTES + 6 * WORDS;

  /** With an exponent of 3, the first hundredth of the vocabulary is a fifth of all words. */
  private static final double SKEW = 3;

  private final long seed;
  private final int documents;

  /** The number of documents in which each word is. */
  private final int[] frequencies = new int[VOCABULARY];

  /**
   * Counts the words of all documents.
   *
   * @param seed the same seed gives the same documents
   * @param byteSize the size of all documents in bytes, about
   */
  Corpus(long seed, long byteSize) {
    this.seed = seed;
    this.documents = Math.toIntExact(Math.max(1, byteSize / DOCUMENT_BYTES));
    int[] seenIn = new int[VOCABULARY];
    Arrays.fill(seenIn, -1);
    for (int document = 0; document < documents; document++) {
      for (int word : words(document)) {
        if (seenIn[word] != document) {
          seenIn[word] = document;
          frequencies[word]++;
        }
      }
    }
  }

  int documents() {
    return documents;
  }

  long byteSize() {
    return (long) documents * DOCUMENT_BYTES;
  }

  private SplittableRandom random(int document, long part) {
    return new SplittableRandom(seed * 0x9E3779B97F4A7C15L + 2L * document + part);
  }

  /** {@return the words of a document, by their numbers} */
  int[] words(int document) {
    SplittableRandom random = random(document, 0);
    int[] words = new int[WORDS];
    for (int i = 0; i < WORDS; i++) {
      words[i] = (int) (VOCABULARY * Math.pow(random.nextDouble(), SKEW));
    }
    return words;
  }

  /** {@return a word as it is indexed} */
  static String text(int word) {
    return String.valueOf(VOCABULARY * 4 + word); // five digits
  }

  /** {@return the vector of a document} */
  float[] vector(int document) {
    SplittableRandom random = random(document, 1);
    float[] vector = new float[DIMENSIONS];
    for (int i = 0; i < DIMENSIONS; i++) {
      vector[i] = random.nextInt() / 0x1p31f;
    }
    return vector;
  }

  int frequency(int word) {
    return frequencies[word];
  }

  /** {@return so many words that are in at least one of 1000 documents, in random order} */
  List<Integer> queries(int count) {
    List<Integer> words = new ArrayList<>();
    for (int word = 0; word < VOCABULARY; word++) {
      if (frequencies[word] > documents / 1000) {
        words.add(word);
      }
    }
    Collections.shuffle(words, new Random(seed));
    return List.copyOf(words.subList(0, Math.min(count, words.size())));
  }
}
