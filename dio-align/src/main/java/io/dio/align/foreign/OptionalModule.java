// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.align.foreign;

import java.util.Optional;

/**
 * Modules of the JDK that dio uses only if they are there. An image of jlink may lack them, and so
 * may a program on the module path that does not require them.
 */
public final class OptionalModule {
  private OptionalModule() {}

  /**
   * {@return whether a class may use a module} It may if the runtime has the module and the module
   * of the class reads it.
   *
   * @param user the class that would use it
   * @param name the name of the module, such as {@code jdk.jfr}
   */
  public static boolean isReadBy(Class<?> user, String name) {
    Optional<Module> found = ModuleLayer.boot().findModule(name);
    return found.isPresent() && user.getModule().canRead(found.get());
  }
}
