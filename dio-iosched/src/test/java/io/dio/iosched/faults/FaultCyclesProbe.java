// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.iosched.faults;

import io.dio.align.AlignedBuffer;
import io.dio.align.Errno;
import io.dio.align.ErrnoException;
import io.dio.iosched.IoScheduler;
import io.dio.iosched.IoUringUnavailableException;
import io.dio.iosched.LiburingSource;
import io.dio.iosched.Op;
import io.dio.iosched.RecordingMemory;
import io.dio.iosched.Results;
import io.dio.iosched.SchedulerFailedException;
import io.dio.iosched.SchedulerOptions;
import io.dio.iosched.Ticket;
import io.dio.iosched.testing.ResourceLimit;
import io.dio.mempool.MmapBuffer;
import io.dio.mempool.MmapPool;
import io.dio.mempool.SlabPool;
import io.dio.sys.DioFile;
import io.dio.sys.DirectMode;
import io.dio.testing.fixtures.KernelCall;
import io.dio.testing.fixtures.SeccompFilter;
import java.io.File;
import java.io.IOException;
import java.io.PrintStream;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * Main class of a child JVM that causes each fault again and again. Each kind runs on a thread of
 * its own, to which a filter denies calls. It prints a line for each kind: its outcomes, and what
 * the process holds more than before.
 *
 * <p>Arguments: a {@link Group}, a folder on a disk, a folder on a full file system, and the number
 * of cycles.
 */
final class FaultCyclesProbe {
  private static final PrintStream OUT = System.out;

  /** The offset at which a ring's submission entries are mapped (IORING_OFF_SQES). */
  private static final int SQES_OFFSET = 0x1000_0000;

  private static final int REGISTER_BUFFERS = 0;
  private static final int REGISTER_FILES2 = 13;
  private static final int F_SETFL = 4;
  private static final int MADV_POPULATE_WRITE = 23;

  /** A length that nothing else in this process maps. */
  private static final int ODD_BYTES = 1_234 * 4096;

  /** How many times fewer the cycles are that make a ring, a thread or a file. */
  private static final int FEW = 10;

  /** The kinds of fault that one child JVM causes. */
  enum Group {
    RINGS,
    MEMORY,
    FILES,
    WRITES,
    DESCRIPTORS
  }

  private final Path folder;
  private final Path full;
  private final Arena arena = Arena.ofShared();
  private final MemorySegment page = arena.allocate(4096, 4096);
  private final MmapPool pool = new MmapPool("cycles", 4096, 8);
  private final SlabPool slab = new SlabPool("cycles", 4096, 16);
  private final List<Kind> kinds = new ArrayList<>();
  private final BlockingQueue<Boolean> turns = new ArrayBlockingQueue<>(1);
  private final BlockingQueue<Footprint> answers = new ArrayBlockingQueue<>(1);

  /**
   * One kind of fault.
   *
   * @param divisor how many times fewer its cycles are
   */
  private record Kind(String name, int divisor, Runnable filter, Callable<String> cycle) {}

  private FaultCyclesProbe(Path folder, Path full) {
    this.folder = folder;
    this.full = full;
  }

  public static void main(String[] arguments) throws Exception {
    FaultCyclesProbe probe = new FaultCyclesProbe(Path.of(arguments[1]), Path.of(arguments[2]));
    switch (Group.valueOf(arguments[0])) {
      case RINGS -> probe.addRings();
      case MEMORY -> probe.addMemory();
      case FILES -> probe.addFiles();
      case WRITES -> probe.addWrites();
      case DESCRIPTORS -> probe.addDescriptors();
    }
    int cycles = Integer.parseInt(arguments[3]);
    loadAllClasses();
    Footprint.now(); // what measures takes descriptors, too
    for (Kind kind : probe.kinds) {
      probe.run(kind, Math.max(1, cycles / kind.divisor));
    }
    OUT.flush();
    // Threads with a filter may not be able to end in an orderly way.
    Runtime.getRuntime().halt(0);
  }

  /** A class cannot be loaded by a thread that may not open files. */
  private static void loadAllClasses() throws IOException {
    for (String entry : System.getProperty("java.class.path").split(File.pathSeparator, -1)) {
      Path root = Path.of(entry);
      if (Files.isDirectory(root)) { // a jar is open already
        try (Stream<Path> files = Files.walk(root)) {
          files
              .map(file -> root.relativize(file).toString().replace('/', '.'))
              .filter(name -> name.startsWith("io.dio.") && name.endsWith(".class"))
              .forEach(name -> load(name.substring(0, name.length() - ".class".length())));
        }
      }
    }
  }

  private static void load(String name) {
    try {
      Class.forName(name, false, FaultCyclesProbe.class.getClassLoader());
    } catch (ClassNotFoundException | LinkageError e) {
      // A test's class, whose libraries this JVM does not have.
    }
  }

  private void run(Kind kind, int cycles) throws Exception {
    Set<String> outcomes = new TreeSet<>();
    Footprint[] seen = new Footprint[2];
    long[] millis = new long[1];
    Thread thread =
        Thread.ofPlatform()
            .daemon()
            .uncaughtExceptionHandler((_, e) -> end(kind, e))
            .start(() -> {
              kind.filter.run();
              for (int i = 0; i < 3; i++) {
                outcomes.add(tell(kind.cycle)); // what is made once exists from now on
              }
              seen[0] = onOtherThread();
              long begin = System.nanoTime();
              for (int i = 0; i < cycles; i++) {
                outcomes.add(tell(kind.cycle));
              }
              millis[0] = (System.nanoTime() - begin) / 1_000_000;
              seen[1] = onOtherThread();
            });
    // Measured here, because the other thread may not be able to open /proc.
    turns.take();
    Footprint before = Footprint.now();
    answers.put(before);
    turns.take();
    answers.put(Footprint.nowWithoutEndingThreads(before.threads()));
    thread.join();
    Footprint more = seen[1].minus(seen[0]);
    OUT.println(
        "kind=%s|cycles=%d|outcomes=%s|leaks=%s|millis=%d|%s"
            .formatted(
                kind.name,
                cycles,
                outcomes,
                more.isNothing() ? "nothing" : "something",
                millis[0],
                more.fields()));
  }

  private static void end(Kind kind, Throwable failure) {
    OUT.println(kind.name + ": ");
    failure.printStackTrace(OUT);
    OUT.flush();
    Runtime.getRuntime().halt(1);
  }

  private Footprint onOtherThread() {
    try {
      turns.put(true);
      return answers.take();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  private static String tell(Callable<String> cycle) {
    try {
      return cycle.call();
    } catch (IoUringUnavailableException e) {
      return "unavailable " + e.unavailabilityCause().kind();
    } catch (Exception | OutOfMemoryError e) {
      return e.getClass().getSimpleName()
          + ErrnoException.find(e).map(errno -> " " + errno.errnoName()).orElse("");
    }
  }

  private void add(String name, Runnable filter, Callable<String> cycle) {
    kinds.add(new Kind(name, 1, filter, cycle));
  }

  private void addExpensive(String name, Runnable filter, Callable<String> cycle) {
    kinds.add(new Kind(name, FEW, filter, cycle));
  }

  private static Runnable refusing(KernelCall call, int errno) {
    return () -> SeccompFilter.installForThread(List.of(call.number()), errno);
  }

  private static Runnable refusing(KernelCall call, int argument, int value, int errno) {
    return () -> SeccompFilter.installForThreadIfEqual(call.number(), argument, value, errno);
  }

  // ---- rings ----

  private static Callable<String> opening(SchedulerOptions options) {
    return () -> {
      try (IoScheduler scheduler = IoScheduler.uring(options)) {
        return "opened " + scheduler.backend();
      }
    };
  }

  private void addRings() {
    SchedulerOptions plain =
        SchedulerOptions.defaults().withLiburing(LiburingSource.EMBEDDED).withRingDepth(8);
    for (int errno : new int[] {Errno.EPERM, Errno.EMFILE, Errno.ENFILE, Errno.ENOMEM}) {
      add(
          "io_uring_setup " + Errno.name(errno),
          refusing(KernelCall.IO_URING_SETUP, errno),
          opening(plain));
    }
    addExpensive(
        "io_uring_enter EPERM", refusing(KernelCall.IO_URING_ENTER, Errno.EPERM), opening(plain));
    addExpensive(
        "io_uring_register EPERM",
        refusing(KernelCall.IO_URING_REGISTER, Errno.EPERM),
        opening(plain));
    add("eventfd EMFILE", refusing(KernelCall.EVENTFD2, Errno.EMFILE), opening(plain));
    add(
        "mapping the entries of a ring EAGAIN",
        refusing(KernelCall.MMAP, 5, SQES_OFFSET, Errno.EAGAIN),
        opening(plain));
    add(
        "registering slots EMFILE",
        refusing(KernelCall.IO_URING_REGISTER, 1, REGISTER_FILES2, Errno.EMFILE),
        opening(plain.withFileSlots(8)));
    add(
        "registering slabs EFAULT",
        refusing(KernelCall.IO_URING_REGISTER, 1, REGISTER_BUFFERS, Errno.EFAULT),
        opening(plain.withSlabs(List.of(slab)).withRegistrationRequired(true).withFileSlots(8)));
    Runnable noThreads =
        () ->
            SeccompFilter.installForThread(
                List.of(KernelCall.CLONE.number(), KernelCall.CLONE3.number()), Errno.EAGAIN);
    addExpensive("no thread for a ring", noThreads, opening(plain));
    addExpensive(
        "no thread for workers",
        noThreads,
        () -> {
          try (IoScheduler scheduler = IoScheduler.posix(plain.withWorkers(2))) {
            return "opened " + scheduler.backend();
          }
        });
    addExpensive("a filter that comes after the ring", () -> {}, this::ringDeath);
  }

  /** The coordinator installs the filter itself, when it releases the memory of a write. */
  private String ringDeath() throws Exception {
    SchedulerOptions options = SchedulerOptions.defaults().withInlineReads(false);
    IoScheduler scheduler = IoScheduler.uring(options);
    DioFile file = DioFile.open(folder.resolve("file"), readWrite());
    boolean mayBePoisoned = false;
    try {
      RecordingMemory memory = new RecordingMemory(page);
      CompletableFuture<Boolean> installed = new CompletableFuture<>();
      memory.afterRelease(() -> {
        boolean onCoordinator = Thread.currentThread().getName().equals(scheduler.toString());
        if (onCoordinator) {
          SeccompFilter.installForThread(List.of(KernelCall.IO_URING_ENTER.number()), Errno.EPERM);
        }
        installed.complete(onCoordinator);
      });
      String told = Results.of(scheduler.submit(Op.write(file, memory, 0))).getFirst();
      if (!installed.get()) {
        return "released by another thread";
      }
      while (true) {
        try {
          scheduler.submit(Op.sync(file)).await();
        } catch (IllegalStateException e) {
          return told + ", then dead";
        } catch (SchedulerFailedException e) {
          mayBePoisoned = true; // it was accepted before the death, and perhaps placed
          return told + ", then dead";
        }
      }
    } finally {
      scheduler.close();
      close(file, mayBePoisoned);
    }
  }

  /** If the ring had a sync when it died, the file is poisoned, and closing it says so. */
  private static void close(DioFile file, boolean mayBePoisoned) throws IOException {
    try {
      file.close();
    } catch (ErrnoException e) {
      if (!mayBePoisoned || e.errno() != Errno.EIO) {
        throw e;
      }
    }
  }

  // ---- memory ----

  private void addMemory() {
    Runnable noMapping = refusing(KernelCall.MMAP, 1, ODD_BYTES, Errno.ENOMEM);
    Runnable noPages = refusing(KernelCall.MADVISE, 2, MADV_POPULATE_WRITE, Errno.ENOMEM);
    Callable<String> buffer =
        () -> {
          try (AlignedBuffer made = AlignedBuffer.allocate(ODD_BYTES)) {
            return "" + made.segment().byteSize();
          }
        };
    Callable<String> pooled =
        () -> {
          try (MmapPool made = new MmapPool("none", 4096, ODD_BYTES / 4096)) {
            return "" + made.capacity();
          }
        };
    add("buffer mmap ENOMEM", noMapping, buffer);
    add("buffer madvise ENOMEM", noPages, buffer);
    add("pool mmap ENOMEM", noMapping, pooled);
    add("pool madvise ENOMEM", noPages, pooled);
  }

  // ---- files ----

  private static OpenOption[] readWrite() {
    return new OpenOption[] {
      StandardOpenOption.READ, StandardOpenOption.WRITE, StandardOpenOption.CREATE
    };
  }

  /** A cycle that says if it leaves a file behind. */
  private Callable<String> leavingNothing(String name, Creation creation) {
    Path path = folder.resolve(name);
    return () -> {
      String told =
          tell(() -> {
            creation.create(path);
            return "done";
          });
      // Without descriptors the folder cannot be listed, and its size says nothing.
      return told + (Files.exists(path) || hasTemporaryFile() ? ", left a file" : "");
    };
  }

  private boolean hasTemporaryFile() {
    String[] names = folder.toFile().list();
    return names != null && Stream.of(names).anyMatch(name -> name.endsWith(".tmp"));
  }

  private interface Creation {
    void create(Path path) throws IOException;
  }

  private void addFiles() {
    Path present = folder.resolve("file");
    Callable<String> open =
        () -> {
          try (DioFile file = DioFile.open(present, StandardOpenOption.READ)) {
            return "" + file.size();
          }
        };
    for (int errno : new int[] {Errno.EMFILE, Errno.ENFILE, Errno.ENOMEM}) {
      add("open " + Errno.name(errno), refusing(KernelCall.OPENAT, errno), open);
    }
    Creation direct =
        path ->
            DioFile.open(
                    path, StandardOpenOption.WRITE, StandardOpenOption.CREATE, DirectMode.REQUIRED)
                .close();
    addExpensive(
        "fcntl EINVAL while a file is created direct",
        refusing(KernelCall.FCNTL, 1, F_SETFL, Errno.EINVAL),
        leavingNothing("direct", direct));
    addExpensive(
        "statx ENOMEM while a file is created",
        () ->
            SeccompFilter.installForThread(
                List.of(KernelCall.STATX.number(), KernelCall.FSTAT.number()), Errno.ENOMEM),
        leavingNothing("created", direct));
    Creation allocated =
        path -> DioFile.createAndAllocate(path, 1 << 20, StandardOpenOption.WRITE).close();
    for (int errno : new int[] {Errno.ENOSPC, Errno.EDQUOT, Errno.EFBIG}) {
      addExpensive(
          "fallocate " + Errno.name(errno),
          refusing(KernelCall.FALLOCATE, errno),
          leavingNothing("allocated", allocated));
    }
    Creation whole = path -> DioFile.writeFile(path, page);
    for (int errno : new int[] {Errno.ENOSPC, Errno.EDQUOT, Errno.EFBIG, Errno.EIO}) {
      addExpensive(
          "writeFile, pwrite " + Errno.name(errno),
          refusing(KernelCall.PWRITE64, errno),
          leavingNothing("whole", whole));
    }
    addExpensive(
        "writeFile, fdatasync EIO",
        refusing(KernelCall.FDATASYNC, Errno.EIO),
        leavingNothing("whole", whole));
    add(
        "copyTo, copy_file_range EDQUOT",
        refusing(KernelCall.COPY_FILE_RANGE, Errno.EDQUOT),
        () -> {
          try (DioFile source = DioFile.open(present, readWrite());
              DioFile target = DioFile.open(present, readWrite())) {
            return "" + source.copyTo(target, 0, 8192, 4096);
          }
        });
    add(
        "fdatasync EIO",
        refusing(KernelCall.FDATASYNC, Errno.EIO),
        () -> {
          DioFile file = DioFile.open(present, readWrite());
          String told = tell(() -> done(file::dataSync));
          return told
              + ", again "
              + tell(() -> done(file::sync))
              + ", close "
              + tell(() -> done(file::close));
        });
  }

  private interface Action {
    void run() throws Exception;
  }

  private static String done(Action action) throws Exception {
    action.run();
    return "done";
  }

  // ---- writes ----

  private void addWrites() {
    for (int errno : new int[] {Errno.ENOSPC, Errno.EDQUOT, Errno.EIO}) {
      add(
          "inline pwrite " + Errno.name(errno),
          refusing(KernelCall.PWRITE64, errno),
          () -> inlineWrite(false));
      add(
          "inline durable pwritev2 " + Errno.name(errno),
          refusing(KernelCall.PWRITEV2, errno),
          () -> inlineWrite(true));
    }
    for (FaultBackend backend : FaultBackend.values()) {
      try {
        IoScheduler scheduler = backend.open(SchedulerOptions.defaults());
        DioFile file = DioFile.open(full.resolve(backend.name()), readWrite());
        add("no room, " + backend, () -> {}, () -> withoutRoom(scheduler, file));
      } catch (IOException e) {
        throw new AssertionError(e);
      }
    }
  }

  private String inlineWrite(boolean durable) throws Exception {
    DioFile file = DioFile.open(folder.resolve("file"), readWrite());
    String told;
    try (IoScheduler scheduler = IoScheduler.posix();
        MmapBuffer buffer = pool.acquire()) {
      Op write = Op.write(file, buffer, 0);
      told = Results.of(scheduler.submit(durable ? write.durable() : write)).toString();
    }
    return told + ", close " + tell(() -> done(file::close)) + ", leased " + pool.outstanding();
  }

  private String withoutRoom(IoScheduler scheduler, DioFile file) throws Exception {
    List<MmapBuffer> buffers = new ArrayList<>();
    List<Op> ops = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      buffers.add(pool.acquire());
      ops.add(Op.write(file, buffers.getLast(), 2L * i * 4096));
    }
    ops.add(ops.get(0).link(ops.get(1)));
    Set<String> told = new TreeSet<>();
    for (Ticket ticket : scheduler.submitAll(ops)) {
      told.addAll(Results.of(ticket));
    }
    buffers.forEach(MmapBuffer::release);
    return told + ", leased " + pool.outstanding();
  }

  // ---- descriptors ----

  private void addDescriptors() {
    SchedulerOptions options =
        SchedulerOptions.defaults().withLiburing(LiburingSource.EMBEDDED).withRingDepth(8);
    addWithDescriptors("a ring with no descriptor", 0, opening(options));
    addWithDescriptors("a ring with one descriptor", 1, opening(options));
    addWithDescriptors(
        "writeFile with one descriptor",
        1,
        leavingNothing("whole", path -> DioFile.writeFile(path, page)));
    addWithDescriptors(
        "renameDurably with one descriptor",
        1,
        () ->
            done(() -> {
              Path present = folder.resolve("file");
              DioFile.renameDurably(present, folder.resolve("other").resolve("file"));
            }));
    for (FaultBackend backend : FaultBackend.values()) {
      Op open = Op.open(folder.resolve("file"), readWrite());
      addExpensive(
          "opening without a descriptor, " + backend,
          () -> {},
          () -> onNewScheduler(backend, _ -> open));
      addExpensive(
          "replaceFile without a descriptor, " + backend,
          () -> {},
          () ->
              onNewScheduler(
                  backend,
                  scheduler ->
                      Op.replaceFile(
                          scheduler.fileSlots().getFirst(), folder.resolve("whole"), page)));
    }
  }

  private String onNewScheduler(FaultBackend backend, Function<IoScheduler, Op> op)
      throws IOException {
    SchedulerOptions options = SchedulerOptions.defaults().withFileSlots(1).withRingDepth(8);
    try (IoScheduler scheduler = backend.open(options)) {
      return without(0, () -> Results.of(scheduler.submit(op.apply(scheduler))).toString());
    }
  }

  private void addWithDescriptors(String name, int free, Callable<String> cycle) {
    addExpensive(name, () -> {}, () -> without(free, cycle));
  }

  /** {@return the outcome of a cycle while only {@code free} more descriptors can be opened} */
  private static String without(int free, Callable<String> cycle) throws IOException {
    ResourceLimit.openFilesForNow(limitFor(free));
    try {
      return tell(cycle);
    } finally {
      ResourceLimit.openFilesForNow(ResourceLimit.MOST_FOR_NOW);
    }
  }

  /** {@return the limit below which exactly {@code free} descriptors are not open} */
  private static long limitFor(int free) throws IOException {
    Set<Long> open = new HashSet<>();
    try (Stream<Path> links = Files.list(Path.of("/proc/self/fd"))) {
      for (Path link : (Iterable<Path>) links::iterator) {
        // The descriptor by which the list is read is closed in a moment.
        if (!Files.readSymbolicLink(link).endsWith("fd")) {
          open.add(Long.valueOf(link.getFileName().toString()));
        }
      }
    }
    long limit = 0;
    for (int found = 0; found < free || open.contains(limit); limit++) {
      found += open.contains(limit) ? 0 : 1;
    }
    return limit;
  }
}
