// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.sys;

import io.dio.align.Degradation;
import io.dio.sys.foreign.FileStatus;
import java.util.List;

/**
 * The facts about a file that are known from its opening on.
 *
 * @param request how it was opened
 * @param alignment the alignment that its transfers need; {@link DirectAlignment#UNRESTRICTED} if
 *     it is buffered
 * @param direct whether it is direct
 * @param degradations what the opening asked for and did not get
 * @param status the status right after the opening; size and storage change later
 * @param creation whether the opening created the file, and how to remove it again
 */
record OpenFacts(
    OpenRequest request,
    DirectAlignment alignment,
    boolean direct,
    List<Degradation> degradations,
    FileStatus status,
    Creation creation) {

  /** {@return the same of another descriptor for the file, which is buffered} */
  OpenFacts buffered() {
    return new OpenFacts(
        request, DirectAlignment.UNRESTRICTED, false, List.of(), status, Creation.NONE);
  }
}
