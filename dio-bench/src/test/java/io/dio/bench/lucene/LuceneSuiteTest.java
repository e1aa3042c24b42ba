// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.bench.lucene;

import static org.assertj.core.api.Assertions.assertThat;

import com.carrotsearch.randomizedtesting.ThreadFilter;
import com.carrotsearch.randomizedtesting.annotations.ThreadLeakFilters;
import io.dio.iosched.IoScheduler;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.apache.lucene.store.Directory;
import org.apache.lucene.store.FSLockFactory;
import org.apache.lucene.store.FilterDirectory;
import org.apache.lucene.store.IOContext;
import org.apache.lucene.tests.store.BaseDirectoryTestCase;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.runner.JUnitCore;
import org.junit.runner.Result;

/**
 * Lucene's own contract test of a directory. It is made for JUnit 4, so this test starts its
 * runner, with ten fixed seeds and a random one. The policy that opens every file direct gets two
 * of them and the random one. To repeat a run, give its seed by {@code -Ddio.test.lucene.seed=...}.
 */
class LuceneSuiteTest {
  private static final String SEED = "tests.seed";
  private static final String FOLDER = "tempDir";

  /** Without it, suites inside of another class are skipped. */
  private static final String NESTED = "tests.runnested";

  private static final int FIXED_SEEDS = 10;

  /** At least so many tests are in the suite of Lucene 10.6. */
  private static final int TESTS = 55;

  /** On a disk, though the folder of temporary files may be in memory. */
  @TempDir private static Path folder;

  /** Outside of the suite, which looks for threads that its tests leave behind. */
  private static IoScheduler scheduler;

  @BeforeAll
  static void openScheduler() {
    scheduler = IoScheduler.open();
  }

  @AfterAll
  static void closeScheduler() {
    scheduler.close();
  }

  private static Directory directory(Path path, FilePolicy policy) throws IOException {
    return new DioDirectory(path, FSLockFactory.getDefault(), scheduler, policy, 1 << 20);
  }

  /** Every file is direct, in a way that depends on its name and the seed. */
  private static final class AlwaysDirect implements FilePolicy {
    private final int seed = System.getProperty(SEED).hashCode();

    @Override
    public FileUse reading(String name, IOContext context, long byteSize, boolean fresh) {
      return ((name.hashCode() ^ seed) & 1) == 0 ? FileUse.RANDOM : FileUse.STREAM;
    }

    @Override
    public boolean isWrittenDirectly(String name, IOContext context) {
      return true;
    }
  }

  /** By this name the suite knows that inputs do not tell whether they are in the page cache. */
  private static final class DirectIOView extends FilterDirectory {
    DirectIOView(Directory directory) {
      super(directory);
    }
  }

  /** The cleaners of dio start with the first file and stay as long as the process. */
  public static final class Cleaners implements ThreadFilter {
    @Override
    public boolean reject(Thread thread) {
      return thread.getName().matches("dio-(file|memory)-cleaner");
    }
  }

  /** The default policy, for files of any size. */
  @ThreadLeakFilters(filters = Cleaners.class)
  public static final class ByHints extends BaseDirectoryTestCase {
    @Override
    protected Directory getDirectory(Path path) throws IOException {
      return directory(path, new HintPolicy(0, 0, 0));
    }
  }

  /** Nothing is mapped. */
  @ThreadLeakFilters(filters = Cleaners.class)
  public static final class Direct extends BaseDirectoryTestCase {
    @Override
    protected Directory getDirectory(Path path) throws IOException {
      return new DirectIOView(directory(path, new AlwaysDirect()));
    }
  }

  static Stream<Arguments> runs() {
    String given = System.getProperty("dio.test.lucene.seed");
    List<Long> seeds =
        given != null
            ? List.of(HexFormat.fromHexDigitsToLong(given))
            : LongStream.concat(
                    LongStream.rangeClosed(1, FIXED_SEEDS),
                    LongStream.of(ThreadLocalRandom.current().nextLong()))
                .boxed()
                .toList();
    List<Long> fewer = seeds.subList(Math.max(0, seeds.size() - 3), seeds.size());
    return Stream.concat(runs(ByHints.class, seeds), runs(Direct.class, fewer));
  }

  private static Stream<Arguments> runs(Class<?> suite, List<Long> seeds) {
    return seeds.stream().map(seed -> Arguments.of(suite, Long.toHexString(seed)));
  }

  @ParameterizedTest(name = "{0} with seed {1}")
  @MethodSource("runs")
  void everyTestOfLucenesSuitePasses(Class<?> suite, String seed) throws IOException {
    System.out.println("Lucene's suite " + suite.getSimpleName() + " with the seed " + seed);
    Result result = run(suite, seed);
    assertThat(result.getFailures())
        .as(() ->
            result.getFailures().stream()
                .map(failure -> failure.getTestHeader() + "\n" + failure.getTrace())
                .collect(Collectors.joining("\n")))
        .isEmpty();
    assertThat(result.getRunCount()).isGreaterThanOrEqualTo(TESTS);
    assertThat(openFilesBelow(folder)).as("files left open").isEmpty();
  }

  private static List<String> openFilesBelow(Path folder) throws IOException {
    String prefix = folder.toRealPath() + "/";
    List<String> found = new ArrayList<>();
    try (DirectoryStream<Path> links = Files.newDirectoryStream(Path.of("/proc/self/fd"))) {
      for (Path link : links) {
        String target;
        try {
          target = Files.readSymbolicLink(link).toString();
        } catch (NoSuchFileException e) {
          continue; // closed meanwhile
        }
        if (target.startsWith(prefix)) {
          found.add(target);
        }
      }
    }
    return found;
  }

  /** Runs a suite. Its framework takes the settings from system properties. */
  private static Result run(Class<?> suite, String seed) {
    System.setProperty(SEED, seed);
    System.setProperty(FOLDER, folder.toString());
    System.setProperty(NESTED, "true");
    try {
      return JUnitCore.runClasses(suite);
    } finally {
      System.clearProperty(SEED);
      System.clearProperty(FOLDER);
      System.clearProperty(NESTED);
    }
  }
}
