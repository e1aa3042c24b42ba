// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

/**
 * Files as {@link java.nio.channels.FileChannel}, for code that is written against that class.
 *
 * <p>{@link io.dio.iosched.channel.DioChannels} is the place to start. Its comment says what a
 * channel of dio does otherwise than one of the JDK.
 *
 * <p>For contributors: start with {@code DioChannel}, which checks arguments and states as {@code
 * FileChannel} documents. {@code ChannelReads} and {@code ChannelWrites} cut a transfer into
 * aligned pieces and edges. {@code FileRoute} makes the calls, on the calling thread or through a
 * scheduler. {@code SharedFile} is what all channels of one file in this process share: the locks
 * of blocks. The package uses the public types of the other packages and the file access of
 * dio-sys, and nothing else of the scheduler.
 */
package io.dio.iosched.channel;
