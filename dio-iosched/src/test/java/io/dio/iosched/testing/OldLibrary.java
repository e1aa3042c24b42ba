// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.iosched.testing;

import io.dio.testing.fixtures.Commands;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Runs commands as if the C library were an old one that lacks functions. Needs a C compiler. */
public final class OldLibrary {
  /** Answers that there is no such function. Every other name is passed to the real dlsym. */
  private static final String SOURCE =
      """
      #define _GNU_SOURCE
      #include <dlfcn.h>
      #include <stddef.h>
      #include <string.h>
      static const char *hidden[] = {HIDDEN_NAMES};
      static const char *versions[] = {"GLIBC_2.34", "GLIBC_2.17", "GLIBC_2.2.5"};
      void *dlsym(void *restrict library, const char *restrict name) {
        static void *(*real)(void *, const char *);
        for (int i = 0; real == NULL && i < 3; i++)
          real = (void *(*)(void *, const char *))dlvsym(RTLD_NEXT, "dlsym", versions[i]);
        for (size_t i = 0; i < sizeof hidden / sizeof *hidden; i++)
          if (strcmp(name, hidden[i]) == 0) return NULL;
        return real(library, name);
      }
      """;

  private OldLibrary() {}

  /**
   * {@return a command that runs its arguments without some functions of the C library} Skips the
   * test if there is no C compiler.
   *
   * @param folder the folder in which to build the library that hides them
   * @param hidden the names of the functions
   */
  public static List<String> prefix(Path folder, List<String> hidden) throws IOException {
    String compiler = Commands.assumeInstalled("cc");
    Path source = folder.resolve("hide.c");
    Path library = folder.resolve("hide.so");
    String names = "\"" + String.join("\", \"", hidden) + "\"";
    Files.writeString(source, SOURCE.replace("HIDDEN_NAMES", names));
    Commands.run(compiler, "-shared", "-fPIC", "-o", library.toString(), source.toString(), "-ldl");
    return List.of("env", "LD_PRELOAD=" + library);
  }
}
