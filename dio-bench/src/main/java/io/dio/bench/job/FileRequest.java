// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.bench.job;

import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Which file the jobs are to be run on.
 *
 * @param path empty for a temporary file
 * @param byteSize of a file that is to be filled, or how much of an existing one to use; empty for
 *     what there is, or what fits
 * @param fill whether to overwrite a file that exists
 * @param keep whether to leave a file that did not exist before
 */
public record FileRequest(Optional<Path> path, OptionalLong byteSize, boolean fill, boolean keep) {}
