// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.iosched.internal.unit;

import io.dio.iosched.Verb;
import io.dio.iosched.internal.request.Request;
import io.dio.iosched.internal.request.Requests;
import io.dio.iosched.internal.verb.FileSync;
import java.util.Arrays;
import java.util.Comparator;
import java.util.function.Consumer;

/**
 * One sync of a file for several submissions: for syncs of that file, and for durable writes whose
 * bytes are written. Every member was ready before the sync is issued, so the sync covers its
 * bytes.
 */
public final class SharedSync implements Entry, BlockingWork {
  private final Submission[] members;
  private final Request request;
  private final FileSync command;

  /** Creates a sync for {@code count} submissions: {@code first} and those linked behind it. */
  public SharedSync(Submission first, int count) {
    members = new Submission[count];
    Unit rest = first;
    for (int i = 0; i < count; i++) {
      members[i] = (Submission) rest;
      rest = rest.next;
    }
    // A caller that sees a barrier done must find the barriers before it done.
    Arrays.sort(members, Comparator.comparingLong(member -> member.acceptance));
    boolean metadataToo = false;
    for (Submission member : members) {
      metadataToo |= member.op.verb == Verb.SYNC;
    }
    command = metadataToo ? FileSync.sync() : FileSync.dataSync();
    request = Requests.command(command, first.op.file, first.op.slot);
  }

  public int size() {
    return members.length;
  }

  /** {@return the command: it syncs all metadata if one of the members needs that} */
  public FileSync command() {
    return command;
  }

  /** {@return the sync itself, which holds nothing; the members hold the file} */
  @Override
  public Request request() {
    return request;
  }

  /** {@return a member; they are in the order of acceptance} */
  public Submission member(int index) {
    return members[index];
  }

  @Override
  public int operationCount() {
    return members.length;
  }

  @Override
  public void forEachUnit(Consumer<Unit> action) {
    for (Submission member : members) {
      action.accept(member);
    }
  }

  @Override
  public void abandonInFlight() {
    for (Submission member : members) {
      member.abandonInFlight();
    }
  }
}
