// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.testing;

import io.dio.align.Errno;
import io.dio.iosched.IoScheduler;
import io.dio.iosched.Op;
import io.dio.iosched.OpResult;
import io.dio.iosched.Ticket;
import io.dio.iosched.Verb;
import io.dio.iosched.internal.wrapping.WrappedOp;
import io.dio.sys.DioFile;
import io.dio.sys.internal.FileAccess;
import io.dio.sys.internal.FileWitness;
import io.dio.testing.internal.CrashModel;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.locks.ReentrantLock;

/**
 * A disk for tests that loses power. It is a folder in memory. The program under test uses the
 * files in it as always, with a scheduler that the disk wraps. {@link #crash} shows the disk as it
 * may be after a loss of power: of what was not synced, any part may be missing.
 *
 * {@snippet :
 * try (SimulatedDisk disk = SimulatedDisk.create();
 *     IoScheduler scheduler = disk.over(IoScheduler.open())) {
 *   runTheProgramUnderTest(scheduler, disk.root());
 *   for (long seed = 0; seed < 1000; seed++) {
 *     try (SimulatedDisk after = disk.crash(seed);
 *         IoScheduler again = after.over(IoScheduler.open())) {
 *       checkThatAllIsThereThatWasAcknowledged(again, after.root());
 *     }
 *   }
 * }
 * }
 *
 * <p><b>What survives.</b> The disk promises what {@code docs/durability.md} says, and nothing
 * more:
 *
 * <ul>
 *   <li>A write that was synced survives: by a {@linkplain Op#dataSync data sync} or {@linkplain
 *       Op#sync sync} that was submitted after the write had completed, or that is linked behind it
 *       in a chain, by a {@linkplain Op#barrierSync barrier sync}, or because the write is
 *       {@linkplain Op#durable durable} itself.
 *   <li>Of other writes each sector of 512 bytes survives or not, in any order. So a write can be
 *       torn, and a later one can survive without an earlier one. A sector of an {@linkplain
 *       io.dio.iosched.TransferFlag#ATOMIC atomic} write survives only with the others.
 *   <li>A new size, and storage that was allocated, punched or zeroed, survive if the file is
 *       synced. A size can survive without the bytes, which are then 0.
 *   <li>A new name, a rename and a removal survive if the directory is synced. In half of the
 *       outcomes changes of names survive in their order, in the others in any order. The two sides
 *       of a rename in one directory survive together. A directory survives always. One that was
 *       removed comes back with the names in it.
 *   <li>{@link Op#syncRange} makes nothing durable. After a failed sync, a later one does not make
 *       durable what the failed one should have.
 *   <li>Writes that are in progress may survive.
 * </ul>
 *
 * <p><b>What it sees.</b> It sees the operations of the schedulers that it wraps, and the blocking
 * calls of {@link DioFile}. It compares the files with what it has seen, so it also finds bytes and
 * names that other code has changed, such as a {@code FileChannel} or {@code Files.move}. It cannot
 * see other code sync, so such changes count as not durable. It refuses operations on files outside
 * its root, which it would not see.
 *
 * <p><b>Direct I/O.</b> The folder is in memory if the host has {@code /dev/shm}. Files there can
 * be direct since Linux 6.6. Name another folder with {@link #create(Path)} if a program needs
 * direct I/O on an older kernel. The files are read back after each operation, so they should be
 * small.
 *
 * <p>The seed of {@link #crash} decides the outcome. If the program under test runs in one thread
 * and waits for each operation, the same seed shows the same outcome again. Thread-safe.
 *
 * @since 0.1.0
 */
public final class SimulatedDisk implements AutoCloseable {
  private static final Path IN_MEMORY = Path.of("/dev/shm");

  /** The disk asks tickets under it. That can end them, so their callbacks run later. */
  private final ReentrantLock lock = new ReentrantLock();

  private final Path parent;
  private final Path root;
  private final DiskClock clock = new DiskClock();
  private final DiskNames names;
  private final DiskEffects effects;
  private final FileWitness witness;

  /** Operations that the disk has not noted yet, in the order of submission. */
  private final Set<DiskTicket> inProgress = new LinkedHashSet<>();

  private long works = DiskClock.UNKNOWN_WORK;
  private boolean off;
  private boolean closed;

  private SimulatedDisk(Path parent, Path root) {
    this.parent = parent;
    this.root = root;
    this.names = new DiskNames(root, clock);
    this.effects = new DiskEffects(names, clock);
    this.witness = new DiskWitness(this, names, clock);
    FileWitness.All.add(witness);
  }

  /**
   * {@return an empty disk in memory, or in the folder for temporary files if the host has no
   * folder in memory}
   *
   * @throws UncheckedIOException if the folder cannot be created
   */
  public static SimulatedDisk create() {
    boolean inMemory = Files.isDirectory(IN_MEMORY) && Files.isWritable(IN_MEMORY);
    return create(inMemory ? IN_MEMORY : Path.of(System.getProperty("java.io.tmpdir")));
  }

  /**
   * {@return an empty disk in a new folder}
   *
   * @param parent the folder in which the new one is created
   * @throws UncheckedIOException if the folder cannot be created
   */
  public static SimulatedDisk create(Path parent) {
    try {
      Path folder = parent.toRealPath();
      return new SimulatedDisk(folder, Files.createTempDirectory(folder, "dio-disk"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** {@return the folder that is the disk, an absolute path} */
  public Path root() {
    return root;
  }

  /**
   * {@return a scheduler whose operations the disk notes} It passes them on to the wrapped one,
   * which can be a {@link FaultInjectingScheduler}. Closing it closes the wrapped one.
   *
   * <p>After a {@link #crash} its operations that change something fail with EIO: nothing is
   * acknowledged after the loss of power.
   *
   * @param wrapped the scheduler that executes the operations
   */
  public IoScheduler over(IoScheduler wrapped) {
    return new DiskScheduler(this, Objects.requireNonNull(wrapped, "wrapped"));
  }

  /**
   * {@return a disk as this one may be after a loss of power} Everything on it is durable.
   *
   * <p>The first call cuts the power: from then on, operations and blocking calls that change
   * something are not acknowledged. They fail with EIO, also if they began before and have not
   * returned. Only blocking calls on a file that was created after the call, other than syncs of
   * its directory, still succeed. Further calls with other seeds show other outcomes of the same
   * moment.
   *
   * @param seed decides what survives
   * @throws IllegalStateException if this disk is closed
   * @throws UncheckedIOException if the files cannot be read or written
   */
  public SimulatedDisk crash(long seed) {
    LateCalls.lock(lock);
    try {
      requireOpen();
      if (!off) {
        powerOff();
      }
      SplittableRandom random = new SplittableRandom(seed);
      Map<Path, DiskFile> left = names.crash(random);
      return filled(left, random);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } finally {
      LateCalls.unlock(lock);
    }
  }

  /** Notes everything that has happened up to now, and nothing that happens later. */
  private void powerOff() throws IOException {
    settle();
    names.scan(DiskClock.UNKNOWN_WORK);
    for (DiskFile file : names.files()) {
      file.observeAll(clock, DiskClock.UNKNOWN_WORK);
    }
    off = true;
  }

  private SimulatedDisk filled(Map<Path, DiskFile> left, SplittableRandom random)
      throws IOException {
    SimulatedDisk after = create(parent);
    boolean isFilled = false;
    try {
      after.fill(names.directories(), left, random);
      isFilled = true;
      return after;
    } finally {
      if (!isFilled) {
        after.close(); // nobody else gets it
      }
    }
  }

  private void fill(Set<Path> directories, Map<Path, DiskFile> left, SplittableRandom random)
      throws IOException {
    for (Path directory : directories) {
      Files.createDirectories(root.resolve(directory));
    }
    Map<DiskFile, Path> written = new HashMap<>();
    for (Map.Entry<Path, DiskFile> name : left.entrySet()) {
      Path target = root.resolve(name.getKey());
      // The directory of a name that has come back may be gone.
      Files.createDirectories(target.getParent());
      Path first = written.putIfAbsent(name.getValue(), target);
      if (first == null) {
        write(target, name.getValue().model().crash(random));
      } else {
        Files.createLink(target, first);
      }
    }
    LateCalls.lock(lock);
    try {
      names.scan(DiskClock.UNKNOWN_WORK);
      names.settle();
      for (DiskFile file : names.files()) {
        file.model().sync((_, _) -> true);
      }
    } finally {
      LateCalls.unlock(lock);
    }
  }

  private static void write(Path target, CrashModel.Image image) throws IOException {
    try (FileChannel channel =
        FileChannel.open(target, StandardOpenOption.WRITE, StandardOpenOption.CREATE_NEW)) {
      byte[] chunk = new byte[1 << 16];
      for (long at = 0; at < image.byteSize(); at += chunk.length) {
        image.bytes().get(at, chunk);
        ByteBuffer bytes =
            ByteBuffer.wrap(chunk, 0, (int) Math.min(chunk.length, image.byteSize() - at));
        while (bytes.hasRemaining()) {
          int _ = channel.write(bytes, at + bytes.position());
        }
      }
    }
  }

  /**
   * Deletes the folder with all files. Close the schedulers first.
   *
   * @throws UncheckedIOException if that is not possible
   */
  @Override
  public void close() {
    LateCalls.lock(lock);
    try {
      if (closed) {
        return;
      }
      closed = true;
      FileWitness.All.remove(witness);
      for (DiskFile file : names.files()) {
        file.close();
      }
      Files.walkFileTree(root, new Deletion());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } finally {
      LateCalls.unlock(lock);
    }
  }

  private static final class Deletion extends SimpleFileVisitor<Path> {
    @Override
    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
      Files.delete(file);
      return FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult postVisitDirectory(Path folder, IOException failure) throws IOException {
      Files.delete(folder);
      return FileVisitResult.CONTINUE;
    }
  }

  private void requireOpen() {
    if (closed) {
      throw new IllegalStateException("the disk is closed: " + this);
    }
  }

  @Override
  public String toString() {
    return "SimulatedDisk[" + root + "]";
  }

  // ---- operations ----

  /** {@return whether the disk need not note an operation} */
  static boolean isPassedOn(Op op) {
    return op.steps().stream()
        .allMatch(step ->
            switch (step.verb()) {
              case READ, READV, ADVISE, DRAIN -> true;
              default -> false;
            });
  }

  /** An operation is about to be submitted. {@return its ticket} */
  DiskTicket begin(Op op) {
    LateCalls.lock(lock);
    try {
      requireOpen();
      List<Op> steps = op.steps();
      for (Op step : steps) {
        requireOnDisk(step);
      }
      if (!off && steps.stream().anyMatch(step -> step.verb() == Verb.SYNC_DIRECTORY)) {
        // Names that other code has changed up to now, so that the sync covers them.
        names.scan(DiskClock.UNKNOWN_WORK);
      }
      DiskTicket ticket = new DiskTicket(this, steps, ++works, clock.latest());
      inProgress.add(ticket);
      return ticket;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } finally {
      LateCalls.unlock(lock);
    }
  }

  private void requireOnDisk(Op step) throws IOException {
    if (step.file().isPresent() && !isOnDisk(step.file().get())) {
      throw new IllegalArgumentException(
          step.file().get() + " is not on this disk; open files in " + root);
    }
    for (Path path : WrappedOp.of(step).paths()) {
      if (names.relative(path) == null) {
        throw new IllegalArgumentException(path + " is not on this disk; use paths in " + root);
      }
    }
  }

  private boolean isOnDisk(DioFile file) throws IOException {
    Object identity = FileAccess.instance().identity(file);
    // Without power the disk looks for no files any more: all outcomes are of one moment.
    return off
        ? names.isKnown(identity) || names.relative(file.path()) != null
        : names.byIdentity(identity) != null;
  }

  /** The wrapped scheduler has refused an operation. */
  void refused(DiskTicket ticket) {
    LateCalls.lock(lock);
    try {
      inProgress.remove(ticket);
    } finally {
      LateCalls.unlock(lock);
    }
  }

  /** Notes all operations that have ended, although nobody has asked for their results yet. */
  void settle() {
    LateCalls.lock(lock);
    try {
      for (DiskTicket ticket : List.copyOf(inProgress)) {
        noteIfEnded(ticket);
      }
    } finally {
      LateCalls.unlock(lock);
    }
  }

  /** Notes the end of an operation. {@return the results for the program} */
  List<OpResult> ended(DiskTicket ticket, List<OpResult> real) {
    LateCalls.lock(lock);
    try {
      for (DiskTicket earlier : List.copyOf(inProgress)) {
        if (earlier.work() < ticket.work()) {
          noteIfEnded(earlier);
        }
      }
      note(ticket, real);
      return ticket.noted();
    } finally {
      LateCalls.unlock(lock);
    }
  }

  private void noteIfEnded(DiskTicket ticket) {
    Ticket real = ticket.real();
    if (real != null && real.isDone()) {
      note(ticket, real.results());
    }
  }

  private void note(DiskTicket ticket, List<OpResult> real) {
    if (ticket.noted() != null) {
      return;
    }
    inProgress.remove(ticket);
    if (off || closed) {
      ticket.note(
          ticket.steps().stream()
              .map(step -> RelayedTicket.failed(WrappedOp.of(step).failure(Errno.EIO)))
              .toList());
      return;
    }
    List<OpResult> results = new ArrayList<>(real);
    for (int i = 0; i < real.size(); i++) {
      try {
        effects.note(ticket, i, real.get(i));
      } catch (IOException e) {
        results.set(i, RelayedTicket.failed(e));
      }
    }
    ticket.note(results);
  }

  // ---- blocking calls ----

  /** {@return whether the file with this identity has been seen on this disk} */
  boolean isKnown(Object identity) {
    LateCalls.lock(lock);
    try {
      return names.isKnown(identity);
    } finally {
      LateCalls.unlock(lock);
    }
  }

  /** {@return whether the disk has power, and so has noted what has happened} */
  boolean notes(Noting noting) {
    LateCalls.lock(lock);
    try {
      if (closed) {
        return true; // nobody can ask what is left
      }
      if (!off) {
        noting.run();
      }
      return !off;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } finally {
      LateCalls.unlock(lock);
    }
  }

  /** A change of the notes of the disk. */
  @FunctionalInterface
  interface Noting {
    void run() throws IOException;
  }
}
