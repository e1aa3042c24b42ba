// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.bench.publishing;

import java.io.IOException;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.lang.classfile.CodeElement;
import java.lang.classfile.MethodModel;
import java.lang.classfile.instruction.ConstantInstruction;
import java.lang.classfile.instruction.FieldInstruction;
import java.lang.classfile.instruction.InvokeInstruction;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDesc;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * Finds in the class files of a module what a GraalVM native image has to be told: the shapes of
 * its foreign calls, and what it looks up by name. The result has the structure of a file {@code
 * reachability-metadata.json}.
 *
 * <p>It knows the few forms that the modules use. It refuses every other one, so that nobody adds
 * one without an entry.
 */
final class Reachability {
  private static final String LOOKUP = "java.lang.invoke.MethodHandles$Lookup";
  private static final String LINKER = "java.lang.foreign.Linker";

  /** Finds something by a name that the compiler of an image may not see. */
  private static final Map<String, Set<String>> BY_NAME =
      Map.of(
          "java.lang.Class",
          Set.of(
              "forName",
              "getResource",
              "getResourceAsStream",
              "getMethod",
              "getMethods",
              "getDeclaredMethod",
              "getDeclaredMethods",
              "getField",
              "getFields",
              "getDeclaredField",
              "getDeclaredFields",
              "getConstructor",
              "getConstructors",
              "getDeclaredConstructor",
              "getDeclaredConstructors"),
          "java.lang.ClassLoader",
          Set.of("loadClass", "getResource", "getResourceAsStream", "getResources"),
          "java.util.ServiceLoader",
          Set.of("load", "loadInstalled"),
          "java.util.ResourceBundle",
          Set.of("getBundle"),
          "java.lang.reflect.Proxy",
          Set.of("newProxyInstance"),
          LINKER,
          Set.of("downcallHandle", "upcallStub"),
          LOOKUP,
          Set.of(
              "findClass",
              "findConstructor",
              "findGetter",
              "findSetter",
              "findSpecial",
              "findStatic",
              "findStaticGetter",
              "findStaticSetter",
              "findStaticVarHandle",
              "findVarHandle",
              "findVirtual",
              "unreflect"));

  private final List<Object> downcalls = new ArrayList<>();
  private final Map<String, Set<String>> fields = new TreeMap<>();
  private final Map<String, Set<String>> methods = new TreeMap<>();

  private Reachability() {}

  /**
   * {@return the metadata that a module needs, as its JSON file would be parsed}
   *
   * @param module a class of the module
   */
  static Map<String, Object> of(Class<?> module) throws Exception {
    Path classes = Path.of(module.getProtectionDomain().getCodeSource().getLocation().toURI());
    Reachability found = new Reachability();
    if (Files.isDirectory(classes)) {
      found.scan(classes);
    } else {
      try (FileSystem jar = FileSystems.newFileSystem(classes)) {
        found.scan(jar.getPath("/"));
      }
    }
    return found.metadata();
  }

  private void scan(Path root) throws IOException {
    try (Stream<Path> files = Files.walk(root)) {
      for (Path file : files.filter(each -> each.toString().endsWith(".class")).sorted().toList()) {
        scan(ClassFile.of().parse(Files.readAllBytes(file)));
      }
    }
  }

  private void scan(ClassModel type) {
    for (MethodModel method : type.methods()) {
      List<CodeElement> code = method.code().map(found -> found.elementList()).orElse(List.of());
      for (int at = 0; at < code.size(); at++) {
        if (code.get(at) instanceof InvokeInstruction call
            && BY_NAME
                .getOrDefault(name(call.owner().asSymbol()), Set.of())
                .contains(call.name().stringValue())) {
          note(type, method, call, code.subList(0, at), code);
        }
      }
    }
  }

  private void note(
      ClassModel type,
      MethodModel method,
      InvokeInstruction call,
      List<CodeElement> before,
      List<CodeElement> code) {
    List<ConstantDesc> constants = constants(before);
    switch (name(call.owner().asSymbol()) + "." + call.name().stringValue()) {
      case LOOKUP + ".findVarHandle" -> {
        int fieldName = lastString(constants);
        ClassDesc owner = (ClassDesc) constants.get(fieldName - 1);
        fields
            .computeIfAbsent(name(owner), _ -> new TreeSet<>())
            .add((String) constants.get(fieldName));
      }
      case "java.lang.Class.forName" -> {
        Set<String> called =
            methods.computeIfAbsent(
                (String) constants.get(lastString(constants)), _ -> new TreeSet<>());
        if (calls(code, "getEnumConstants").findAny().isPresent()) {
          called.add("values"); // the JDK calls it by reflection
        }
      }
      case LINKER + ".downcallHandle" -> noteDowncalls(type, method, before);
      default ->
          throw new AssertionError(
              name(type.thisClass().asSymbol())
                  + " calls "
                  + call.owner().asInternalName()
                  + "."
                  + call.name()
                  + ", which this test does not know. Teach it which entry a native image needs.");
    }
  }

  /**
   * One method links, with a signature of its own. Its callers, all in the same class, give the
   * options.
   */
  private void noteDowncalls(ClassModel type, MethodModel link, List<CodeElement> before) {
    List<String> signature =
        before.stream()
            .filter(FieldInstruction.class::isInstance)
            .map(FieldInstruction.class::cast)
            .filter(field -> name(field.owner().asSymbol()).equals("java.lang.foreign.ValueLayout"))
            .map(field -> layout(field.name().stringValue()))
            .toList();
    for (MethodModel caller : type.methods()) {
      List<CodeElement> code = caller.code().map(found -> found.elementList()).orElse(List.of());
      if (calls(code, link.methodName().stringValue()).findAny().isPresent()) {
        Map<String, Object> downcall = new LinkedHashMap<>();
        downcall.put("returnType", signature.getFirst());
        downcall.put("parameterTypes", signature.subList(1, signature.size()));
        Map<String, Object> options = options(code);
        if (!options.isEmpty()) {
          downcall.put("options", options);
        }
        downcalls.add(downcall);
      }
    }
  }

  private static Map<String, Object> options(List<CodeElement> code) {
    Map<String, Object> options = new TreeMap<>();
    for (int at = 0; at < code.size(); at++) {
      if (code.get(at) instanceof InvokeInstruction call
          && name(call.owner().asSymbol()).equals(LINKER + "$Option")) {
        switch (call.name().stringValue()) {
          case "captureCallState" -> options.put("captureCallState", true);
          case "firstVariadicArg" ->
              options.put("firstVariadicArg", constants(code.subList(0, at)).getLast());
          default ->
              throw new AssertionError("an option that this test does not know: " + call.name());
        }
      }
    }
    return options;
  }

  /** {@return the name of a layout of Java in a metadata file} */
  private static String layout(String constant) {
    return switch (constant) {
      case "JAVA_LONG" -> "jlong";
      case "JAVA_INT" -> "jint";
      case "ADDRESS" -> "void*";
      default -> throw new AssertionError("a layout that this test does not know: " + constant);
    };
  }

  private static Stream<InvokeInstruction> calls(List<CodeElement> code, String methodName) {
    return code.stream()
        .filter(InvokeInstruction.class::isInstance)
        .map(InvokeInstruction.class::cast)
        .filter(call -> call.name().equalsString(methodName));
  }

  private static List<ConstantDesc> constants(List<CodeElement> code) {
    return code.stream()
        .filter(ConstantInstruction.class::isInstance)
        .map(each -> ((ConstantInstruction) each).constantValue())
        .toList();
  }

  private static int lastString(List<ConstantDesc> constants) {
    for (int at = constants.size() - 1; at >= 0; at--) {
      if (constants.get(at) instanceof String) {
        return at;
      }
    }
    throw new AssertionError("a name that is not a constant");
  }

  private static String name(ClassDesc type) {
    String packageName = type.packageName();
    return packageName.isEmpty() ? type.displayName() : packageName + "." + type.displayName();
  }

  private Map<String, Object> metadata() {
    Map<String, Object> metadata = new TreeMap<>();
    if (!downcalls.isEmpty()) {
      metadata.put("foreign", Map.of("downcalls", downcalls));
    }
    List<Object> reflection = new ArrayList<>();
    methods.forEach((type, names) -> {
      Map<String, Object> entry = new LinkedHashMap<>();
      entry.put("type", type);
      if (!names.isEmpty()) {
        entry.put("methods", named(names));
      }
      reflection.add(entry);
    });
    fields.forEach((type, names) -> {
      Map<String, Object> entry = new LinkedHashMap<>();
      entry.put("type", type);
      entry.put("fields", named(names));
      reflection.add(entry);
    });
    if (!reflection.isEmpty()) {
      metadata.put("reflection", reflection);
    }
    return metadata;
  }

  private static List<Map<String, String>> named(Set<String> names) {
    return names.stream().map(name -> Map.of("name", name)).toList();
  }
}
