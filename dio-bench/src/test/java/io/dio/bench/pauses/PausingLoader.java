// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.bench.pauses;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassHierarchyResolver;
import java.lang.classfile.ClassTransform;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.CodeTransform;
import java.lang.classfile.MethodModel;
import java.lang.classfile.Opcode;
import java.lang.classfile.instruction.FieldInstruction;
import java.lang.classfile.instruction.InvokeInstruction;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.lang.constant.MethodTypeDesc;
import java.util.List;

/**
 * Loads all classes of dio anew. Into those where threads meet it puts {@link Pauses#point}: before
 * each call of dio, of a variable handle and of an atomic object, and after each write of a field.
 *
 * <p>So a thread stops for up to 2 ms between two steps that are otherwise nanoseconds apart, and
 * other threads come in between.
 */
public final class PausingLoader extends ClassLoader {
  private static final String DIO = "io.dio.";

  /** The places of the library where threads meet. */
  private static final List<String> REWRITTEN =
      List.of(
          "io.dio.iosched.internal.", "io.dio.iosched.channel.", "io.dio.mempool.", "io.dio.sys.");

  private static final List<String> MEETING_CALLS =
      List.of("io/dio/", "java/lang/invoke/VarHandle", "java/util/concurrent/atomic/");

  private static final ClassDesc PAUSES = ClassDesc.of(Pauses.class.getName());

  private static final MethodTypeDesc POINT = MethodTypeDesc.of(ConstantDescs.CD_void);

  private final ClassFile classFile =
      ClassFile.of(
          ClassFile.ClassHierarchyResolverOption.of(
              ClassHierarchyResolver.ofResourceParsing(this)));

  public PausingLoader(ClassLoader parent) {
    super(parent);
  }

  @Override
  protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
    // The rewritten classes and the test count the same pauses.
    if (!name.startsWith(DIO) || name.equals(Pauses.class.getName())) {
      return super.loadClass(name, resolve);
    }
    synchronized (getClassLoadingLock(name)) {
      Class<?> loaded = findLoadedClass(name);
      return loaded == null ? findClass(name) : loaded;
    }
  }

  @Override
  protected Class<?> findClass(String name) throws ClassNotFoundException {
    byte[] bytes = bytes(name);
    if (REWRITTEN.stream().anyMatch(name::startsWith)) {
      bytes =
          classFile.transformClass(
              classFile.parse(bytes),
              ClassTransform.transformingMethodBodies(
                  PausingLoader::isMethod, PausingLoader.pausing()));
    }
    return defineClass(name, bytes, 0, bytes.length);
  }

  private byte[] bytes(String name) throws ClassNotFoundException {
    try (InputStream in = getResourceAsStream(name.replace('.', '/') + ".class")) {
      if (in == null) {
        throw new ClassNotFoundException(name);
      }
      return in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A constructor may not call anything before that of its superclass. */
  private static boolean isMethod(MethodModel method) {
    return !method.methodName().stringValue().startsWith("<");
  }

  private static CodeTransform pausing() {
    return (code, element) -> {
      if (element instanceof InvokeInstruction call && meets(call)) {
        point(code);
      }
      code.with(element);
      if (element instanceof FieldInstruction field && field.opcode() == Opcode.PUTFIELD) {
        point(code);
      }
    };
  }

  private static boolean meets(InvokeInstruction call) {
    String owner = call.owner().asInternalName();
    return MEETING_CALLS.stream().anyMatch(owner::startsWith);
  }

  private static void point(CodeBuilder code) {
    code.invokestatic(PAUSES, "point", POINT);
  }
}
