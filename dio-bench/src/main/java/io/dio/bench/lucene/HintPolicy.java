// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.bench.lucene;

import org.apache.lucene.index.IndexFileNames;
import org.apache.lucene.store.DataAccessHint;
import org.apache.lucene.store.FileDataHint;
import org.apache.lucene.store.FlushInfo;
import org.apache.lucene.store.IOContext;
import org.apache.lucene.store.MergeInfo;
import org.apache.lucene.store.ReadOnceHint;

/**
 * The default policy. It follows the context and the hints that Lucene gives, and the size.
 *
 * <ul>
 *   <li>Large files that a merge or a check reads once, from the front to the back, are streams.
 *   <li>Large files of raw vectors, {@code .vec}, are read at random places. Quantized vectors and
 *       graphs are visited by every query and belong in memory, so they are mapped.
 *   <li>A merge reads the vectors that it has just written again and again while it builds their
 *       graph. They are mapped.
 *   <li>Everything else is mapped: terms, postings, doc values, stored fields and small files.
 *   <li>Large flushes and merges write directly. Temporary files are read again at once, so they
 *       always go through the page cache.
 * </ul>
 *
 * @param minRandomByteSize the size in bytes from which raw vectors are read directly
 * @param minStreamByteSize the size in bytes from which files are read as streams
 * @param minWriteByteSize the expected size in bytes of a segment from which its files are written
 *     directly
 */
public record HintPolicy(long minRandomByteSize, long minStreamByteSize, long minWriteByteSize)
    implements FilePolicy {
  private static final long MEBIBYTE = 1 << 20;
  private static final String RAW_VECTORS = "vec";
  private static final String TEMPORARY = "tmp";

  /**
   * {@return the sizes for an index that is larger than memory}
   *
   * <p>A smaller file costs more to open directly than its pages cost others in the page cache.
   */
  public static HintPolicy defaults() {
    return new HintPolicy(8 * MEBIBYTE, MEBIBYTE, 16 * MEBIBYTE);
  }

  @Override
  public FileUse reading(String name, IOContext context, long byteSize, boolean fresh) {
    String extension = IndexFileNames.getExtension(name);
    if (TEMPORARY.equals(extension)) {
      return FileUse.MAPPED;
    }
    boolean random = context.hints().contains(DataAccessHint.RANDOM);
    if (fresh && random && context.context() == IOContext.Context.MERGE) {
      return FileUse.MAPPED;
    }
    if (isReadOnce(context)) {
      return byteSize >= minStreamByteSize ? FileUse.STREAM : FileUse.MAPPED;
    }
    boolean rawVectors =
        random
            && RAW_VECTORS.equals(extension)
            && context.hints().contains(FileDataHint.KNN_VECTORS);
    return rawVectors && byteSize >= minRandomByteSize ? FileUse.RANDOM : FileUse.MAPPED;
  }

  private static boolean isReadOnce(IOContext context) {
    return context.context() == IOContext.Context.MERGE
        || context.hints().contains(DataAccessHint.SEQUENTIAL)
        || context.hints().contains(ReadOnceHint.INSTANCE);
  }

  @Override
  public boolean isWrittenDirectly(String name, IOContext context) {
    if (TEMPORARY.equals(IndexFileNames.getExtension(name))) {
      return false;
    }
    return switch (context.context()) {
      case MERGE -> expectedByteSize(context.mergeInfo()) >= minWriteByteSize;
      case FLUSH -> expectedByteSize(context.flushInfo()) >= minWriteByteSize;
      default -> false;
    };
  }

  private static long expectedByteSize(MergeInfo merge) {
    return merge == null ? 0 : merge.estimatedMergeBytes();
  }

  private static long expectedByteSize(FlushInfo flush) {
    return flush == null ? 0 : flush.estimatedSegmentSize();
  }
}
