// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.testing;

import io.dio.align.Errno;
import io.dio.iosched.Op;
import io.dio.iosched.Verb;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/**
 * A rule of a {@link FaultInjectingScheduler}: an effect, and the operations that it hits. Without
 * conditions it hits every operation that can have the effect. Each condition narrows it further.
 * Immutable.
 *
 * {@snippet :
 * Fault diskFull = Fault.error(Errno.ENOSPC).on(Verb.WRITE).at(path).nth(3);
 * Fault slowSync = Fault.hold().on(Verb.SYNC, Verb.DATA_SYNC);
 * Fault flaky = Fault.error(Errno.EIO).withProbability(0.01);
 * }
 *
 * <p>A condition looks at one operation. In a chain each operation is matched by itself. Of several
 * rules that match, the one that was injected first acts.
 *
 * @since 0.1.0
 */
public final class Fault {
  /** The kinds of effects. */
  enum Effect {
    ERROR,
    SHORT,
    HOLD,
    DELAY,
    REORDER,
    CANCEL,
    ANY
  }

  /** The longest time that a count of nanoseconds can tell, about 292 years. */
  private static final Duration LONGEST_TIME = Duration.ofNanos(Long.MAX_VALUE);

  /** Long enough for a program that submits several operations at once. */
  private static final Duration LONGEST_WINDOW = Duration.ofMillis(5);

  private final Effect effect;

  /** The error number, the number of bytes, or the size of the window. */
  private final long argument;

  /** The delay, or the longest time in a window. */
  private final Duration time;

  // Only the methods that make a copy set these, before anybody sees the copy.

  /** Null for all. */
  private Set<Verb> verbs;

  /** Null for all. */
  private Path path;

  private long rangeStart;

  /** Negative if there is no range. */
  private long rangeEnd = -1;

  private Predicate<? super Op> condition = _ -> true;
  private long skipped;
  private long most = Long.MAX_VALUE;
  private double probability = 1;

  private Fault(Effect effect, long argument, Duration time) {
    this.effect = effect;
    this.argument = argument;
    this.time = time;
  }

  private Fault copy() {
    Fault copy = new Fault(effect, argument, time);
    copy.verbs = verbs;
    copy.path = path;
    copy.rangeStart = rangeStart;
    copy.rangeEnd = rangeEnd;
    copy.condition = condition;
    copy.skipped = skipped;
    copy.most = most;
    copy.probability = probability;
    return copy;
  }

  // ---- effects ----

  /**
   * {@return a fault that makes an operation fail as if the kernel had reported {@code errno}} The
   * operation has no effect, with two exceptions: a closing, and a barrier sync in a chain, are
   * made and then reported as failed. A sync or durable write that fails in this way poisons its
   * file or slot, with the exceptions that {@link io.dio.sys.DioFile} lists. It hits everything but
   * drains.
   *
   * @param errno an error number of {@link io.dio.align.Errno}, 1 to 4095
   */
  public static Fault error(int errno) {
    if (errno < 1 || errno > 4095) {
      throw new IllegalArgumentException("errno " + errno + " is not in 1..4095");
    }
    return new Fault(Effect.ERROR, errno, Duration.ZERO);
  }

  /**
   * {@return a fault that lets a transfer move only the first {@code byteCount} bytes} A write then
   * fails with {@link io.dio.sys.ShortTransferException}. If the file is direct, the number is
   * rounded down to its alignment. Transfers of fewer bytes are not hit.
   *
   * <p>It hits writes. A read of a scheduler is short only at the end of the file, so a shorter one
   * tells the program that the file ends there. Name {@link Verb#READ} or {@link Verb#READV} with
   * {@link #on} to get that.
   *
   * @param byteCount the number of bytes, at least 0
   */
  public static Fault shortTransfer(long byteCount) {
    if (byteCount < 0) {
      throw new IllegalArgumentException("byteCount " + byteCount + " is negative");
    }
    return new Fault(Effect.SHORT, byteCount, Duration.ZERO);
  }

  /**
   * {@return a fault that keeps operations from completing until the test {@linkplain
   * ActiveFault#release releases} them} The kernel executes them in the meantime. Their files and
   * pooled memory stay held, and barriers behind them wait, as for an operation that takes long.
   */
  public static Fault hold() {
    return new Fault(Effect.HOLD, 0, Duration.ZERO);
  }

  /**
   * {@return a fault that makes operations complete later} No thread sleeps for it. They complete
   * before that if the test {@linkplain ActiveFault#release releases} them, or if the rule or the
   * scheduler ends.
   *
   * @param delay the time from the real completion to the one that the program sees, 0 to about 292
   *     years
   */
  public static Fault delay(Duration delay) {
    Objects.requireNonNull(delay, "delay");
    if (delay.isNegative() || delay.compareTo(LONGEST_TIME) > 0) {
      throw new IllegalArgumentException("delay " + delay + " is not in PT0S.." + LONGEST_TIME);
    }
    return new Fault(Effect.DELAY, 0, delay);
  }

  /**
   * {@return a fault that lets operations complete in another order} It is as {@link #reorder(int,
   * Duration)} with 5 milliseconds.
   *
   * @param window the number of operations, at least 2
   */
  public static Fault reorder(int window) {
    return reorder(window, LONGEST_WINDOW);
  }

  /**
   * {@return a fault that lets operations complete in another order} It keeps operations back until
   * there are {@code window} of them, and then lets them go in an order that the seed decides.
   *
   * <p>It lets them go before that if a thread waits for one of them, or if it has kept one back
   * for {@code longest}. So a test that needs the same order each time has to fill its windows
   * before a thread waits, and within this time.
   *
   * @param window the number of operations, at least 2
   * @param longest how long an operation is kept back, more than 0 and at most about 292 years
   */
  public static Fault reorder(int window, Duration longest) {
    if (window < 2) {
      throw new IllegalArgumentException("window " + window + " is not at least 2");
    }
    Objects.requireNonNull(longest, "longest");
    if (!longest.isPositive() || longest.compareTo(LONGEST_TIME) > 0) {
      throw new IllegalArgumentException(
          "longest " + longest + " is not more than PT0S and at most " + LONGEST_TIME);
    }
    return new Fault(Effect.REORDER, window, longest);
  }

  /**
   * {@return a fault that cancels operations before they begin} They fail with ECANCELED, and so
   * does the rest of their chain.
   */
  public static Fault cancel() {
    return new Fault(Effect.CANCEL, 0, Duration.ZERO);
  }

  /**
   * {@return a fault whose effect the seed decides for each operation} It is an error that this
   * kind of operation can fail with, a short write, a cancellation, or another order. Use it with
   * {@link #withProbability} for random tests.
   */
  public static Fault any() {
    return new Fault(Effect.ANY, 0, LONGEST_WINDOW);
  }

  // ---- conditions ----

  /**
   * {@return a copy that hits only operations of these kinds}
   *
   * @param first a kind
   * @param more further kinds
   */
  public Fault on(Verb first, Verb... more) {
    Fault copy = copy();
    copy.verbs = EnumSet.of(first, more);
    return copy;
  }

  /**
   * {@return a copy that hits only operations on one path} That is the path with which the file, or
   * the file in the slot, was opened, and for operations on names one of their paths. Both are
   * compared as absolute, normalized paths.
   *
   * @param path the path
   */
  public Fault at(Path path) {
    Fault copy = copy();
    copy.path = path.toAbsolutePath().normalize();
    return copy;
  }

  /**
   * {@return a copy that hits only operations on a range of the file that has a byte in common with
   * this one}
   *
   * @param fileOffset the first byte of the range
   * @param length the length of the range in bytes, at least 1
   */
  public Fault inRange(long fileOffset, long length) {
    if (fileOffset < 0 || length < 1 || fileOffset > Long.MAX_VALUE - length) {
      throw new IllegalArgumentException(
          "the range of " + length + " bytes from " + fileOffset + " is not a range of a file");
    }
    Fault copy = copy();
    copy.rangeStart = fileOffset;
    copy.rangeEnd = fileOffset + length;
    return copy;
  }

  /**
   * {@return a copy that hits only operations for which a condition holds, besides the others}
   *
   * @param condition called with one operation, never with a chain, while a lock is held; it must
   *     not use the scheduler
   */
  public Fault when(Predicate<? super Op> condition) {
    Objects.requireNonNull(condition, "condition");
    Predicate<? super Op> before = this.condition;
    Fault copy = copy();
    copy.condition = op -> before.test(op) && condition.test(op);
    return copy;
  }

  /**
   * {@return a copy that hits only the {@code n}th operation that meets the other conditions}
   *
   * @param n counted from 1
   */
  public Fault nth(long n) {
    if (n < 1) {
      throw new IllegalArgumentException("n " + n + " is not at least 1");
    }
    return after(n - 1).times(1);
  }

  /**
   * {@return a copy that spares the first operations that meet the other conditions}
   *
   * @param count how many, at least 0
   */
  public Fault after(long count) {
    if (count < 0) {
      throw new IllegalArgumentException("count " + count + " is negative");
    }
    Fault copy = copy();
    copy.skipped = count;
    return copy;
  }

  /**
   * {@return a copy that hits no more than {@code most} operations}
   *
   * @param most at least 1
   */
  public Fault times(long most) {
    if (most < 1) {
      throw new IllegalArgumentException("most " + most + " is not at least 1");
    }
    Fault copy = copy();
    copy.most = most;
    return copy;
  }

  /**
   * {@return a copy that hits an operation that meets the other conditions only sometimes} The seed
   * of the scheduler decides. If one thread submits, the same seed hits the same operations.
   *
   * @param probability 0 to 1
   */
  public Fault withProbability(double probability) {
    if (!(probability >= 0 && probability <= 1)) {
      throw new IllegalArgumentException("probability " + probability + " is not in 0..1");
    }
    Fault copy = copy();
    copy.probability = probability;
    return copy;
  }

  // ---- for the scheduler ----

  Effect effect() {
    return effect;
  }

  long argument() {
    return argument;
  }

  Duration time() {
    return time;
  }

  long skipped() {
    return skipped;
  }

  long most() {
    return most;
  }

  double probability() {
    return probability;
  }

  /** {@return whether the operation meets all conditions but the counts and the probability} */
  boolean matches(Op op, Set<Path> paths) {
    return canHit(op.verb())
        && (verbs == null || verbs.contains(op.verb()))
        && (path == null || paths.contains(path))
        && isInRange(op)
        && (effect != Effect.SHORT || argument < op.byteSize())
        && condition.test(op);
  }

  private boolean canHit(Verb verb) {
    return switch (effect) {
      case HOLD, DELAY, REORDER -> true;
      case ERROR, CANCEL, ANY -> verb != Verb.DRAIN;
      case SHORT -> verb.isWrite() || (verb.isRead() && verbs != null);
    };
  }

  private boolean isInRange(Op op) {
    return rangeEnd < 0
        || (op.fileOffset() < rangeEnd && op.fileOffset() + op.byteSize() > rangeStart);
  }

  /** {@return the effect and its first condition, and where and how often it acts} */
  @Override
  public String toString() {
    StringBuilder text = new StringBuilder("Fault[").append(effect);
    if (effect == Effect.ERROR) {
      text.append(' ').append(Errno.name((int) argument));
    } else if (effect == Effect.SHORT || effect == Effect.REORDER) {
      text.append(' ').append(argument);
    } else if (effect == Effect.DELAY) {
      text.append(' ').append(time);
    }
    Optional.ofNullable(verbs).ifPresent(kinds -> text.append(" on ").append(kinds));
    Optional.ofNullable(path).ifPresent(where -> text.append(" at ").append(where));
    if (rangeEnd >= 0) {
      text.append(" in ").append(rangeStart).append("..").append(rangeEnd);
    }
    if (skipped > 0) {
      text.append(" after ").append(skipped);
    }
    if (most != Long.MAX_VALUE) {
      text.append(" times ").append(most);
    }
    return text.append(probability < 1 ? " with probability " + probability + "]" : "]").toString();
  }
}
