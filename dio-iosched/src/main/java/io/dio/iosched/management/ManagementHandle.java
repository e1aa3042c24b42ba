// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.iosched.management;

/**
 * A scheduler or pool that is shown as an MXBean, until the handle is closed. Thread-safe.
 *
 * @since 0.1.0
 */
public final class ManagementHandle implements AutoCloseable {
  private final String objectName;

  ManagementHandle(String objectName) {
    this.objectName = objectName;
  }

  /**
   * {@return the name of the MXBean, in the form that {@code javax.management.ObjectName} takes}
   */
  public String objectName() {
    return objectName;
  }

  /** Removes the MXBean. A second call does nothing. */
  @Override
  public void close() {
    PlatformBeans.unregister(objectName);
  }

  /** {@return the name of the MXBean} */
  @Override
  public String toString() {
    return "ManagementHandle[" + objectName + "]";
  }
}
