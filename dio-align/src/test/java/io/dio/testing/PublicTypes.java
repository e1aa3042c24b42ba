// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.testing;

import java.io.IOException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.net.URISyntaxException;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/** The types of a package that users see. */
public final class PublicTypes {
  private PublicTypes() {}

  /**
   * {@return the public and protected types of a package, nested ones too, by name}
   *
   * @param anchor a class of the package
   */
  public static List<Class<?>> of(Class<?> anchor) throws IOException {
    Path root = root(anchor);
    String folder = anchor.getPackageName().replace('.', '/');
    if (Files.isDirectory(root)) {
      return in(root.resolve(folder), anchor);
    }
    // The build tests a module against the jars of the others.
    try (FileSystem jar = FileSystems.newFileSystem(root)) {
      return in(jar.getPath(folder), anchor);
    }
  }

  private static List<Class<?>> in(Path folder, Class<?> anchor) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files
          .map(file -> file.getFileName().toString())
          .filter(name -> name.endsWith(".class") && !name.equals("package-info.class"))
          .map(name -> anchor.getPackageName() + "." + name.replace(".class", ""))
          .sorted()
          .<Class<?>>map(name -> load(anchor, name))
          .filter(PublicTypes::isVisible)
          .toList();
    }
  }

  /**
   * {@return the types that print as a class name and a hash code, although users hold objects of
   * them} Abstract classes are left out, because their subclasses print.
   *
   * @param anchor as for {@link #of}
   */
  public static List<Class<?>> withoutText(Class<?> anchor) throws IOException {
    return of(anchor).stream()
        .filter(type -> !Modifier.isAbstract(type.getModifiers()) && hasInstanceMethods(type))
        .filter(type -> textMethod(type).getDeclaringClass() == Object.class)
        .toList();
  }

  private static boolean hasInstanceMethods(Class<?> type) {
    return Arrays.stream(type.getMethods())
        .anyMatch(method ->
            method.getDeclaringClass() != Object.class
                && !Modifier.isStatic(method.getModifiers()));
  }

  private static Method textMethod(Class<?> type) {
    try {
      return type.getMethod("toString");
    } catch (NoSuchMethodException e) {
      throw new AssertionError(e);
    }
  }

  private static Path root(Class<?> anchor) {
    try {
      return Path.of(anchor.getProtectionDomain().getCodeSource().getLocation().toURI());
    } catch (URISyntaxException e) {
      throw new AssertionError(e);
    }
  }

  private static Class<?> load(Class<?> anchor, String name) {
    try {
      return Class.forName(name, false, anchor.getClassLoader());
    } catch (ClassNotFoundException e) {
      throw new AssertionError(e);
    }
  }

  /** {@return whether users see a type, which requires that they see all types around it} */
  static boolean isVisible(Class<?> type) {
    for (Class<?> each = type; each != null; each = each.getEnclosingClass()) {
      if (!isVisible(each.getModifiers()) || each.isAnonymousClass()) {
        return false;
      }
    }
    return true;
  }

  /** {@return whether users see a member with these modifiers} */
  static boolean isVisible(int modifiers) {
    return Modifier.isPublic(modifiers) || Modifier.isProtected(modifiers);
  }
}
