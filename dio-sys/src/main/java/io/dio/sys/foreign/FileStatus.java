// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.sys.foreign;

/**
 * The status of an open file as the kernel reports it.
 *
 * @param mode type and permission bits, {@code st_mode}
 * @param byteSize size of a regular file; 0 for a block device
 * @param allocatedBytes bytes of storage that the file occupies
 * @param device the device that holds the file
 * @param inode its number there
 * @param specialDevice the device that the file itself is, if it is one
 * @param birthNanos when the file was created, in nanoseconds since 1970; 0 if the file system does
 *     not report it
 * @param direct what the kernel reports about direct I/O, null if it reports nothing
 */
public record FileStatus(
    int mode,
    long byteSize,
    long allocatedBytes,
    DeviceNumber device,
    long inode,
    DeviceNumber specialDevice,
    long birthNanos,
    ReportedAlignment direct) {
  private static final int S_IFMT = 0xF000;
  private static final int S_IFDIR = 0x4000;
  private static final int S_IFBLK = 0x6000;
  private static final int S_IFREG = 0x8000;

  /** The status of a file whose time of birth is not known. */
  public FileStatus(
      int mode,
      long byteSize,
      long allocatedBytes,
      DeviceNumber device,
      long inode,
      DeviceNumber specialDevice,
      ReportedAlignment direct) {
    this(mode, byteSize, allocatedBytes, device, inode, specialDevice, 0, direct);
  }

  /** Major and minor number of a device. */
  public record DeviceNumber(int major, int minor) {
    // Written out, because it is the key of a map that each program uses. A fresh JVM needs 10 ms
    // for making the methods that a record gets by default.

    @Override
    public boolean equals(Object other) {
      return other instanceof DeviceNumber that && major == that.major && minor == that.minor;
    }

    @Override
    public int hashCode() {
      return 31 * major + minor;
    }

    /**
     * {@return the numbers in a {@code dev_t} of Linux} The minor number has grown around the major
     * one: its upper bits lie above it.
     */
    public static DeviceNumber of(long device) {
      return new DeviceNumber(
          (int) (((device >>> 8) & 0xfff) | ((device >>> 32) & 0xfffff000L)),
          (int) ((device & 0xff) | ((device >>> 12) & 0xffffff00L)));
    }
  }

  /**
   * The alignment of direct I/O in bytes, as reported. If memory or offset is zero, this file has
   * no direct I/O, whatever its open flags are.
   */
  public record ReportedAlignment(int memory, int offset, int readOffset) {
    public boolean supported() {
      return memory > 0 && offset > 0;
    }
  }

  public boolean isRegularFile() {
    return (mode & S_IFMT) == S_IFREG;
  }

  public boolean isDirectory() {
    return (mode & S_IFMT) == S_IFDIR;
  }

  public boolean isBlockDevice() {
    return isBlockDevice(mode);
  }

  /** {@return whether an {@code st_mode} is that of a block device} */
  public static boolean isBlockDevice(int mode) {
    return (mode & S_IFMT) == S_IFBLK;
  }

  /** {@return the device that has the bytes of this file: the file itself if it is a device} */
  public DeviceNumber storageDevice() {
    return isBlockDevice() ? specialDevice : device;
  }

  /** Distinguishes a file from all other files that exist at the same time. */
  private record Identity(DeviceNumber device, long inode) {}

  /** {@return a value that is equal to that of {@link #isSameFile the same file} only} */
  public Object identity() {
    return new Identity(device, inode);
  }

  /**
   * Whether both describe the same file. The path and the descriptor by which it was reached do not
   * matter.
   */
  public boolean isSameFile(FileStatus other) {
    return device.equals(other.device) && inode == other.inode;
  }
}
