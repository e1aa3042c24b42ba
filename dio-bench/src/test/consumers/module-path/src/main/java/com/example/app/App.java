// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package com.example.app;

import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.WRITE;

import io.dio.align.AlignedBuffer;
import io.dio.iosched.IoScheduler;
import io.dio.iosched.Op;
import io.dio.mempool.MmapBuffer;
import io.dio.mempool.MmapPool;
import io.dio.sys.DioFile;
import io.dio.sys.DirectMode;
import java.nio.file.Path;

/** Writes a page through the scheduler, and reads it back with a blocking call. */
final class App {
  private App() {}

  public static void main(String[] arguments) throws Exception {
    Path path = Path.of(arguments[0]);
    try (DioFile file = DioFile.open(path, READ, WRITE, CREATE, DirectMode.PREFERRED);
        MmapPool pool = new MmapPool("pages", 4096, 2);
        AlignedBuffer back = AlignedBuffer.allocate(4096);
        IoScheduler scheduler = IoScheduler.open()) {
      MmapBuffer page = pool.acquire();
      page.segment().fill((byte) 7);
      scheduler.submit(Op.write(file, page, 0).durable()).await();
      long mismatch =
          file.read(back.segment(), 0) == 4096 ? page.segment().mismatch(back.segment()) : 0;
      page.release();
      if (mismatch != -1) {
        throw new AssertionError("the page came back different at byte " + mismatch);
      }
      System.out.println("read back what was written; backend " + scheduler.backend());
    }
  }
}
