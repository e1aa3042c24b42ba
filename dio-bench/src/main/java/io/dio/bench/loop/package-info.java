// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

/** File systems on loop devices, made and removed by this process, and how they lose power. */
package io.dio.bench.loop;
