// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.iosched.simulation;

import io.dio.align.Errno;
import io.dio.iosched.Dice;
import io.dio.iosched.FileSlot;
import io.dio.iosched.Op;
import io.dio.iosched.RecordingMemory;
import io.dio.iosched.TransferFlag;
import io.dio.iosched.Verb;
import io.dio.sys.Advice;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;

/** Creates random operations that do not overlap. Each has its own range of its file. */
final class SimulatedOperations {
  private static final int MAX_BLOCKS = 10;

  private final Dice dice;
  private final MemorySegment memory;
  private long memoryUsed;
  private final List<Arena> arenas = new ArrayList<>();

  SimulatedOperations(Dice dice, MemorySegment memory) {
    this.dice = dice;
    this.memory = memory;
  }

  /** Closes the arenas of operations. */
  void close() {
    for (Arena arena : arenas) {
      if (arena.scope().isAlive()) {
        arena.close();
      }
    }
  }

  /**
   * {@return an operation on {@code target}, or null if all of it is in use}
   *
   * @param chain the operations before it in its chain, else empty
   */
  SimulatedOperation any(SimulatedTarget target, List<SimulatedOperation> chain, boolean alone) {
    SimulatedOperation operation =
        switch (dice.below(alone ? 24 : 23)) {
          case 0, 1, 2, 3, 4, 5, 6 -> transfer(Verb.WRITE, target, chain);
          case 7, 8, 9, 10, 11 -> transfer(Verb.READ, target, chain);
          case 12 -> transfer(Verb.WRITEV, target, chain);
          case 13 -> transfer(Verb.READV, target, chain);
          case 14, 15 -> command(Verb.DATA_SYNC, target);
          case 16 -> command(Verb.SYNC, target);
          case 17, 18 -> command(Verb.BARRIER_SYNC, target);
          case 19 -> command(Verb.ALLOCATE, target);
          case 20 -> command(Verb.SYNC_RANGE, target);
          case 21 -> command(Verb.ADVISE, target);
          case 22 -> command(Verb.TRUNCATE, target);
          default -> command(Verb.DRAIN, target);
        };
    if (operation != null && operation.verb.isTransfer()) {
      addFlags(operation, alone);
    }
    return operation;
  }

  // ---- transfers ----

  private SimulatedOperation transfer(
      Verb verb, SimulatedTarget target, List<SimulatedOperation> chain) {
    SimulatedOperation operation = operation(verb, target);
    SimulatedOperation before = chain.isEmpty() ? null : dice.oneOf(chain);
    if (before != null && before.target == target && before.verb.isTransfer() && dice.oneIn(2)) {
      operation.offset = before.offset;
      operation.length = before.length;
    } else if (!claim(operation)) {
      return null;
    }
    return make(operation);
  }

  private boolean claim(SimulatedOperation operation) {
    int blocks = dice.between(1, MAX_BLOCKS);
    operation.claim = operation.target.claim(blocks, dice.below(Long.SIZE));
    if (operation.claim == 0) {
      return false;
    }
    int bytes = blocks * SimulatedTarget.BLOCK;
    int front = dice.below(SimulatedTarget.BLOCK);
    operation.offset = Long.numberOfTrailingZeros(operation.claim) * SimulatedTarget.BLOCK + front;
    operation.length =
        dice.oneIn(40) ? 0 : bytes - front - dice.below(SimulatedTarget.BLOCK - front);
    return true;
  }

  /**
   * {@return writes of a contiguous range, in order, one operation each; empty if there is none}
   */
  List<SimulatedOperation> contiguousWrites(SimulatedTarget target) {
    List<SimulatedOperation> writes = new ArrayList<>();
    int blocks = dice.between(1, 3);
    int most = dice.between(2, 8);
    long range = target.claim(most * blocks, dice.below(Long.SIZE));
    if (range == 0) {
      return writes;
    }
    int first = Long.numberOfTrailingZeros(range);
    boolean durable = dice.oneIn(3);
    for (int i = 0; i < most; i++) {
      SimulatedOperation write = operation(Verb.WRITE, target);
      write.claim = ((1L << blocks) - 1) << (first + i * blocks);
      write.offset = (first + i * blocks) * SimulatedTarget.BLOCK;
      write.length = blocks * SimulatedTarget.BLOCK;
      make(write);
      if (durable) {
        write.op = write.op.durable();
      }
      writes.add(write);
    }
    return writes;
  }

  /** {@return a read or write for a batch, or null} */
  SimulatedOperation forBatch(SimulatedTarget target) {
    return transfer(dice.oneIn(2) ? Verb.READ : Verb.WRITE, target, List.of());
  }

  private SimulatedOperation operation(Verb verb, SimulatedTarget target) {
    SimulatedOperation operation = new SimulatedOperation(dice.below(256));
    operation.verb = verb;
    operation.target = target;
    operation.slow = dice.oneIn(12);
    if (dice.oneIn(25)) {
      operation.unpreparable = dice.oneOf(Errno.EINVAL, Errno.EOPNOTSUPP, Errno.EAGAIN);
      operation.wasUnpreparable = true;
      operation.preparableLater = dice.oneIn(2);
    }
    return operation;
  }

  private SimulatedOperation make(SimulatedOperation operation) {
    boolean vector = operation.verb == Verb.READV || operation.verb == Verb.WRITEV;
    if (vector) {
      takeVector(operation);
    } else if (dice.oneIn(40) && operation.length > 0) {
      operation.arena = newArena();
      operation.memory = List.of(operation.arena.allocate(operation.length));
    } else {
      takeMemory(operation);
    }
    operation.fillMemory();
    operation.op = operation.target.slot != null ? onSlot(operation) : onFile(operation);
    return operation;
  }

  private void takeMemory(SimulatedOperation operation) {
    boolean slice = dice.oneIn(3);
    int before = slice ? dice.below(16) : 0;
    MemorySegment whole = allocate(before + operation.length);
    if (dice.oneIn(2)) {
      operation.pooled = new RecordingMemory(whole);
      operation.parts =
          List.of(slice ? operation.pooled.slice(before, operation.length) : operation.pooled);
    }
    operation.memory = List.of(whole.asSlice(before));
  }

  private void takeVector(SimulatedOperation operation) {
    MemorySegment whole = allocate(operation.length);
    operation.memory = pieces(whole);
    if (dice.oneIn(2)) {
      operation.pooled = new RecordingMemory(whole);
      operation.parts =
          operation.memory.stream()
              .map(piece ->
                  operation.pooled.slice(piece.address() - whole.address(), piece.byteSize()))
              .toList();
    }
  }

  @SuppressWarnings("MustBeClosed") // by whoever comes first, at the latest by close()
  private Arena newArena() {
    Arena arena = Arena.ofConfined();
    arenas.add(arena);
    return arena;
  }

  private static Op onFile(SimulatedOperation of) {
    MemorySegment segment = of.memory.getFirst();
    return switch (of.verb) {
      case READ ->
          of.pooled != null
              ? Op.read(of.target.file, of.parts.getFirst(), of.offset)
              : Op.read(of.target.file, segment, of.offset);
      case WRITE ->
          of.pooled != null
              ? Op.write(of.target.file, of.parts.getFirst(), of.offset)
              : Op.write(of.target.file, segment, of.offset);
      case READV ->
          of.pooled != null
              ? Op.readvPooled(of.target.file, of.parts, of.offset)
              : Op.readv(of.target.file, of.memory, of.offset);
      default ->
          of.pooled != null
              ? Op.writevPooled(of.target.file, of.parts, of.offset)
              : Op.writev(of.target.file, of.memory, of.offset);
    };
  }

  private static Op onSlot(SimulatedOperation of) {
    MemorySegment segment = of.memory.getFirst();
    return switch (of.verb) {
      case READ ->
          of.pooled != null
              ? Op.read(of.target.slot, of.parts.getFirst(), of.offset)
              : Op.read(of.target.slot, segment, of.offset);
      case WRITE ->
          of.pooled != null
              ? Op.write(of.target.slot, of.parts.getFirst(), of.offset)
              : Op.write(of.target.slot, segment, of.offset);
      case READV ->
          of.pooled != null
              ? Op.readvPooled(of.target.slot, of.parts, of.offset)
              : Op.readv(of.target.slot, of.memory, of.offset);
      default ->
          of.pooled != null
              ? Op.writevPooled(of.target.slot, of.parts, of.offset)
              : Op.writev(of.target.slot, of.memory, of.offset);
    };
  }

  private List<MemorySegment> pieces(MemorySegment whole) {
    List<MemorySegment> pieces = new ArrayList<>();
    MemorySegment rest = whole;
    for (int more = dice.below(4); more > 0 && rest.byteSize() > 0; more--) {
      int part = dice.below((int) rest.byteSize() + 1);
      pieces.add(rest.asSlice(0, part));
      rest = rest.asSlice(part);
    }
    pieces.add(rest);
    return pieces;
  }

  private MemorySegment allocate(int byteSize) {
    MemorySegment segment = memory.asSlice(memoryUsed, byteSize);
    memoryUsed += byteSize;
    return segment;
  }

  boolean isMemoryUsedUp() {
    return memoryUsed > memory.byteSize() / 2;
  }

  private void addFlags(SimulatedOperation operation, boolean alone) {
    boolean write = operation.verb.isWrite();
    if (write && alone && dice.oneIn(3)) {
      operation.op = operation.op.durable();
    }
    if (dice.oneIn(8)) {
      operation.op = operation.op.preferring(TransferFlag.DONT_CACHE);
    }
    if (dice.oneIn(12)) {
      operation.op = operation.op.with(TransferFlag.NO_WAIT);
    }
    if (write && dice.oneIn(12)) {
      operation.op = operation.op.with(TransferFlag.ATOMIC);
    }
  }

  // ---- others ----

  private SimulatedOperation command(Verb verb, SimulatedTarget target) {
    SimulatedOperation operation = operation(verb, target);
    operation.length = length(verb);
    operation.op =
        target.slot != null
            ? onSlot(verb, target.slot, operation.length)
            : onFile(verb, target, operation.length);
    return operation;
  }

  /** A truncation only makes its file larger, because others write behind any smaller size. */
  private int length(Verb verb) {
    return switch (verb) {
      case ALLOCATE -> dice.between(1, SimulatedFile.BYTES);
      case TRUNCATE -> SimulatedFile.BYTES;
      default -> 0;
    };
  }

  private static Op onFile(Verb verb, SimulatedTarget target, int length) {
    return switch (verb) {
      case SYNC -> Op.sync(target.file);
      case DATA_SYNC -> Op.dataSync(target.file);
      case BARRIER_SYNC -> Op.barrierSync(target.file);
      case ALLOCATE -> Op.allocate(target.file, length);
      case SYNC_RANGE -> Op.syncRange(target.file, 0, 0);
      case ADVISE -> Op.advise(target.file, 0, 0, Advice.WILL_NEED);
      case TRUNCATE -> Op.truncate(target.file, length);
      default -> Op.drain(target.file);
    };
  }

  private static Op onSlot(Verb verb, FileSlot slot, int length) {
    return switch (verb) {
      case SYNC -> Op.sync(slot);
      case DATA_SYNC -> Op.dataSync(slot);
      case BARRIER_SYNC -> Op.barrierSync(slot);
      case ALLOCATE -> Op.allocate(slot, length);
      case SYNC_RANGE -> Op.syncRange(slot, 0, 0);
      case ADVISE -> Op.advise(slot, 0, 0, Advice.WILL_NEED);
      case TRUNCATE -> Op.truncate(slot, length);
      case CLOSE -> Op.close(slot);
      default -> Op.drain(slot);
    };
  }

  SimulatedOperation close(SimulatedTarget slot) {
    return command(Verb.CLOSE, slot);
  }

  SimulatedOperation openInto(SimulatedTarget slot) {
    SimulatedOperation operation = operation(Verb.OPEN_INTO, slot);
    List<OpenOption> options =
        new ArrayList<>(
            List.of(StandardOpenOption.READ, StandardOpenOption.WRITE, StandardOpenOption.CREATE));
    if (dice.oneIn(3)) {
      operation.truncates = true;
      options.add(StandardOpenOption.TRUNCATE_EXISTING);
    }
    if (dice.oneIn(4)) {
      operation.opensDurable = true;
      options.add(StandardOpenOption.DSYNC);
    }
    Path path = dice.oneOf(slot.paths);
    operation.op = Op.openInto(slot.slot, path, options.toArray(OpenOption[]::new));
    return operation;
  }

  /** {@return an opening for the process, of an existing file or of a new one} */
  SimulatedOperation open(Path there, Path missing) {
    SimulatedOperation operation = new SimulatedOperation(0);
    operation.verb = Verb.OPEN;
    operation.exists = dice.below(3) > 0;
    operation.op = Op.open(operation.exists ? there : missing);
    return operation;
  }
}
