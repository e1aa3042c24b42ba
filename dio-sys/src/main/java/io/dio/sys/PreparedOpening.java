// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.sys;

import io.dio.align.Errno;
import io.dio.align.ErrnoException;
import io.dio.sys.foreign.HostFiles;
import io.dio.sys.foreign.OpenFlags;
import io.dio.sys.internal.FileOpening;
import java.io.IOException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.Set;

/** An opening that a scheduler makes later. */
final class PreparedOpening implements FileOpening {
  /** PATH_MAX of linux/limits.h, including the NUL. Longer paths fail before the call begins. */
  private static final int MAX_PATH_BYTES = 4096;

  private final Path path;
  private final PathBytes bytes;
  private final OpenRequest request;

  private PreparedOpening(Path path, PathBytes bytes, OpenRequest request) {
    this.path = path;
    this.bytes = bytes;
    this.request = request;
  }

  static PreparedOpening of(Path path, OpenOption... options) {
    return new PreparedOpening(path, PathBytes.of(path), OpenRequest.of(Arrays.asList(options)));
  }

  /** {@return an opening for a slot, which keeps only the descriptor of the file} */
  static PreparedOpening inOneCall(Path path, OpenOption... options) {
    return inOneCall(of(path, options));
  }

  private static PreparedOpening inOneCall(PreparedOpening opening) {
    if (opening.request.direct() == DirectMode.PREFERRED) {
      throw new IllegalArgumentException(
          "option PREFERRED is not allowed for a slot, which cannot report whether its file is"
              + " direct; use REQUIRED or no DirectMode");
    }
    if (opening.bytes.length() >= MAX_PATH_BYTES) {
      throw new IllegalArgumentException(
          "path has " + opening.bytes.length() + " bytes; allowed are less than " + MAX_PATH_BYTES);
    }
    return opening;
  }

  /** {@return an opening for a slot of the temporary file that will replace another one} */
  static PreparedOpening temporary(Path path) {
    OpenRequest request =
        new OpenRequest(
            Set.of(
                StandardOpenOption.WRITE,
                StandardOpenOption.CREATE,
                StandardOpenOption.TRUNCATE_EXISTING),
            null,
            TemporaryPermissions.WHILE_WRITTEN);
    return inOneCall(new PreparedOpening(path, PathBytes.of(path), request));
  }

  @Override
  public String name() {
    return path.toString();
  }

  /** The arguments for messages: those of one call of open(2) that does the whole opening. */
  private int flags() {
    OpenFlags host = HostFiles.current().openFlags();
    int flags = request.flags(host);
    if (request.creates() || request.createsNew()) {
      flags |= host.create();
    }
    if (request.createsNew()) {
      flags |= host.exclusive();
    }
    if (request.truncates()) {
      flags |= host.truncate();
    }
    return request.direct() == null ? flags : flags | host.direct();
  }

  @Override
  public boolean allows(boolean write) {
    return write ? request.writes() : request.reads();
  }

  @Override
  public boolean writesDurably() {
    return request.durability() != Durability.NONE;
  }

  @Override
  public DioFile open() throws IOException {
    return DioFile.open(bytes, path, request);
  }

  @Override
  public int openDescriptor() throws IOException {
    return FileOpener.open(bytes, path, request, OpenedFile::descriptor);
  }

  @Override
  public IOException failure(String call, int errno) {
    String names = HostFiles.current().openFlags().names(flags());
    ErrnoException failure = new ErrnoException(call, errno, "path=" + path + ", flags=" + names);
    // A cancelled opening says nothing about the path.
    return errno == Errno.ECANCELED ? failure : PathFailures.of(failure, path.toString(), null);
  }

  @Override
  public String toString() {
    return name();
  }
}
