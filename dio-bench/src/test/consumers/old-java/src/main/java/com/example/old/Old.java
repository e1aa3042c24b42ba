// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package com.example.old;

import io.dio.align.Alignment;

/** A program for Java 17, run on Java 17. It does not get as far as printing anything. */
public final class Old {
  private Old() {}

  public static void main(String[] arguments) {
    System.out.println(Alignment.alignUp(arguments.length, 4096));
  }
}
