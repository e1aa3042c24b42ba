// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

/**
 * Files for direct I/O: open, read, write, allocate, punch, advise, sync.
 *
 * <p>{@link io.dio.sys.DioFile} is the place to start. The other packages of this module are
 * exported to the modules of dio only and are not an API.
 */
@SuppressWarnings("module") // the scheduler is compiled after this module and is not visible yet
module io.dio.sys {
  requires transitive io.dio.align;
  // Events are recorded if the runtime has it.
  requires static jdk.jfr;

  exports io.dio.sys;
  exports io.dio.sys.foreign to
      io.dio.iosched;
  exports io.dio.sys.internal to
      io.dio.iosched,
      io.dio.testing;
}
