// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

/**
 * The view of an operator: events for JDK Flight Recorder, and histograms of times.
 *
 * <ul>
 *   <li><b>What lives here:</b> the times of one operation, the histograms of one scheduler, and
 *       the event classes, which are named by one class only.
 *   <li><b>Thread:</b> a submitting thread begins the times of an operation, and the thread that
 *       makes or completes it goes on.
 *   <li><b>May use:</b> the public types.
 *   <li><b>Start reading at:</b> {@code Observer}, then {@code Observation}.
 * </ul>
 */
package io.dio.iosched.internal.observe;
