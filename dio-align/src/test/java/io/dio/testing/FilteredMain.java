// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.testing;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.List;

/**
 * A launcher for child JVMs: the kernel refuses some system calls to the whole process, and then
 * the main class of a program runs.
 *
 * <p>Arguments: the first and the last number of the calls, the error number that they get, the
 * name of the main class, and its arguments.
 */
public final class FilteredMain {
  private static final int OWN_ARGUMENTS = 4;

  private FilteredMain() {}

  /**
   * {@return the command of this launcher for {@link ChildJvm#onClassPathThrough}: every thread
   * gets {@code errno} from the calls first..last}
   */
  public static List<String> refusing(int first, int last, int errno) {
    return List.of(FilteredMain.class.getName(), "" + first, "" + last, "" + errno);
  }

  /** Installs the filter and runs the program. */
  public static void main(String[] arguments) throws Throwable {
    SeccompFilter.installForProcess(
        Integer.parseInt(arguments[0]),
        Integer.parseInt(arguments[1]),
        Integer.parseInt(arguments[2]));
    String[] rest = Arrays.copyOfRange(arguments, OWN_ARGUMENTS, arguments.length);
    Method main = Class.forName(arguments[OWN_ARGUMENTS - 1]).getMethod("main", String[].class);
    main.setAccessible(true); // the class need not be public, as for the java command
    try {
      main.invoke(null, (Object) rest);
    } catch (InvocationTargetException e) {
      throw e.getCause();
    }
  }
}
