// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.iosched.internal.foreign;

import io.dio.iosched.liburing.liburing_h;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The properties of a ring that the kernel has set up.
 *
 * @param setupFlags the IORING_SETUP_ bits that it was created with
 * @param features the IORING_FEAT_ bits that the kernel reported
 */
public record RingTraits(int setupFlags, int features) {
  /**
   * The features that every ring needs: completions are never dropped and submitted memory may be
   * reused (5.5), waits may have arguments (5.11), and workers belong to the process (5.12).
   */
  static final int REQUIRED_FEATURES =
      liburing_h.IORING_FEAT_NODROP()
          | liburing_h.IORING_FEAT_SINGLE_MMAP()
          | liburing_h.IORING_FEAT_SUBMIT_STABLE()
          | liburing_h.IORING_FEAT_EXT_ARG()
          | liburing_h.IORING_FEAT_NATIVE_WORKERS();

  private static final Map<String, Integer> FLAG_NAMES = new LinkedHashMap<>();
  private static final Map<String, Integer> FEATURE_NAMES = new LinkedHashMap<>();

  static {
    FLAG_NAMES.put("IOPOLL", liburing_h.IORING_SETUP_IOPOLL());
    FLAG_NAMES.put("HYBRID_IOPOLL", liburing_h.IORING_SETUP_HYBRID_IOPOLL());
    FLAG_NAMES.put("R_DISABLED", liburing_h.IORING_SETUP_R_DISABLED());
    FLAG_NAMES.put("SQPOLL", liburing_h.IORING_SETUP_SQPOLL());
    FLAG_NAMES.put("SUBMIT_ALL", liburing_h.IORING_SETUP_SUBMIT_ALL());
    FLAG_NAMES.put("COOP_TASKRUN", liburing_h.IORING_SETUP_COOP_TASKRUN());
    FLAG_NAMES.put("TASKRUN_FLAG", liburing_h.IORING_SETUP_TASKRUN_FLAG());
    FLAG_NAMES.put("SINGLE_ISSUER", liburing_h.IORING_SETUP_SINGLE_ISSUER());
    FLAG_NAMES.put("DEFER_TASKRUN", liburing_h.IORING_SETUP_DEFER_TASKRUN());
    FLAG_NAMES.put("NO_SQARRAY", liburing_h.IORING_SETUP_NO_SQARRAY());
    FEATURE_NAMES.put("SINGLE_MMAP", liburing_h.IORING_FEAT_SINGLE_MMAP());
    FEATURE_NAMES.put("NODROP", liburing_h.IORING_FEAT_NODROP());
    FEATURE_NAMES.put("SUBMIT_STABLE", liburing_h.IORING_FEAT_SUBMIT_STABLE());
    FEATURE_NAMES.put("RW_CUR_POS", liburing_h.IORING_FEAT_RW_CUR_POS());
    FEATURE_NAMES.put("CUR_PERSONALITY", liburing_h.IORING_FEAT_CUR_PERSONALITY());
    FEATURE_NAMES.put("FAST_POLL", liburing_h.IORING_FEAT_FAST_POLL());
    FEATURE_NAMES.put("POLL_32BITS", liburing_h.IORING_FEAT_POLL_32BITS());
    FEATURE_NAMES.put("SQPOLL_NONFIXED", liburing_h.IORING_FEAT_SQPOLL_NONFIXED());
    FEATURE_NAMES.put("EXT_ARG", liburing_h.IORING_FEAT_EXT_ARG());
    FEATURE_NAMES.put("NATIVE_WORKERS", liburing_h.IORING_FEAT_NATIVE_WORKERS());
    FEATURE_NAMES.put("RSRC_TAGS", liburing_h.IORING_FEAT_RSRC_TAGS());
    FEATURE_NAMES.put("CQE_SKIP", liburing_h.IORING_FEAT_CQE_SKIP());
    FEATURE_NAMES.put("LINKED_FILE", liburing_h.IORING_FEAT_LINKED_FILE());
    FEATURE_NAMES.put("REG_REG_RING", liburing_h.IORING_FEAT_REG_REG_RING());
    FEATURE_NAMES.put("RECVSEND_BUNDLE", liburing_h.IORING_FEAT_RECVSEND_BUNDLE());
    FEATURE_NAMES.put("MIN_TIMEOUT", liburing_h.IORING_FEAT_MIN_TIMEOUT());
    FEATURE_NAMES.put("RW_ATTR", liburing_h.IORING_FEAT_RW_ATTR());
    FEATURE_NAMES.put("NO_IOWAIT", liburing_h.IORING_FEAT_NO_IOWAIT());
  }

  /** {@return whether a wait can be excluded from the I/O wait time} */
  public boolean noIowait() {
    return (features & liburing_h.IORING_FEAT_NO_IOWAIT()) != 0;
  }

  /** {@return whether a kernel thread takes submissions} */
  public boolean isSqPolled() {
    return (setupFlags & liburing_h.IORING_SETUP_SQPOLL()) != 0;
  }

  public List<String> missingFeatures() {
    return names(FEATURE_NAMES, REQUIRED_FEATURES & ~features);
  }

  /** {@return the names of those of {@code wanted}, IORING_SETUP_ bits, that were not granted} */
  public List<String> missingFlags(int wanted) {
    return names(FLAG_NAMES, wanted & ~setupFlags);
  }

  public List<String> flagNames() {
    return names(FLAG_NAMES, setupFlags);
  }

  public List<String> featureNames() {
    return names(FEATURE_NAMES, features);
  }

  private static List<String> names(Map<String, Integer> table, int bits) {
    List<String> names = new ArrayList<>();
    for (Map.Entry<String, Integer> entry : table.entrySet()) {
      if ((bits & entry.getValue()) != 0) {
        names.add(entry.getKey());
      }
    }
    return names;
  }
}
