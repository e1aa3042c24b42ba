// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.sys;

import io.dio.align.ErrnoException;
import io.dio.sys.foreign.HostFiles;
import io.dio.sys.foreign.OpenFlags;
import io.dio.sys.internal.CacheGuess;
import io.dio.sys.internal.CarrierChannel;
import io.dio.sys.internal.DevicePolling;
import io.dio.sys.internal.DurableCalls;
import io.dio.sys.internal.FileAccess;
import io.dio.sys.internal.FileOpening;
import io.dio.sys.internal.PathCall;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Executor;

/** Gives the scheduler's module access to package-private members of this package. */
final class FileAccessImpl extends FileAccess {
  @Override
  public int descriptor(DioFile file) {
    return file.opened().descriptor();
  }

  @Override
  public Object identity(DioFile file) {
    return file.opened().facts().status().identity();
  }

  @Override
  public DioFile openBufferedForWriting(DioFile file, boolean appends) throws IOException {
    int append = appends ? HostFiles.current().openFlags().append() : 0;
    return file.bufferedView(file.durabilityFlags() | OpenFlags.O_WRONLY | append);
  }

  @Override
  public CacheGuess cacheGuess(DioFile file) {
    return file.opened().cacheGuess();
  }

  @Override
  public DevicePolling devicePolling(DioFile file) {
    return file.opened().devicePolling();
  }

  @Override
  public CarrierChannel carrierChannel(DioFile file) {
    return file.opened().carrierChannel();
  }

  @Override
  public void acquire(DioFile file) {
    file.acquire();
  }

  @Override
  public void release(DioFile file) {
    file.release();
  }

  @Override
  public void checkAccess(DioFile file, boolean write) {
    file.opened().rules().checkAccess(write);
  }

  @Override
  public void checkTransfer(
      DioFile file, long address, long byteSize, long fileOffset, boolean write) {
    file.opened().rules().checkTransfer(address, byteSize, fileOffset, write);
  }

  @Override
  public void checkRange(long byteSize, long fileOffset) {
    TransferRules.checkLength(byteSize);
    TransferRules.checkRange(fileOffset, byteSize);
  }

  @Override
  public void checkFileRange(long fileOffset, long length) {
    TransferRules.checkRange(fileOffset, length);
  }

  @Override
  public FileOpening opening(Path path, OpenOption... options) {
    return PreparedOpening.of(path, options);
  }

  @Override
  public FileOpening openingInOneCall(Path path, OpenOption... options) {
    return PreparedOpening.inOneCall(path, options);
  }

  @Override
  public PathCall renaming(Path source, Path target) {
    return PreparedPathCall.rename(source, target);
  }

  @Override
  public PathCall unlinking(Path path) {
    return PreparedPathCall.unlink(path);
  }

  @Override
  public PathCall publishing(Path temporary, Path target) {
    return PreparedPathCall.publish(temporary, target);
  }

  @Override
  public FileOpening openingTemporary(Path path) {
    return PreparedOpening.temporary(path);
  }

  @Override
  public PathCall syncingDirectory(Path directory) {
    return PreparedPathCall.syncDirectory(directory);
  }

  @Override
  public Path temporaryBeside(Path target) {
    return target.resolveSibling(TemporaryFiles.newName());
  }

  @Override
  public DirectUnavailableException directUnavailable(String path, String reason) {
    return new DirectUnavailableException(path, reason);
  }

  @Override
  public ErrnoException failure(DioFile file, String call, int errno, String operands) {
    return file.opened().failure(call, -errno, operands);
  }

  @Override
  public ErrnoException transferFailure(
      DioFile file, String call, int errno, long address, long byteSize, long fileOffset) {
    OpenedFile opened = file.opened();
    return opened.rules().failure(call, errno, opened.descriptor(), address, byteSize, fileOffset);
  }

  @Override
  public ErrnoException vectorFailure(
      DioFile file, String call, int errno, List<MemorySegment> segments, long fileOffset) {
    OpenedFile opened = file.opened();
    return opened.rules().vectorFailure(call, errno, opened.descriptor(), segments, fileOffset);
  }

  @Override
  public boolean writesDurably(DioFile file) {
    return file.opened().writesDurably();
  }

  @Override
  public int syncTogether(
      DioFile file, boolean metadataToo, Executor elsewhere, Runnable beforeCall) {
    return Syncs.syncTogether(file.opened(), metadataToo, elsewhere, beforeCall);
  }

  @Override
  public boolean isSyncShared(DioFile file) {
    return file.opened().joinedSyncs().isShared();
  }

  @Override
  public boolean areSyncing(int threads, DioFile file) {
    return file.opened().joinedSyncs().areShared(threads);
  }

  @Override
  public DurableCalls durableCalls(DioFile file) {
    return file.opened().durableCalls();
  }

  @Override
  public ErrnoException poisoned(DioFile file, String call) {
    return file.opened().poison().refusalOf(call);
  }

  @Override
  public void noteDurabilityFailure(DioFile file, String call, int errno) {
    file.opened().poison().note(call, errno);
  }

  @Override
  public void recordDurabilityFailure(DioFile file, ErrnoException failure) {
    file.opened().poison().record(failure);
  }
}
