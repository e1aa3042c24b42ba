// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.testing;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A disk in user space that fails on demand, with any error number, or loses power. It is one file
 * of a FUSE file system, whose C source is a resource beside this class.
 *
 * <p>A test opens the file itself, which then answers each write and each sync as the test has set.
 * Or the test puts a {@linkplain #attach loop device} and a file system on it.
 */
public final class FaultyDisk implements AutoCloseable {
  /** A sector of 512 bytes with this beginning counts as user data; see {@link #failDataWrites}. */
  public static final String MAGIC = "DIOMAGIC";

  private static final Duration LONGEST_UNMOUNT = Duration.ofSeconds(10);
  private static final int LONGEST_SILENCE_SECONDS = 60;

  /** If two disks are mounted one after the other, they may have the same device number. */
  private static final AtomicInteger FOLDERS = new AtomicInteger();

  private static Path program;

  private final Path mountPoint;
  private final Process process;
  private Path device;
  private Path fileSystem;
  private boolean taken;

  private FaultyDisk(Path mountPoint, Process process) {
    this.mountPoint = mountPoint;
    this.process = process;
  }

  /**
   * Creates a disk, or skips the test if that is not possible.
   *
   * @param mebibytes its size in MiB
   */
  public static FaultyDisk create(int mebibytes) throws IOException {
    Commands.assumeMayMount();
    Skip.unless(
        Files.exists(Path.of("/dev/fuse")), "needs /dev/fuse, for a disk that fails on demand");
    Path compiled = program();
    Path mountPoint = Files.createTempDirectory("dio-faulty-disk");
    Process process =
        new ProcessBuilder(compiled.toString(), String.valueOf(mebibytes), mountPoint.toString())
            .redirectErrorStream(true)
            .start();
    List<String> said = new ArrayList<>();
    BufferedReader output = process.inputReader(StandardCharsets.UTF_8);
    for (String line = ""; !line.equals("mounted"); said.add(line)) {
      line = output.readLine();
      if (line == null) {
        // The program ended. Some versions of libfuse write remarks before they mount.
        Files.delete(mountPoint);
        throw new IOException("the faulty disk cannot be mounted: " + said);
      }
    }
    return new FaultyDisk(mountPoint, process);
  }

  /** {@return the compiled program, compiled once per JVM; else skips} */
  private static synchronized Path program() throws IOException {
    if (program != null) {
      return program;
    }
    String compiler = Commands.assumeInstalled("gcc");
    Path folder = Files.createTempDirectory("dio-faulty-disk-program");
    folder.toFile().deleteOnExit();
    Path source = folder.resolve("faulty-disk.c");
    source.toFile().deleteOnExit();
    try (InputStream resource = FaultyDisk.class.getResourceAsStream("faulty-disk.c")) {
      Files.copy(resource, source);
    }
    Path compiled = folder.resolve("faulty-disk");
    compiled.toFile().deleteOnExit();
    List<String> command = new ArrayList<>(List.of(compiler, "-O1", "-Wall", "-Werror"));
    command.addAll(List.of("-o", compiled.toString(), source.toString()));
    command.addAll(libraryFlags());
    Commands.run(command.toArray(String[]::new));
    program = compiled;
    return compiled;
  }

  private static List<String> libraryFlags() {
    String packages = Commands.assumeInstalled("pkg-config");
    String flags = "";
    try {
      flags = Commands.run(packages, "--cflags", "--libs", "fuse3");
    } catch (AssertionError e) {
      Skip.unless(false, "needs the headers of libfuse3 (libfuse3-dev): " + e.getMessage());
    }
    return List.of(flags.split("\\s+"));
  }

  // ---- the disk itself ----

  /** {@return the path of the disk's sectors, for direct use} */
  public Path path() {
    return mountPoint.resolve("disk");
  }

  /**
   * {@return a folder beside it, which no test of this JVM had before} It keeps names and sizes of
   * files, but no contents. It serves to test syncs of folders; see {@link #failFolderSyncs}.
   */
  public Path newFolder() {
    return mountPoint.resolve("folder" + FOLDERS.incrementAndGet());
  }

  // ---- a file system on it ----

  /**
   * Puts a loop device on the disk and a new ext4 on that, and mounts it.
   *
   * @return the folder it is mounted at
   */
  public Path mountNewExt4() throws IOException {
    attach();
    Commands.run(Commands.assumeInstalled("mkfs.ext4"), "-q", "-F", device.toString());
    return mountAgain();
  }

  /** Puts a loop device on the disk. {@return its path} */
  public Path attach() {
    device =
        Path.of(
            Commands.run(
                Commands.assumeInstalled("losetup"),
                "--find",
                "--show",
                "--direct-io=on",
                path().toString()));
    return device;
  }

  private Path mountAgain() throws IOException {
    fileSystem = Files.createTempDirectory("dio-faulty-mount");
    Commands.run("mount", device.toString(), fileSystem.toString());
    return fileSystem;
  }

  /**
   * Cuts the power and loses all data that was not flushed. Then it mounts the file system again,
   * which replays its journal and starts with empty caches.
   *
   * @return the folder of the new mount
   */
  public Path losePowerAndMountAgain() throws IOException {
    tell("power-off 0 1");
    unmountFileSystem();
    detach();
    tell("power-on");
    attach();
    return mountAgain();
  }

  private void unmountFileSystem() throws IOException {
    if (fileSystem != null) {
      unmount(fileSystem);
      Files.delete(fileSystem);
      fileSystem = null;
    }
  }

  /**
   * Tries for a while, because the kernel releases the files of a ring after the process closed the
   * ring.
   */
  private static void unmount(Path folder) {
    long deadlineNanos = System.nanoTime() + LONGEST_UNMOUNT.toNanos();
    while (true) {
      try {
        Commands.run("umount", folder.toString());
        return;
      } catch (AssertionError e) {
        if (System.nanoTime() - deadlineNanos >= 0) {
          Commands.run("umount", "--lazy", folder.toString());
          throw e;
        }
      }
    }
  }

  private void detach() {
    if (device != null) {
      Commands.run(Commands.assumeInstalled("losetup"), "--detach", device.toString());
      device = null;
    }
  }

  // ---- faults ----

  /** From now on failing requests fail with {@code errno}, below 512. */
  public void failWith(int errno) throws IOException {
    tell("error " + errno);
  }

  /**
   * The next {@code count} writes that carry a sector of user data fail.
   *
   * @param count negative for all
   */
  public void failDataWrites(int count) throws IOException {
    tell("data-writes " + count);
  }

  /** As {@link #failDataWrites}, for all writes. */
  public void failWrites(int count) throws IOException {
    tell("writes " + count);
  }

  /** As {@link #failDataWrites}, for reads. */
  public void failReads(int count) throws IOException {
    tell("reads " + count);
  }

  /** As {@link #failDataWrites}, for flushes. A sync of the disk's file is a flush. */
  public void failFlushes(int count) throws IOException {
    tell("flushes " + count);
  }

  private void tell(String command) throws IOException {
    Files.writeString(mountPoint.resolve("control"), command, StandardOpenOption.WRITE);
  }

  /** As {@link #failDataWrites}, for syncs of {@linkplain #newFolder folders}. */
  public void failFolderSyncs(int count) throws IOException {
    tell("folder-syncs " + count);
  }

  /**
   * From now on the disk answers no request, until it is {@linkplain #takeAway taken away}. That
   * happens by itself when this JVM ends or after {@value #LONGEST_SILENCE_SECONDS} seconds,
   * because nothing can kill a thread that waits for the answer.
   */
  public void stopAnswering() throws IOException {
    String pid = String.valueOf(process.pid());
    String script = "timeout " + LONGEST_SILENCE_SECONDS + " cat > /dev/null; kill -KILL " + pid;
    new ProcessBuilder("sh", "-c", script)
        .redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
        .start();
    Commands.run("kill", "-STOP", pid);
    while (!isStopped(Path.of("/proc", pid, "task"))) {
      Thread.onSpinWait();
    }
  }

  /** The signal stops each thread at the next moment when that thread can take it. */
  private static boolean isStopped(Path threads) throws IOException {
    try (DirectoryStream<Path> each = Files.newDirectoryStream(threads)) {
      for (Path thread : each) {
        String stat = Files.readString(thread.resolve("stat"));
        if (stat.charAt(stat.lastIndexOf(')') + 2) != 'T') {
          return false;
        }
      }
    }
    return true;
  }

  /**
   * The disk is gone, as a device that somebody unplugs. Requests without an answer fail, and so
   * does every later one.
   */
  public void takeAway() {
    taken = true;
    process.destroyForcibly();
    awaitEnd();
  }

  private void awaitEnd() {
    try {
      process.waitFor();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  @Override
  public void close() throws IOException {
    if (!taken) {
      tell("power-on");
    }
    unmountFileSystem();
    detach();
    unmount(mountPoint);
    awaitEnd();
    Files.delete(mountPoint);
  }
}
