// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.classfile.Attributes;
import java.lang.classfile.ClassFile;
import java.lang.reflect.Constructor;
import java.lang.reflect.Executable;
import java.lang.reflect.Field;
import java.lang.reflect.GenericArrayType;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.lang.reflect.TypeVariable;
import java.lang.reflect.WildcardType;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Compares the public surface of a package with a file that records it. A change of the surface
 * fails the build until it is recorded on purpose.
 *
 * <p>To record it, run the test with {@code -Ddio.api.record=true}. Look at the difference of the
 * file before you commit it. Each line that disappeared may break a program.
 */
public final class RecordedApi {
  private static final String RECORD = "dio.api.record";

  private RecordedApi() {}

  /**
   * Compares the public and protected members of a package with {@code src/test/api} of the module,
   * in a file with the name of the package.
   *
   * @param anchor a public class of the package
   */
  public static void check(Class<?> anchor) throws IOException {
    List<String> lines = surface(anchor);
    Path file =
        Path.of(System.getProperty("basedir", ""))
            .resolve("src/test/api")
            .resolve(anchor.getPackageName() + ".txt");
    if (Boolean.getBoolean(RECORD)) {
      Files.createDirectories(file.getParent());
      Files.write(file, lines);
    }
    List<String> recorded = Files.readAllLines(file);
    assertThat(lines)
        .as(
            "the public surface of %s differs from %s%n  gone: %s%n  new: %s%n"
                + "To record a change that is wanted, run this test with -D%s=true",
            anchor.getPackageName(),
            file,
            without(recorded, lines),
            without(lines, recorded),
            RECORD)
        .isEqualTo(recorded);
  }

  private static List<String> without(List<String> lines, List<String> others) {
    Set<String> known = Set.copyOf(others);
    return lines.stream().filter(line -> !known.contains(line)).toList();
  }

  /** {@return one line for each type and each member, members below their type} */
  static List<String> surface(Class<?> anchor) throws IOException {
    List<String> lines = new ArrayList<>();
    for (Class<?> type : PublicTypes.of(anchor)) {
      describe(type, lines);
    }
    return lines;
  }

  private static void describe(Class<?> type, List<String> lines) {
    Set<String> constants = new TreeSet<>();
    Map<String, String> members = new TreeMap<>();
    Set<String> supertypes = new TreeSet<>();
    String parent = "";
    Map<TypeVariable<?>, Type> variables = new HashMap<>();
    // If users do not see a parent, they see its members as members of this type.
    for (Class<?> at = type; at != null && parent.isEmpty(); at = at.getSuperclass()) {
      addMembers(type, at, variables, constants, members);
      for (Type each : at.getGenericInterfaces()) {
        supertypes.add(text(each, variables));
      }
      Class<?> above = at.getSuperclass();
      if (above != null && above != Object.class) {
        addVariables(at.getGenericSuperclass(), variables);
        if (PublicTypes.isVisible(above)) {
          parent = " extends " + text(at.getGenericSuperclass(), variables);
        }
      } else {
        break;
      }
    }
    String interfaces = supertypes.isEmpty() ? "" : " implements " + String.join(", ", supertypes);
    lines.add(type.toGenericString() + parent + interfaces);
    constants.forEach(line -> lines.add("  " + line));
    members.values().stream().sorted().forEach(line -> lines.add("  " + line));
  }

  private static void addVariables(Type parent, Map<TypeVariable<?>, Type> variables) {
    if (parent instanceof ParameterizedType generic) {
      TypeVariable<?>[] declared = ((Class<?>) generic.getRawType()).getTypeParameters();
      for (int i = 0; i < declared.length; i++) {
        variables.put(declared[i], generic.getActualTypeArguments()[i]);
      }
    }
  }

  private static void addMembers(
      Class<?> type,
      Class<?> at,
      Map<TypeVariable<?>, Type> variables,
      Set<String> constants,
      Map<String, String> members) {
    for (Field field : at.getDeclaredFields()) {
      if (PublicTypes.isVisible(field.getModifiers()) && !field.isSynthetic()) {
        constants.add(
            Modifier.toString(field.getModifiers())
                + " "
                + text(field.getGenericType(), variables)
                + " "
                + field.getName()
                + value(field));
      }
    }
    if (at == type) {
      for (Constructor<?> each : at.getDeclaredConstructors()) {
        add(each, type.getSimpleName(), "", variables, members);
      }
    }
    for (Method method : at.getDeclaredMethods()) {
      String result = text(method.getGenericReturnType(), variables) + " ";
      add(method, method.getName(), result, variables, members);
    }
  }

  /**
   * {@return the value of a constant, which compilers copy into the code that names it; else empty}
   * A field that a static initialiser computes, such as an error number of the host, is no
   * constant.
   */
  private static String value(Field field) {
    int modifiers = field.getModifiers();
    boolean constant =
        Modifier.isStatic(modifiers)
            && Modifier.isFinal(modifiers)
            && (field.getType().isPrimitive() || field.getType() == String.class)
            && hasConstantValue(field);
    try {
      return constant ? " = " + field.get(null) : "";
    } catch (IllegalAccessException e) {
      return ""; // a protected one
    }
  }

  private static boolean hasConstantValue(Field field) {
    Class<?> type = field.getDeclaringClass();
    String name = type.getName();
    try (InputStream bytes =
        type.getResourceAsStream(name.substring(name.lastIndexOf('.') + 1) + ".class")) {
      return ClassFile.of().parse(bytes.readAllBytes()).fields().stream()
          .filter(each -> each.fieldName().equalsString(field.getName()))
          .anyMatch(each -> each.findAttribute(Attributes.constantValue()).isPresent());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void add(
      Executable member,
      String name,
      String result,
      Map<TypeVariable<?>, Type> variables,
      Map<String, String> members) {
    if (!PublicTypes.isVisible(member.getModifiers()) || member.isSynthetic()) {
      return;
    }
    String thrown =
        Arrays.stream(member.getGenericExceptionTypes())
            .map(each -> text(each, variables))
            .sorted()
            .collect(Collectors.joining(", "));
    members.putIfAbsent( // overriding members come before inherited ones
        name + Arrays.toString(member.getParameterTypes()),
        modifiers(member)
            + typeParameters(member)
            + result
            + name
            + Arrays.stream(member.getGenericParameterTypes())
                .map(each -> text(each, variables))
                .collect(Collectors.joining(", ", "(", ")"))
            + (member.isVarArgs() ? " varargs" : "")
            + (thrown.isEmpty() ? "" : " throws " + thrown));
  }

  /** {@return the modifiers that matter to users} */
  private static String modifiers(Executable member) {
    boolean method = member instanceof Method;
    int known =
        Modifier.PUBLIC
            | Modifier.PROTECTED
            | (method ? Modifier.STATIC | Modifier.ABSTRACT | Modifier.FINAL : 0);
    String text = Modifier.toString(member.getModifiers() & known) + " ";
    return member instanceof Method declared && declared.isDefault() ? text + "default " : text;
  }

  private static String typeParameters(Executable member) {
    TypeVariable<?>[] declared = member.getTypeParameters();
    return declared.length == 0
        ? ""
        : Stream.of(declared)
            .map(each -> each.getName() + bounds(" extends ", each.getBounds(), Map.of()))
            .collect(Collectors.joining(", ", "<", "> "));
  }

  private static String bounds(String word, Type[] bounds, Map<TypeVariable<?>, Type> variables) {
    return bounds.length == 0 || bounds[0] == Object.class
        ? ""
        : Stream.of(bounds)
            .map(bound -> text(bound, variables))
            .collect(Collectors.joining(" & ", word, ""));
  }

  private static String text(Type type, Map<TypeVariable<?>, Type> variables) {
    return switch (type) {
      case TypeVariable<?> variable when variables.containsKey(variable) ->
          text(variables.get(variable), variables);
      case ParameterizedType generic ->
          generic.getRawType().getTypeName()
              + Stream.of(generic.getActualTypeArguments())
                  .map(each -> text(each, variables))
                  .collect(Collectors.joining(", ", "<", ">"));
      case GenericArrayType array -> text(array.getGenericComponentType(), variables) + "[]";
      case WildcardType wildcard ->
          "?"
              + bounds(" super ", wildcard.getLowerBounds(), variables)
              + bounds(" extends ", wildcard.getUpperBounds(), variables);
      default -> type.getTypeName();
    };
  }
}
