// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.bench.lucene;

import org.apache.lucene.store.IOContext;

/** Decides how {@link DioDirectory} reads and writes a file. It must be thread-safe. */
public interface FilePolicy {

  /**
   * {@return the way in which a file is read}
   *
   * @param name the name in the directory
   * @param context the purpose for which Lucene opens it
   * @param byteSize the length of the file, in bytes
   * @param fresh whether this directory wrote the file and has not synced it yet
   */
  FileUse reading(String name, IOContext context, long byteSize, boolean fresh);

  /**
   * {@return whether a new file is written directly, so that the page cache does not keep it}
   *
   * @param name the name in the directory
   * @param context the purpose for which Lucene writes it
   */
  boolean isWrittenDirectly(String name, IOContext context);
}
