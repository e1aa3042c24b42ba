// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.sys.internal;

import io.dio.sys.DioFile;
import java.io.IOException;

/**
 * A path and the options to open it with, understood and checked, for a scheduler to open later and
 * as often as it is asked to.
 */
public interface FileOpening {

  /** {@return how messages call the file} */
  String name();

  /** {@return the address of the path's bytes and a NUL, valid while this object is reachable} */
  long pathAddress();

  /** {@return the flags with which one call of open(2) does all that was asked} */
  int flags();

  /** {@return permission bits of a file that is created, before the umask} */
  int permissions();

  /** {@return whether each write to the file will be durable} */
  boolean writesDurably();

  /**
   * Opens the file for the process, as {@link DioFile#open} does.
   *
   * @return the open file, to be closed by the caller
   */
  DioFile open() throws IOException;

  /** {@return a descriptor opened with {@link #flags}, or {@code -errno}} */
  int openDescriptor();

  /**
   * {@return the exception for an opening that failed, of the type that {@link DioFile#open}
   * throws; with ECANCELED an {@link io.dio.align.ErrnoException}}
   */
  IOException failure(String call, int errno);
}
