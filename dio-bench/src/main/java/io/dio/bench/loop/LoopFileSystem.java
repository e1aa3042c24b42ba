// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.bench.loop;

import io.dio.bench.peer.ChildProcess;
import io.dio.bench.peer.PeerException;
import io.dio.bench.process.Leftover;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/**
 * A new file system on a loop device, or in memory, for as long as this object is open. It needs
 * root. If the process is ended by a signal, it is unmounted and the device is detached.
 */
public final class LoopFileSystem implements AutoCloseable {
  private static final int UNMOUNT_TRIES = 200;

  /** A test JVM in a namespace of its own lasts for seconds, on a busy machine for a minute. */
  private static final int REMOUNT_TRIES = 2_400;

  private static final long UNMOUNT_PAUSE_NANOS = 50_000_000;

  private final LoopKind kind;
  private final Path image;
  private final Path root;
  private String device;
  private boolean mounted;
  private Leftover<LoopFileSystem> leftover;

  private LoopFileSystem(LoopKind kind, Path folder) {
    this.kind = kind;
    this.image = folder.resolve(kind + ".img");
    this.root = folder.resolve(kind.toString());
  }

  /**
   * Makes and mounts it.
   *
   * @param folder an existing folder, for the file with the sectors and for the mount
   * @param sectorBytes the sector size of the device, 512 or 4096; without effect in memory
   * @throws IOException if a tool is missing or fails
   */
  public static LoopFileSystem make(LoopKind kind, Path folder, int sectorBytes)
      throws IOException, InterruptedException {
    LoopFileSystem made = new LoopFileSystem(kind, folder);
    made.leftover = Leftover.create(() -> made, LoopFileSystem::removeQuietly);
    try {
      Files.createDirectory(made.root);
      if (kind.hasDevice()) {
        made.attach(sectorBytes);
      }
      made.mount();
      return made;
    } catch (IOException | InterruptedException | RuntimeException | Error e) {
      made.close();
      throw e;
    }
  }

  private void attach(int sectorBytes) throws IOException, InterruptedException {
    try (RandomAccessFile file = new RandomAccessFile(image.toFile(), "rw")) {
      file.setLength(kind.byteSize());
    }
    device =
        run(
                "losetup",
                "--find",
                "--show",
                "--sector-size",
                Integer.toString(sectorBytes),
                image.toString())
            .strip();
    List<String> maker = new ArrayList<>(List.of(kind.maker().split(" ", -1)));
    maker.add(device);
    run(maker.toArray(String[]::new));
  }

  private void mount() throws IOException, InterruptedException {
    String options = kind.hasDevice() ? "rw" : "size=" + kind.byteSize();
    String source = device == null ? "none" : device;
    run("mount", "-t", kind.toString(), "-o", options, source, root.toString());
    mounted = true;
  }

  /** {@return the folder it is mounted at} */
  public Path root() {
    return root;
  }

  /**
   * Shuts the file system down without flushing anything. From now on all calls on its files fail.
   * Everything that was not made durable is lost, as by a loss of power.
   */
  public void losePower() throws IOException {
    ShutDown.withoutFlush(root);
  }

  /**
   * Mounts it again, which replays its journal. No process may have a file open there.
   *
   * <p>If somebody has made a mount namespace meanwhile, as every start of a container does, the
   * kernel keeps the file system there. The new mount then shows it as it was shut down, so this
   * method tries again until that namespace has ended.
   */
  public void mountAgain() throws IOException, InterruptedException {
    for (int i = 0; ; i++) {
      unmount();
      mount();
      if (isWritable()) {
        return;
      }
      if (i == REMOUNT_TRIES) {
        throw new IOException(
            root + " is still shut down: another mount namespace keeps " + device + " mounted");
      }
      LockSupport.parkNanos(UNMOUNT_PAUSE_NANOS);
    }
  }

  private boolean isWritable() {
    try {
      Files.delete(Files.createTempFile(root, "probe", ""));
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  /**
   * Tries for a while, because the kernel releases the files of a ring after its process has ended.
   */
  private void unmount() throws IOException, InterruptedException {
    for (int i = 0; ; i++) {
      try {
        run("umount", root.toString());
        mounted = false;
        return;
      } catch (IOException e) {
        if (i == UNMOUNT_TRIES) {
          throw e;
        }
        LockSupport.parkNanos(UNMOUNT_PAUSE_NANOS);
      }
    }
  }

  /**
   * An interrupt makes it hurry: the file system is then unmounted when nobody uses it any more.
   */
  @Override
  public void close() throws IOException {
    try {
      remove();
    } catch (InterruptedException e) {
      removeQuietly();
      Thread.currentThread().interrupt();
    }
    leftover.forget();
  }

  private void remove() throws IOException, InterruptedException {
    if (mounted) {
      unmount();
    }
    if (device != null) {
      run("losetup", "--detach", device);
      device = null;
    }
    Files.deleteIfExists(image);
    Files.deleteIfExists(root);
  }

  /** Removes it while the process is being ended. */
  private void removeQuietly() {
    List<List<String>> commands = new ArrayList<>();
    if (mounted) {
      commands.add(List.of("umount", "--lazy", root.toString()));
    }
    if (device != null) {
      commands.add(List.of("losetup", "--detach", device));
    }
    for (List<String> command : commands) {
      try {
        new ProcessBuilder(command).start().waitFor();
      } catch (IOException e) {
        // There is nobody left to tell.
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
    try {
      Files.deleteIfExists(image);
      Files.deleteIfExists(root);
    } catch (IOException e) {
      // The same.
    }
  }

  private static String run(String... command) throws IOException, InterruptedException {
    try {
      return ChildProcess.output(List.of(command));
    } catch (PeerException e) {
      throw new IOException(String.join(" ", command) + ": " + e.getMessage(), e);
    }
  }
}
