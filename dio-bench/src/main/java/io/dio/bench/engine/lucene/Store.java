// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.bench.engine.lucene;

import io.dio.bench.backend.BackendKind;
import io.dio.bench.backend.BackendUnavailableException;
import io.dio.bench.backend.DirectChannel;
import io.dio.bench.engine.Findings;
import io.dio.bench.engine.Schedulers;
import io.dio.bench.lucene.DioDirectory;
import io.dio.bench.lucene.HintPolicy;
import io.dio.iosched.IoScheduler;
import io.dio.sys.DioFile;
import io.dio.sys.DirectMode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Set;
import org.apache.lucene.misc.store.DirectIODirectory;
import org.apache.lucene.store.Directory;
import org.apache.lucene.store.FSLockFactory;
import org.apache.lucene.store.MMapDirectory;
import org.apache.lucene.store.NIOFSDirectory;

/**
 * A directory and what it needs.
 *
 * @param directory the directory
 * @param below closed after it
 */
record Store(Directory directory, AutoCloseable below) implements AutoCloseable {
  private static final int IN_FLIGHT = 1024;
  private static final String PROBE = "probe";

  /** Opens the directory of one contender in a new folder. */
  @FunctionalInterface
  interface Opener {
    /**
     * {@return the store}
     *
     * @param folder an empty folder
     * @param sizes the sizes from which files are direct
     * @param findings receives whether the store is direct
     */
    Store open(Path folder, HintPolicy sizes, Findings findings)
        throws IOException, BackendUnavailableException;
  }

  private static void nothing() {}

  static Store mapped(Path folder, HintPolicy sizes, Findings findings) throws IOException {
    findings.opened(false, List.of());
    return new Store(new MMapDirectory(folder), Store::nothing);
  }

  static Store channels(Path folder, HintPolicy sizes, Findings findings) throws IOException {
    findings.opened(false, List.of());
    return new Store(new NIOFSDirectory(folder), Store::nothing);
  }

  /** Lucene's own direct I/O is for merges; everything else is mapped. */
  static Store directMerges(Path folder, HintPolicy sizes, Findings findings)
      throws IOException, BackendUnavailableException {
    Path probe = folder.resolve(PROBE);
    try {
      DirectChannel.open(probe, Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE))
          .close();
    } catch (UnsupportedOperationException e) {
      throw new BackendUnavailableException(e.getMessage(), e);
    } finally {
      Files.deleteIfExists(probe);
    }
    findings.opened(false, List.of());
    return new Store(
        new DirectIODirectory(
            new MMapDirectory(folder),
            DirectIODirectory.DEFAULT_MERGE_BUFFER_SIZE,
            sizes.minWriteByteSize()),
        Store::nothing);
  }

  static Opener dio(BackendKind kind) {
    return (folder, sizes, findings) -> {
      IoScheduler scheduler = Schedulers.open(kind, IN_FLIGHT);
      try {
        tellWhetherDirect(folder.resolve(PROBE), scheduler, findings);
        Directory directory =
            new DioDirectory(
                folder,
                FSLockFactory.getDefault(),
                scheduler,
                sizes,
                DioDirectory.DEFAULT_CACHE_BYTES);
        return new Store(directory, scheduler);
      } catch (IOException | RuntimeException | Error e) {
        scheduler.close();
        throw e;
      }
    };
  }

  private static void tellWhetherDirect(Path probe, IoScheduler scheduler, Findings findings)
      throws IOException {
    try (DioFile file =
        DioFile.open(
            probe, StandardOpenOption.CREATE, StandardOpenOption.WRITE, DirectMode.PREFERRED)) {
      findings.opened(file.isDirect(), Schedulers.degradations(file, scheduler));
    } finally {
      Files.deleteIfExists(probe);
    }
  }

  @Override
  public void close() throws IOException {
    try (directory) {
      // The directory is closed before what is below it.
    } finally {
      closeBelow();
    }
  }

  private void closeBelow() throws IOException {
    try {
      below.close();
    } catch (IOException | RuntimeException e) {
      throw e;
    } catch (Exception e) {
      throw new IOException(e);
    }
  }
}
