// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.iosched;

import static org.assertj.core.api.Assertions.assertThat;

import io.dio.align.AlignedBuffer;
import io.dio.align.AlignedRange;
import io.dio.align.Alignment;
import io.dio.align.ErrnoException;
import io.dio.iosched.channel.DioChannels;
import io.dio.iosched.stream.ReaderOptions;
import io.dio.iosched.stream.SequentialReader;
import io.dio.iosched.stream.SequentialWriter;
import io.dio.iosched.stream.WriterOptions;
import io.dio.iosched.testing.ResourceLimit;
import io.dio.mempool.MmapBuffer;
import io.dio.mempool.MmapPool;
import io.dio.mempool.PoolOptions;
import io.dio.mempool.PooledMemory;
import io.dio.sys.Advice;
import io.dio.sys.DioFile;
import io.dio.sys.HoleRange;
import io.dio.testing.fixtures.PublicTypes;
import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.reflect.Constructor;
import java.lang.reflect.Executable;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Files;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/**
 * Numbers from an untrusted source, over the whole range of long and int, in every public method
 * that takes a position, a size or a count. The methods are found by reflection, so a new one is
 * tested too.
 *
 * <p>A call either does what it says, or throws an {@link IllegalArgumentException} whose message
 * has the argument's name and the number. A negative number, or a range that ends beyond a long,
 * never reaches the system: it causes neither an error of the system nor a lack of memory.
 */
class UntrustedSizesTest {
  private static final int RANDOM_ROUNDS = 300;
  private static final int MEMORY_BYTES = 8192;

  /** Files of this test cannot grow beyond it, so that nothing fills the disk. */
  private static final long MOST_FILE_BYTES = 64L << 20;

  /** More memory than this is never really asked for. */
  private static final BigInteger MOST_MEMORY_BYTES = BigInteger.valueOf(8L << 20);

  /** No process has so much address space, so this is refused by the system or before. */
  private static final BigInteger NO_SUCH_MEMORY = BigInteger.ONE.shiftLeft(47);

  private static final long[] EDGES = {
    Long.MIN_VALUE,
    Long.MIN_VALUE + 1,
    -(1L << 32),
    Integer.MIN_VALUE - 1L,
    -4096,
    -1,
    0,
    1,
    511,
    512,
    4095,
    4096,
    4097,
    8192,
    Integer.MAX_VALUE - 1L,
    Integer.MAX_VALUE,
    1L << 31,
    1L << 32,
    (1L << 32) + 4096,
    1L << 52,
    1L << 62,
    Long.MAX_VALUE - 4096,
    Long.MAX_VALUE - 4095,
    Long.MAX_VALUE - 1,
    Long.MAX_VALUE
  };

  /** Numbers that are not positions, sizes or counts, and what they are. */
  private static final Map<String, String> NO_SIZES =
      Map.ofEntries(
          Map.entry("io.dio.align.Errno", "error numbers"),
          Map.entry("io.dio.align.ErrnoException", "error numbers"),
          Map.entry("io.dio.iosched.CompletableTicket", "the result that a program gives"),
          Map.entry("io.dio.iosched.OpResult", "the result that a program gives"),
          Map.entry("io.dio.iosched.IoPriority", "a level"),
          Map.entry("io.dio.iosched.LatencyHistogram$Recorder", "nanoseconds"),
          Map.entry("io.dio.iosched.SchedulerStats$Builder", "counters for a report"),
          Map.entry("io.dio.sys.ShortTransferException", "counters for a message"),
          Map.entry("io.dio.iosched.stream.SequentialWriter.write(int)", "a byte"));

  @TempDir private Path directory;

  /** Everything that an argument or a receiver can be. A new one for each method. */
  private final class Fixture implements AutoCloseable {
    final Arena arena = Arena.ofShared();
    final IoScheduler scheduler =
        IoScheduler.posix(SchedulerOptions.defaults().withWorkers(1).withFileSlots(1));
    final DioFile file;
    final MemorySegment memory = Bytes.allocate(MEMORY_BYTES, arena);
    final MmapPool pool = new MmapPool("sizes", MEMORY_BYTES, 2);
    final MmapBuffer pooled = pool.tryAcquire();
    final FileSlot slot = scheduler.fileSlots().getFirst();
    final AlignedBuffer buffer = AlignedBuffer.allocate(4096);
    final IoBatch batch = scheduler.newBatch(1);
    final SequentialReader reader;
    final SequentialWriter writer;
    final FileChannel channel;
    private int names;

    Fixture() throws IOException {
      Path path = Files.write(newPath(), new byte[8192]);
      file = open(path);
      scheduler.submit(openInto(path)).await();
      reader = SequentialReader.of(scheduler, open(path));
      writer = SequentialWriter.of(scheduler, open(newPath()));
      channel = DioChannels.open(path, StandardOpenOption.READ, StandardOpenOption.WRITE);
    }

    private Op openInto(Path path) {
      return Op.openInto(slot, path, StandardOpenOption.READ, StandardOpenOption.WRITE);
    }

    private static DioFile open(Path path) throws IOException {
      return DioFile.open(
          path, StandardOpenOption.READ, StandardOpenOption.WRITE, StandardOpenOption.CREATE);
    }

    Path newPath() throws IOException {
      return Files.createTempDirectory(directory, "sizes").resolve("file" + names++);
    }

    Object of(Class<?> type, Executable user) throws IOException {
      return switch (type.getSimpleName()) {
        case "String" -> "sizes";
        case "boolean" -> true;
        case "Arena" -> arena;
        case "MemorySegment" -> memory;
        case "List" -> user.getName().endsWith("Pooled") ? List.of(pooled) : List.of(memory);
        case "PooledMemory", "MmapBuffer" -> pooled;
        case "PoolOptions" -> PoolOptions.defaults();
        case "MmapPool" -> pool;
        case "AlignedBuffer" -> buffer;
        case "AlignedRange" -> new AlignedRange(4096, 8192);
        case "Path" -> newPath();
        case "OpenOption[]" -> new OpenOption[0];
        case "Advice" -> Advice.RANDOM;
        case "DioFile" -> file;
        case "FileSlot" -> slot;
        case "IoBatch" -> batch;
        case "IoScheduler" -> scheduler;
        case "TransferFlag" -> TransferFlag.DATA_SYNC;
        case "SchedulerOptions" -> SchedulerOptions.defaults();
        case "ReaderOptions" -> ReaderOptions.defaults();
        case "WriterOptions" -> WriterOptions.defaults();
        case "SequentialReader" -> reader;
        case "SequentialWriter" -> writer;
        case "FileChannel" -> channel;
        case "byte[]" -> new byte[100];
        case "ByteBuffer" -> ByteBuffer.allocate(100);
        case "ByteBuffer[]" -> new ByteBuffer[] {ByteBuffer.allocate(100)};
        case "MapMode" -> FileChannel.MapMode.READ_ONLY;
        case "ReadableByteChannel" -> noBytes();
        case "WritableByteChannel" -> nowhere();
        default -> throw new AssertionError("this test has no " + type + " for " + user);
      };
    }

    private static ReadableByteChannel noBytes() {
      return Channels.newChannel(new ByteArrayInputStream(new byte[0]));
    }

    private static WritableByteChannel nowhere() {
      return Channels.newChannel(OutputStream.nullOutputStream());
    }

    @Override
    public void close() throws IOException {
      scheduler.close();
      channel.close();
      file.close();
      pooled.release();
      pool.close();
      buffer.close();
      arena.close();
    }
  }

  // ---- which methods ----

  private static List<Executable> methods() throws IOException {
    List<Class<?>> types = new ArrayList<>(List.of(FileChannel.class));
    for (Class<?> anchor :
        List.of(
            Alignment.class,
            MmapPool.class,
            DioFile.class,
            Op.class,
            DioChannels.class,
            SequentialReader.class)) {
      types.addAll(PublicTypes.of(anchor));
    }
    Map<String, Executable> found = new TreeMap<>();
    for (Class<?> type : types) {
      Stream.<Executable>concat(
              Arrays.stream(type.getConstructors()), Arrays.stream(type.getMethods()))
          .filter(each -> each.getDeclaringClass() == type && !each.isSynthetic())
          .filter(
              each -> Arrays.stream(each.getParameterTypes()).anyMatch(type2 -> isNumber(type2)))
          .filter(each -> !isNoSize(each))
          .forEach(each -> found.put(name(each), each));
    }
    return List.copyOf(found.values());
  }

  private static boolean isNumber(Class<?> type) {
    return type == long.class || type == int.class;
  }

  private static boolean isNoSize(Executable method) {
    return NO_SIZES.containsKey(method.getDeclaringClass().getName())
        || NO_SIZES.containsKey(name(method));
  }

  private static String name(Executable method) {
    String type = method.getDeclaringClass().getName();
    List<String> parameters =
        Arrays.stream(method.getParameterTypes()).map(Class::getSimpleName).toList();
    String name = method instanceof Constructor ? "new" : method.getName();
    return type + "." + name + "(" + String.join(", ", parameters) + ")";
  }

  // ---- one method ----

  @TestFactory
  Stream<DynamicTest> everyNumberIsTakenAsItIsOrRefusedByName() throws IOException {
    List<Executable> methods = methods();
    assertThat(methods).hasSizeGreaterThan(90);
    return methods.stream()
        .map(method -> DynamicTest.dynamicTest(name(method), () -> callWithAnything(method)));
  }

  private void callWithAnything(Executable method) throws Exception {
    long seed = Optional.ofNullable(Long.getLong("dio.test.seed")).orElseGet(System::nanoTime);
    Random random = new Random(seed);
    int numbers = (int) Arrays.stream(method.getParameterTypes()).filter(c -> isNumber(c)).count();
    ResourceLimit.fileSizeForNow(MOST_FILE_BYTES);
    try (Fixture fixture = new Fixture()) {
      for (int round = 0; round < edgeRounds(numbers) + RANDOM_ROUNDS; round++) {
        long[] values = values(method, round, random);
        if (isHarmless(method, values)) {
          String call = name(method) + " with " + Arrays.toString(values) + ", seed " + seed;
          judge(method, values, call, outcome(method, fixture, values));
        }
      }
    } finally {
      ResourceLimit.fileSizeForNow(ResourceLimit.UNLIMITED);
    }
  }

  /** All pairs of edges; for more numbers, as many combinations of them. */
  private static int edgeRounds(int numbers) {
    return numbers == 1 ? EDGES.length : EDGES.length * EDGES.length;
  }

  private static long[] values(Executable method, int round, Random random) {
    List<Long> values = new ArrayList<>();
    int rest = round;
    for (Class<?> type : method.getParameterTypes()) {
      if (isNumber(type)) {
        boolean edge = round < EDGES.length * EDGES.length;
        long value =
            edge ? EDGES[rest % EDGES.length] : random.nextLong() >> random.nextInt(Long.SIZE);
        rest = values.size() < 1 ? rest / EDGES.length : random.nextInt(EDGES.length);
        values.add(type == int.class ? (int) value : value);
      }
    }
    return values.stream().mapToLong(Long::longValue).toArray();
  }

  private static boolean allocates(Executable method) {
    Class<?> type = method.getDeclaringClass();
    return (method instanceof Constructor && type.getName().startsWith("io.dio.mempool."))
        || Set.of("ensureCapacity", "acquireAligned", "newBatch").contains(method.getName())
        || (method.getName().equals("allocate") && type != DioFile.class && type != Op.class);
  }

  /** {@return whether the call cannot take most of the machine's memory} */
  private static boolean isHarmless(Executable method, long[] values) {
    if (!allocates(method)) {
      return true;
    }
    BigInteger bytes = BigInteger.ONE;
    for (long value : values) {
      bytes = bytes.multiply(BigInteger.valueOf(value));
    }
    boolean negative = Arrays.stream(values).anyMatch(value -> value <= 0);
    if (method.getName().equals("newBatch")) {
      return values[0] <= 1 << 16;
    }
    return negative
        || (bytes.compareTo(MOST_MEMORY_BYTES) <= 0 && values[values.length - 1] <= 2048)
        || bytes.compareTo(NO_SUCH_MEMORY) >= 0;
  }

  /** {@return the result, or what was thrown} */
  private Object outcome(Executable method, Fixture fixture, long[] values) throws Exception {
    Class<?>[] types = method.getParameterTypes();
    Object[] arguments = new Object[types.length];
    int next = 0;
    for (int i = 0; i < types.length; i++) {
      if (types[i] == long.class) {
        arguments[i] = values[next++];
      } else if (types[i] == int.class) {
        arguments[i] = (int) values[next++];
      } else {
        arguments[i] = fixture.of(types[i], method);
      }
    }
    try {
      Object result;
      if (method instanceof Constructor<?> constructor) {
        result = constructor.newInstance(arguments);
      } else {
        boolean isStatic = Modifier.isStatic(method.getModifiers());
        Class<?> type = method.getDeclaringClass();
        result = ((Method) method).invoke(isStatic ? null : fixture.of(type, method), arguments);
      }
      if (result instanceof Op op) {
        result = fixture.scheduler.submit(op).await();
      } else if (method.getDeclaringClass() == IoBatch.class && result instanceof Integer) {
        fixture.batch.submit();
        result = fixture.batch.await();
      }
      return result;
    } catch (InvocationTargetException e) {
      return e.getCause();
    } catch (IOException | RuntimeException e) {
      return e; // of the submission
    } finally {
      if (fixture.batch.isDone()) {
        fixture.batch.clear();
      }
    }
  }

  // ---- what is right ----

  private static void judge(Executable method, long[] values, String call, Object outcome)
      throws IOException {
    boolean isSane = isSane(values) && !endsBeyondALong(method, values);
    switch (outcome) {
      case IllegalArgumentException e -> assertNamesANumber(e, values, call);
      case IndexOutOfBoundsException e -> assertThat(takesAnIndex(method)).as(call).isTrue();
      case EOFException _ -> assertThat(isSane).as(call).isTrue();
      case OutOfMemoryError e ->
          assertThat(isSane && allocates(method)).as(call + ": " + e).isTrue();
      case IOException e -> assertThat(isSane).as(call + ": " + e).isTrue();
      case Throwable t -> throw new AssertionError(call + ": " + t, t);
      case null, default -> {
        assertThat(isSane || takesNegative(method)).as(call + " returned " + outcome).isTrue();
        assertNothingWrapped(outcome, call);
        if (outcome instanceof AutoCloseable closeable) {
          closeQuietly(method, closeable);
        }
      }
    }
  }

  /** {@return whether no number is negative} */
  private static boolean isSane(long[] values) {
    return Arrays.stream(values).allMatch(value -> value >= 0);
  }

  /**
   * {@return whether the range that the numbers describe ends beyond a long} A copy has a length
   * that may reach beyond the end of the source.
   */
  private static boolean endsBeyondALong(Executable method, long[] values) {
    Set<Class<?>> withRanges = Set.of(DioFile.class, Op.class, IoBatch.class, IoScheduler.class);
    if (!withRanges.contains(method.getDeclaringClass())
        || method.getName().equals("copyTo")
        || values.length > 2) {
      return false;
    }
    BigInteger end = BigInteger.valueOf(takesMemory(method) ? MEMORY_BYTES : 0);
    for (long value : values) {
      end = end.add(BigInteger.valueOf(value));
    }
    return end.bitLength() >= Long.SIZE;
  }

  private static boolean takesMemory(Executable method) {
    return Arrays.stream(method.getParameterTypes())
        .anyMatch(
            type -> Set.of(MemorySegment.class, PooledMemory.class, List.class).contains(type));
  }

  /** Methods of the JDK's interfaces that define what a negative number does. */
  private static boolean takesNegative(Executable method) {
    return name(method).equals("io.dio.iosched.stream.SequentialReader.skip(long)")
        || method.getDeclaringClass() == SchedulerOptions.class;
  }

  private static boolean takesAnIndex(Executable method) {
    Class<?> type = method.getDeclaringClass();
    return type == IoBatch.class
        || Arrays.stream(method.getParameterTypes()).anyMatch(Class::isArray);
  }

  /** The message has a name, and one of the numbers behind it: "offset -1", "byteSize is 0". */
  private static void assertNamesANumber(Exception e, long[] values, String call) {
    String message = String.valueOf(e.getMessage());
    assertThat(Arrays.stream(values).mapToObj(Long::toString))
        .as(call + ": " + e)
        .anyMatch(value ->
            Pattern.compile("[a-zA-Z]+ (is )?" + value + "(?![0-9])").matcher(message).find());
  }

  private static void assertNothingWrapped(Object result, String call) {
    switch (result) {
      case Long number -> assertThat(number).as(call).isGreaterThanOrEqualTo(-1);
      case Integer number -> assertThat(number).as(call).isGreaterThanOrEqualTo(-1);
      case AlignedRange range -> {
        assertThat(range.offset()).as(call).isNotNegative();
        assertThat(range.length()).as(call).isNotNegative();
        assertThat(range.end()).as(call).isGreaterThanOrEqualTo(range.offset());
      }
      case HoleRange range -> {
        assertThat(range.offset()).as(call).isNotNegative();
        assertThat(range.length()).as(call).isNotNegative();
      }
      case null, default -> {}
    }
  }

  private static void closeQuietly(Executable method, AutoCloseable closeable) throws IOException {
    if (closeable instanceof FileChannel || closeable instanceof SequentialReader) {
      return; // the receiver
    }
    try {
      if (closeable instanceof FileLock lock) {
        lock.release();
      } else {
        closeable.close();
      }
    } catch (ErrnoException e) {
      throw e;
    } catch (Exception e) {
      throw new IOException(name(method), e);
    }
  }
}
