// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.bench.job;

import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * The file that the user wants for the jobs.
 *
 * @param path empty for a temporary file
 * @param byteSize the size to fill, or how much of an existing file to use; empty for the whole
 *     file, or for as much as fits
 * @param fill whether to overwrite an existing file
 * @param keep whether to leave a file that did not exist before
 */
public record FileRequest(Optional<Path> path, OptionalLong byteSize, boolean fill, boolean keep) {}
