// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import javax.tools.Diagnostic;
import javax.tools.DiagnosticCollector;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;

/** Compiles what the documentation shows, against the modules of this build. */
final class SnippetCompiler {
  private SnippetCompiler() {}

  /**
   * Compiles a Java block of a page: a whole source file if it begins with an import, or else
   * statements, which may use the public types and a variable {@code path}.
   *
   * @param block what the page shows
   * @param output the folder for the class file
   * @return what the compiler said, such as warnings
   */
  static List<? extends Diagnostic<?>> compileShown(String block, Path output) {
    if (block.startsWith("import ")) {
      return compile(block, output);
    }
    return compile(
        """
        import static java.nio.file.StandardOpenOption.*;
        import io.dio.align.*;
        import io.dio.iosched.*;
        import io.dio.iosched.channel.*;
        import io.dio.iosched.stream.*;
        import io.dio.mempool.*;
        import io.dio.sys.*;
        import io.dio.testing.*;
        import java.lang.foreign.*;
        import java.nio.ByteBuffer;
        import java.nio.channels.FileChannel;
        import java.nio.file.Files;
        import java.time.Duration;
        class Snippet {
          void run(java.nio.file.Path path) throws Exception {
        %s
          }
        }
        """
            .formatted(block),
        output);
  }

  /**
   * Compiles a class; it is an error of the test if that fails.
   *
   * @param source the class, which is called {@code Snippet}
   * @param output the folder for the class file
   * @return what the compiler said, such as warnings
   */
  static List<? extends Diagnostic<?>> compile(String source, Path output) {
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    DiagnosticCollector<JavaFileObject> diagnostics = new DiagnosticCollector<>();
    JavaFileObject file =
        new SimpleJavaFileObject(URI.create("string:///Snippet.java"), JavaFileObject.Kind.SOURCE) {
          @Override
          public CharSequence getCharContent(boolean ignoreEncodingErrors) {
            return source;
          }
        };
    List<String> options =
        List.of("-cp", System.getProperty("java.class.path"), "-d", output.toString());
    assertThat(compiler.getTask(null, null, diagnostics, options, null, List.of(file)).call())
        .as(diagnostics.getDiagnostics() + " in " + source)
        .isTrue();
    return diagnostics.getDiagnostics();
  }
}
