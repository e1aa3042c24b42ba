// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.bench.engine.lucene;

import org.apache.lucene.analysis.TokenStream;
import org.apache.lucene.analysis.tokenattributes.CharTermAttribute;

/**
 * The words of one document after the other. It saves the analysis of texts, which nobody measures
 * here.
 */
final class WordStream extends TokenStream {
  private final CharTermAttribute term = addAttribute(CharTermAttribute.class);
  private int[] words = {};
  private int next;

  WordStream of(int[] wordsOfDocument) {
    words = wordsOfDocument;
    return this;
  }

  @Override
  public void reset() {
    next = 0;
  }

  @Override
  public boolean incrementToken() {
    if (next == words.length) {
      return false;
    }
    clearAttributes();
    term.setEmpty().append(Corpus.text(words[next++]));
    return true;
  }
}
