// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.iosched.management;

import java.lang.management.ManagementFactory;
import javax.management.InstanceAlreadyExistsException;
import javax.management.InstanceNotFoundException;
import javax.management.JMException;
import javax.management.ObjectName;

/**
 * Registers MXBeans with the platform's server. It is the only class here that names classes of the
 * module java.management.
 */
final class PlatformBeans {
  private PlatformBeans() {}

  static ManagementHandle register(String type, String name, Object bean) {
    String text = "io.dio:type=" + type + ",name=" + ObjectName.quote(name);
    try {
      ManagementFactory.getPlatformMBeanServer().registerMBean(bean, new ObjectName(text));
    } catch (InstanceAlreadyExistsException e) {
      throw new IllegalStateException(
          text + " is shown already: give each a name of its own, or close the other handle", e);
    } catch (JMException e) {
      throw new IllegalStateException("cannot show " + text, e);
    }
    return new ManagementHandle(text);
  }

  static void unregister(String text) {
    try {
      ManagementFactory.getPlatformMBeanServer().unregisterMBean(new ObjectName(text));
    } catch (InstanceNotFoundException _) {
      // The handle was closed before, or the program removed the MXBean itself.
    } catch (JMException e) {
      throw new IllegalStateException("cannot remove " + text, e);
    }
  }
}
