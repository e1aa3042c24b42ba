// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.sys.internal;

import io.dio.sys.DioFile;
import java.io.IOException;

/**
 * The checked path and options of an opening that a scheduler makes later, perhaps several times.
 */
public interface FileOpening {

  /** {@return the name of the file in messages} */
  String name();

  /** {@return whether the file is opened for writing, or for reading} */
  boolean allows(boolean write);

  /** {@return whether each write to the file will be durable} */
  boolean writesDurably();

  /**
   * Opens the file for the process, as {@link DioFile#open} does.
   *
   * @return the open file, to be closed by the caller
   */
  DioFile open() throws IOException;

  /**
   * Opens the file with the checks and errors of {@link DioFile#open}. It never waits for anything
   * but a disk.
   *
   * @return a descriptor of the process, to be closed by the caller
   */
  int openDescriptor() throws IOException;

  /**
   * {@return the exception for an opening that failed, of the type that {@link DioFile#open}
   * throws; with ECANCELED an {@link io.dio.align.ErrnoException}}
   */
  IOException failure(String call, int errno);
}
