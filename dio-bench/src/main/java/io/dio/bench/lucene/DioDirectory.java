// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.bench.lucene;

import io.dio.iosched.IoScheduler;
import io.dio.iosched.Op;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.lucene.store.FSLockFactory;
import org.apache.lucene.store.IOContext;
import org.apache.lucene.store.IndexInput;
import org.apache.lucene.store.IndexOutput;
import org.apache.lucene.store.LockFactory;
import org.apache.lucene.store.MMapDirectory;
import org.apache.lucene.util.Unwrappable;

/**
 * A Lucene directory that reads and writes large files directly, through a scheduler of dio, and
 * maps the others. A {@link FilePolicy} decides for each file.
 *
 * {@snippet :
 * try (IoScheduler scheduler = IoScheduler.open();
 *     Directory directory = new DioDirectory(path, scheduler);
 *     IndexWriter writer = new IndexWriter(directory, new IndexWriterConfig())) {
 *   writer.addDocument(document);
 *   writer.commit(); // syncs all new files at the same time
 * }
 * }
 *
 * <p>What goes through dio leaves the page cache alone: merges do not evict what queries need, and
 * raw vectors do not fill memory. {@code IndexInput.prefetch} gathers ranges and submits them as
 * one batch. Their blocks stay in a cache of bounded size until newer ones evict them.
 *
 * <p>The scheduler belongs to the caller. Close it after the directory and its readers.
 */
public final class DioDirectory extends MMapDirectory {

  /** The default size in bytes of each of the two caches. */
  public static final long DEFAULT_CACHE_BYTES = 32L << 20;

  private final IoScheduler scheduler;
  private final FilePolicy policy;
  private final SharedMemory memory;

  /** The files that were written and not synced. */
  private final Set<String> fresh = ConcurrentHashMap.newKeySet();

  private boolean memoryLeft;

  /**
   * Opens a directory with the default policy, locks and cache.
   *
   * @param path the folder; it is created if it does not exist
   * @param scheduler executes direct reads, writes and syncs
   * @throws IOException if the folder cannot be created or found
   */
  public DioDirectory(Path path, IoScheduler scheduler) throws IOException {
    this(path, FSLockFactory.getDefault(), scheduler, HintPolicy.defaults(), DEFAULT_CACHE_BYTES);
  }

  /**
   * Opens a directory.
   *
   * @param path the folder; it is created if it does not exist
   * @param lockFactory makes the write lock of an index
   * @param scheduler executes direct reads, writes and syncs
   * @param policy decides how each file is read and written
   * @param cacheByteSize the size in bytes of the cache of prefetched blocks, and of the memory in
   *     which streams read ahead; each is committed when the first file needs it
   * @throws IOException if the folder cannot be created or found
   */
  public DioDirectory(
      Path path,
      LockFactory lockFactory,
      IoScheduler scheduler,
      FilePolicy policy,
      long cacheByteSize)
      throws IOException {
    super(path, lockFactory);
    this.scheduler = scheduler;
    this.policy = policy;
    this.memory = new SharedMemory(scheduler, cacheByteSize);
  }

  /**
   * {@return the path for dio, which knows only the default file system}
   *
   * <p>As {@code MMapDirectory} does it, layers that Lucene's tests put around a path are removed.
   */
  private Path pathOf(String name) {
    return Unwrappable.unwrapAll(directory.resolve(name));
  }

  @Override
  public IndexInput openInput(String name, IOContext context) throws IOException {
    ensureOpen();
    ensureCanRead(name);
    FileUse use = policy.reading(name, context, fileLength(name), fresh.contains(name));
    if (use == FileUse.MAPPED) {
      return super.openInput(name, context);
    }
    return DioIndexInput.over(OpenFile.open(pathOf(name), use, scheduler, memory));
  }

  @Override
  public IndexOutput createOutput(String name, IOContext context) throws IOException {
    ensureOpen();
    IndexOutput output = newOutput(name, context);
    fresh.add(name);
    return output;
  }

  private IndexOutput newOutput(String name, IOContext context) throws IOException {
    if (!policy.isWrittenDirectly(name, context)) {
      return super.createOutput(name, context);
    }
    if (getPendingDeletions().contains(name)) {
      deletePendingFiles();
    }
    return DioIndexOutput.create(pathOf(name), name, scheduler, memory);
  }

  /** Syncs all files at the same time. */
  @Override
  public void sync(Collection<String> names) throws IOException {
    ensureOpen();
    try {
      SyncBatch.sync(scheduler, names.stream().map(this::pathOf).toList());
    } catch (IllegalStateException e) {
      throw new IOException("cannot sync " + names + ": " + e.getMessage(), e);
    }
    fresh.removeAll(names);
    deletePendingFiles();
  }

  @Override
  public void deleteFile(String name) throws IOException {
    super.deleteFile(name);
    fresh.remove(name);
  }

  @Override
  public void rename(String source, String target) throws IOException {
    super.rename(source, target);
    if (fresh.remove(source)) {
      fresh.add(target);
    }
  }

  @Override
  public void syncMetaData() throws IOException {
    ensureOpen();
    try {
      scheduler.submit(Op.syncDirectory(Unwrappable.unwrapAll(directory))).await();
    } catch (IllegalStateException e) {
      throw new IOException("cannot sync " + directory + ": " + e.getMessage(), e);
    }
    deletePendingFiles();
  }

  /** {@return the counters of all prefetches so far} */
  public PrefetchStats prefetchStats() {
    return memory.stats();
  }

  /** {@return the number of buffers that reads and caches use at this moment} */
  long buffersInUse() {
    return memory.inUse();
  }

  /** Closes the directory. Inputs that are still open can be read and must still be closed. */
  @Override
  public synchronized void close() throws IOException {
    try {
      super.close();
    } finally {
      if (!memoryLeft) {
        memoryLeft = true;
        memory.leave();
      }
    }
  }
}
