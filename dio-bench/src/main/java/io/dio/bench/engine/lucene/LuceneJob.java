// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.bench.engine.lucene;

import io.dio.bench.backend.BackendKind;
import io.dio.bench.backend.BackendUnavailableException;
import io.dio.bench.engine.EngineContender;
import io.dio.bench.engine.EngineSettings;
import io.dio.bench.engine.EngineTurn;
import io.dio.bench.engine.Figure;
import io.dio.bench.engine.Findings;
import io.dio.bench.engine.Schedulers;
import io.dio.bench.engine.TurnPlan;
import io.dio.bench.engine.Usage;
import io.dio.bench.job.JobFile;
import io.dio.bench.job.Permutation;
import io.dio.bench.lucene.HintPolicy;
import io.dio.bench.probe.SystemFiles;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalLong;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.apache.lucene.store.Directory;

/**
 * Lucene over its own directories and over that of dio, with one thread. A turn builds an index in
 * a new folder, queries it, reranks candidates by their vectors, and merges it into one segment.
 *
 * <p>What is cold was dropped from the page cache before. What is warm was done once before.
 */
public final class LuceneJob {
  private static final double MEBIBYTE = 1 << 20;
  private static final int QUERIES = 200;
  private static final int RERANKS = 25;
  private static final double MEDIAN = 0.5;
  private static final double P99 = 0.99;

  /**
   * Lucene warns once that the incubating vector API is not loaded. The job scores vectors by
   * itself. The field keeps the logger alive, and with it the level.
   */
  private static final Logger SILENCED =
      Logger.getLogger("org.apache.lucene.internal.vectorization.VectorizationProvider");

  private final JobFile place;
  private final EngineSettings settings;
  private final long seed;
  private final HintPolicy sizes;
  private Corpus corpus;

  /**
   * Prepares the job without any action.
   *
   * @param place a file that is not used; the indexes are built in its folder, and it has their
   *     size
   * @param seed of the documents
   */
  public LuceneJob(JobFile place, long seed, EngineSettings settings) {
    this.place = place;
    this.seed = seed;
    this.settings = settings;
    this.sizes = sizes(place.byteSize());
  }

  /**
   * {@return the default sizes from which files are direct, or less for an index so small that no
   * file would be}
   */
  private static HintPolicy sizes(long byteSize) {
    HintPolicy usual = HintPolicy.defaults();
    return new HintPolicy(
        Math.min(usual.minRandomByteSize(), byteSize / 64),
        Math.min(usual.minStreamByteSize(), byteSize / 512),
        Math.min(usual.minWriteByteSize(), byteSize / 64));
  }

  /** {@return the contenders} */
  public List<EngineContender> contenders() {
    List<EngineContender> contenders = new ArrayList<>();
    contenders.add(contender("lucene mmap", BackendKind.MMAP, Store::mapped));
    contenders.add(contender("lucene niofs", BackendKind.FILECHANNEL, Store::channels));
    contenders.add(contender("lucene directio", BackendKind.FILECHANNEL, Store::directMerges));
    for (BackendKind kind : Schedulers.kinds()) {
      contenders.add(contender(kind.toString(), kind, Store.dio(kind)));
    }
    return contenders;
  }

  private EngineContender contender(String name, BackendKind backend, Store.Opener opener) {
    return new EngineContender(
        name, backend, "", 1, false, (plan, findings) -> take(opener, plan, findings));
  }

  private EngineTurn take(Store.Opener opener, TurnPlan plan, Findings findings)
      throws IOException, BackendUnavailableException {
    SILENCED.setLevel(Level.SEVERE);
    if (corpus == null) {
      corpus = new Corpus(seed, place.byteSize());
    }
    List<Integer> words = corpus.queries(QUERIES);
    int[][] groups = groups(plan.seed());
    try (IndexFolder folder = IndexFolder.in(place.folder());
        Store store = opener.open(folder.path(), sizes, findings)) {
      Directory directory = store.directory();
      EngineTurn turn = EngineTurn.empty();
      turn = index(turn, directory);
      folder.evict();
      turn = query(turn, directory, words);
      turn = rerank(turn, folder, directory, words, groups, findings);
      folder.evict();
      turn = merge(turn, folder, directory);
      return queryMerged(turn, directory, words, groups, findings);
    }
  }

  /** {@return documents for each rerank, in ascending order; no document is in two of them} */
  private int[][] groups(long turnSeed) {
    int documents = corpus.documents();
    int size = Math.min(settings.batch(), documents);
    Permutation permutation = new Permutation(documents, turnSeed);
    int[][] groups = new int[Math.clamp(documents / size, 1, RERANKS)][size];
    long next = 0;
    for (int[] group : groups) {
      for (int i = 0; i < size; i++) {
        group[i] = (int) permutation.at(next++);
      }
      Arrays.sort(group);
    }
    return groups;
  }

  private EngineTurn index(EngineTurn turn, Directory directory) throws IOException {
    Usage before = Usage.now();
    IndexWork.index(directory, corpus);
    double seconds = Usage.now().since(before).seconds();
    return turn.with(Figure.INDEX_MEBIBYTES_PER_SECOND, corpus.byteSize() / MEBIBYTE / seconds);
  }

  private EngineTurn query(EngineTurn turn, Directory directory, List<Integer> words)
      throws IOException {
    try (SearchWork search = SearchWork.open(directory, corpus)) {
      Samples cold = search.queries(words);
      Samples warm = search.queries(words);
      return turn.with(Figure.QUERY_COLD_MICROS, cold.micros(MEDIAN))
          .with(Figure.QUERY_COLD_P99_MICROS, cold.micros(P99))
          .with(Figure.QUERY_WARM_MICROS, warm.micros(MEDIAN));
    }
  }

  private EngineTurn rerank(
      EngineTurn turn,
      IndexFolder folder,
      Directory directory,
      List<Integer> words,
      int[][] groups,
      Findings findings)
      throws IOException {
    Samples cold = new Samples(groups.length);
    Usage used = Usage.NONE;
    double deviceBytes = 0;
    for (int[] group : groups) {
      // The kernel evicts no page that is mapped. So the index is opened again for each rerank.
      folder.evict();
      try (SearchWork search = SearchWork.open(directory, corpus)) {
        double deviceBefore = deviceReadBytes();
        Usage before = Usage.now();
        cold.add(search.rerank(group));
        used = used.plus(Usage.now().since(before));
        deviceBytes += deviceReadBytes() - deviceBefore;
      }
    }
    Samples warm = new Samples(groups.length);
    try (SearchWork search = SearchWork.open(directory, corpus)) {
      for (int[] group : groups) {
        search.rerank(group);
      }
      for (int[] group : groups) {
        warm.add(search.rerank(group));
      }
      search.check(words, groups, findings);
    }
    long vectors = (long) groups.length * groups[0].length;
    return turn.with(Figure.RERANK_COLD_MILLIS, cold.millis(MEDIAN))
        .with(Figure.RERANK_COLD_P99_MILLIS, cold.millis(P99))
        .with(Figure.RERANK_WARM_MILLIS, warm.millis(MEDIAN))
        .with(Figure.DEVICE_SHARE, deviceBytes / (vectors * Corpus.VECTOR_BYTES))
        .with(Figure.CPU_MICROS_PER_OPERATION, used.cpuMicrosPer(vectors));
  }

  /** {@return the bytes read from devices by this process; NaN if the system does not say} */
  private static double deviceReadBytes() {
    OptionalLong bytes = SystemFiles.ofThisSystem().deviceReadBytes();
    return bytes.isPresent() ? bytes.getAsLong() : Double.NaN;
  }

  private static EngineTurn merge(EngineTurn turn, IndexFolder folder, Directory directory)
      throws IOException {
    long byteSize = folder.byteSize();
    Usage before = Usage.now();
    IndexWork.merge(directory);
    double seconds = Usage.now().since(before).seconds();
    return turn.with(Figure.MERGE_MEBIBYTES_PER_SECOND, byteSize / MEBIBYTE / seconds)
        .with(Figure.CACHED_PAGES, (double) folder.cachedPages());
  }

  private EngineTurn queryMerged(
      EngineTurn turn, Directory directory, List<Integer> words, int[][] groups, Findings findings)
      throws IOException {
    try (SearchWork search = SearchWork.open(directory, corpus)) {
      Samples first = search.queries(words);
      search.check(words, groups, findings);
      return turn.with(Figure.QUERY_MERGED_P99_MICROS, first.micros(P99));
    }
  }
}
