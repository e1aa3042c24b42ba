// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.bench.torture;

import io.dio.bench.torture.Buffers.Lent;
import io.dio.bench.torture.TortureFault.Kind;
import io.dio.iosched.FileSlot;
import io.dio.iosched.Op;
import io.dio.iosched.Ticket;
import io.dio.sys.DioFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.Random;

/** A folder of one thread: a few names, and the contents of the file that each leads to. */
final class Names {
  private static final int COUNT = 4;
  private static final int LONGEST_CONTENTS = 20_000;

  private final Stage stage;
  private final Path folder;
  private final FileSlot slot;
  private final Buffers buffers;

  /** The contents; null if there is no such file. */
  private final byte[][] model = new byte[COUNT][];

  /** If a change was cancelled, the state is unknown and is not compared any more. */
  private boolean known = true;

  Names(Stage stage, Path folder, FileSlot slot, Buffers buffers) throws IOException {
    this.stage = stage;
    this.folder = Files.createDirectory(folder);
    this.slot = slot;
    this.buffers = buffers;
  }

  private Path path(int name) {
    return folder.resolve("name" + name);
  }

  /** {@return a name that never leads to a file} */
  Path missing() {
    return folder.resolve("missing");
  }

  /**
   * Does something with a random name.
   *
   * @throws IllegalStateException if the scheduler is closed
   */
  void step(Random random) throws IOException {
    int name = random.nextInt(COUNT);
    int other = (name + 1 + random.nextInt(COUNT - 1)) % COUNT;
    switch (random.nextInt(6)) {
      case 0 -> replace(name, contents(random));
      case 1 -> write(name, contents(random));
      case 2 -> rename(name, other);
      case 3 -> unlink(name);
      default -> open(name);
    }
  }

  private static byte[] contents(Random random) {
    byte[] contents = new byte[random.nextInt(LONGEST_CONTENTS)];
    random.nextBytes(contents);
    return contents;
  }

  private void replace(int name, byte[] contents) throws IOException {
    Lent memory = buffers.bare(contents.length);
    memory.fill(contents);
    try {
      stage.tally().event("whole files by chain");
      if (await(Op.replaceFile(slot, path(name), memory.segments().getFirst()))) {
        model[name] = contents;
      }
    } finally {
      memory.giveBack();
    }
  }

  private void write(int name, byte[] contents) throws IOException {
    Lent memory = buffers.bare(contents.length);
    memory.fill(contents);
    try {
      stage.tally().operation("whole file");
      DioFile.writeFile(path(name), memory.segments().getFirst());
      model[name] = contents;
    } finally {
      memory.giveBack();
    }
  }

  private void rename(int from, int to) throws IOException {
    Op op = Op.rename(path(from), path(to)).link(Op.syncDirectory(folder));
    if (model[from] == null) {
      requireMissing(op);
    } else if (await(op)) {
      model[to] = model[from];
      model[from] = null;
    }
  }

  private void unlink(int name) throws IOException {
    if (model[name] == null) {
      requireMissing(Op.unlink(path(name)));
    } else if (await(Op.unlink(path(name)))) {
      model[name] = null;
    }
  }

  /** {@return whether it succeeded; if not, the scheduler is being closed} */
  private boolean await(Op op) throws IOException {
    Ticket ticket = stage.scheduler().submit(op);
    stage.tally().submitted(op);
    try {
      ticket.await();
      return true;
    } catch (IOException e) {
      known = false;
      requireCancelled(op, e);
      return false;
    }
  }

  private void requireCancelled(Op op, IOException e) {
    if (!stage.mayBeCancelled(e)) {
      throw new TortureFault(Kind.WRONG_FAILURE, op + " failed: " + e, e);
    }
  }

  private void requireMissing(Op op) {
    if (!known) {
      return;
    }
    Ticket ticket = stage.scheduler().submit(op);
    stage.tally().submitted(op);
    try {
      ticket.await();
      throw new TortureFault(Kind.WRONG_FAILURE, op + " of a missing file succeeded");
    } catch (NoSuchFileException e) {
      stage.tally().event("missing files");
    } catch (IOException e) {
      requireCancelled(op, e);
    }
  }

  private void open(int name) throws IOException {
    Op op = Op.open(path(name), StandardOpenOption.READ);
    if (model[name] == null) {
      requireMissing(op);
    } else if (known) {
      Ticket ticket = stage.scheduler().submit(op);
      stage.tally().submitted(op);
      try {
        ticket.await();
      } catch (IOException e) {
        requireCancelled(op, e);
        return;
      }
      try (DioFile file = ticket.file()) {
        read(file, model[name]);
      }
    }
  }

  private void read(DioFile file, byte[] expected) throws IOException {
    Lent memory = buffers.bare(Buffers.BYTES);
    try {
      long count = stage.scheduler().read(file, memory.segments().getFirst(), 0);
      stage.tally().operation("blocking read");
      stage.tally().read(count);
      TortureFault.requireCount(expected.length, count, file);
      requireEqual(expected, memory.bytes(expected.length), file.path());
    } catch (IOException e) {
      if (!stage.mayBeCancelled(e)) {
        throw e;
      }
    } finally {
      memory.giveBack();
    }
  }

  private static void requireEqual(byte[] expected, byte[] found, Path path) {
    if (!Arrays.equals(expected, found)) {
      throw new TortureFault(
          Kind.WRONG_BYTE,
          "%s has %d other bytes from byte %d on"
              .formatted(path, found.length, Arrays.mismatch(expected, found)));
    }
  }

  /** Compares all files with the model. */
  void verify() throws IOException {
    for (int name = 0; known && name < COUNT; name++) {
      Path path = path(name);
      if (model[name] != null) {
        requireEqual(model[name], Files.readAllBytes(path), path);
        stage.tally().compared(model[name].length);
      } else if (Files.exists(path)) {
        throw new TortureFault(Kind.WRONG_COUNT, path + " exists and should not");
      }
    }
  }
}
