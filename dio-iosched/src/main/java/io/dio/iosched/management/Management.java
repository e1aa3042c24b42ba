// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.iosched.management;

import io.dio.align.foreign.OptionalModule;
import io.dio.iosched.IoScheduler;
import io.dio.mempool.MmapPool;
import io.dio.mempool.SlabPool;
import java.util.Objects;

/**
 * Shows the statistics of schedulers and pools as MXBeans of the platform's server, for JConsole
 * and other tools. Nothing is shown unless a program asks for it here.
 *
 * {@snippet :
 * try (IoScheduler scheduler = IoScheduler.open();
 *     ManagementHandle shown = Management.register(scheduler)) {
 *   System.out.println(shown.objectName()); // io.dio:type=Scheduler,name="dio-uring-1"
 *   serve(scheduler);
 * }
 * }
 *
 * <p>An MXBean keeps its scheduler or pool reachable until the handle is closed. Close the handle
 * before the scheduler or pool, as the order of the resources above does.
 *
 * <p>Thread-safe.
 *
 * @since 0.1.0
 */
public final class Management {
  private static final String MODULE = "java.management";

  private Management() {}

  /**
   * Shows a scheduler as {@code io.dio:type=Scheduler,name="NAME"}, with {@link Object#toString} as
   * its name. The interface is {@link SchedulerMXBean}.
   *
   * @param scheduler the scheduler
   * @return a handle that ends it
   * @throws IllegalStateException if a scheduler of that name is shown already
   * @throws UnsupportedOperationException if the program runs without the module java.management
   */
  public static ManagementHandle register(IoScheduler scheduler) {
    Objects.requireNonNull(scheduler, "scheduler");
    requireModule();
    return PlatformBeans.register("Scheduler", scheduler.toString(), new SchedulerBean(scheduler));
  }

  /**
   * Shows a pool as {@code io.dio:type=Pool,name="NAME"}. The interface is {@link PoolMXBean}.
   *
   * @param pool the pool
   * @return a handle that ends it
   * @throws IllegalStateException if a pool of that name is shown already
   * @throws UnsupportedOperationException if the program runs without the module java.management
   */
  public static ManagementHandle register(MmapPool pool) {
    Objects.requireNonNull(pool, "pool");
    requireModule();
    return PlatformBeans.register("Pool", pool.name(), PoolBean.of(pool));
  }

  /**
   * Shows a pool, as {@link #register(MmapPool)}.
   *
   * @param pool the pool
   * @return a handle that ends it
   * @throws IllegalStateException if a pool of that name is shown already
   * @throws UnsupportedOperationException if the program runs without the module java.management
   */
  public static ManagementHandle register(SlabPool pool) {
    Objects.requireNonNull(pool, "pool");
    requireModule();
    return PlatformBeans.register("Pool", pool.name(), PoolBean.of(pool));
  }

  private static void requireModule() {
    if (!OptionalModule.isReadBy(Management.class, MODULE)) {
      throw new UnsupportedOperationException(
          "MXBeans need the module "
              + MODULE
              + ", which this program runs without: start it with --add-modules "
              + MODULE
              + ", or add the module to the image");
    }
  }
}
