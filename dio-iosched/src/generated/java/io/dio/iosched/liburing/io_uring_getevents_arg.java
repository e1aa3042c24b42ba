// Generated from the headers of liburing 2.15 by jextract for JDK 25, then rewritten by regenerate.sh:
//   jextract --output DIR -t io.dio.iosched.liburing -D LIBURING_INTERNAL @includes.txt liburing.h
// Do not edit.

package io.dio.iosched.liburing;

import java.lang.invoke.*;
import java.lang.foreign.*;
import java.nio.ByteOrder;
import java.util.*;
import java.util.function.*;
import java.util.stream.*;

import static java.lang.foreign.ValueLayout.*;
import static java.lang.foreign.MemoryLayout.PathElement.*;

/**
 * {@snippet lang=c :
 * struct io_uring_getevents_arg {
 *     __u64 sigmask;
 *     __u32 sigmask_sz;
 *     __u32 min_wait_usec;
 *     __u64 ts;
 * }
 * }
 */
@SuppressWarnings("all")
public class io_uring_getevents_arg {

    io_uring_getevents_arg() {
        // Should not be called directly
    }

    private static final GroupLayout $LAYOUT = MemoryLayout.structLayout(
        liburing_h.C_LONG_LONG.withName("sigmask"),
        liburing_h.C_INT.withName("sigmask_sz"),
        liburing_h.C_INT.withName("min_wait_usec"),
        liburing_h.C_LONG_LONG.withName("ts")
    ).withName("io_uring_getevents_arg");

    public static final GroupLayout layout() {
        return $LAYOUT;
    }

    private static final OfLong sigmask$LAYOUT = (OfLong)$LAYOUT.select(groupElement("sigmask"));

    public static final OfLong sigmask$layout() {
        return sigmask$LAYOUT;
    }

    private static final long sigmask$OFFSET = $LAYOUT.byteOffset(groupElement("sigmask"));

    public static final long sigmask$offset() {
        return sigmask$OFFSET;
    }

    public static long sigmask(MemorySegment struct) {
        return struct.get(sigmask$LAYOUT, sigmask$OFFSET);
    }

    public static void sigmask(MemorySegment struct, long fieldValue) {
        struct.set(sigmask$LAYOUT, sigmask$OFFSET, fieldValue);
    }

    private static final OfInt sigmask_sz$LAYOUT = (OfInt)$LAYOUT.select(groupElement("sigmask_sz"));

    public static final OfInt sigmask_sz$layout() {
        return sigmask_sz$LAYOUT;
    }

    private static final long sigmask_sz$OFFSET = $LAYOUT.byteOffset(groupElement("sigmask_sz"));

    public static final long sigmask_sz$offset() {
        return sigmask_sz$OFFSET;
    }

    public static int sigmask_sz(MemorySegment struct) {
        return struct.get(sigmask_sz$LAYOUT, sigmask_sz$OFFSET);
    }

    public static void sigmask_sz(MemorySegment struct, int fieldValue) {
        struct.set(sigmask_sz$LAYOUT, sigmask_sz$OFFSET, fieldValue);
    }

    private static final OfInt min_wait_usec$LAYOUT = (OfInt)$LAYOUT.select(groupElement("min_wait_usec"));

    public static final OfInt min_wait_usec$layout() {
        return min_wait_usec$LAYOUT;
    }

    private static final long min_wait_usec$OFFSET = $LAYOUT.byteOffset(groupElement("min_wait_usec"));

    public static final long min_wait_usec$offset() {
        return min_wait_usec$OFFSET;
    }

    public static int min_wait_usec(MemorySegment struct) {
        return struct.get(min_wait_usec$LAYOUT, min_wait_usec$OFFSET);
    }

    public static void min_wait_usec(MemorySegment struct, int fieldValue) {
        struct.set(min_wait_usec$LAYOUT, min_wait_usec$OFFSET, fieldValue);
    }

    private static final OfLong ts$LAYOUT = (OfLong)$LAYOUT.select(groupElement("ts"));

    public static final OfLong ts$layout() {
        return ts$LAYOUT;
    }

    private static final long ts$OFFSET = $LAYOUT.byteOffset(groupElement("ts"));

    public static final long ts$offset() {
        return ts$OFFSET;
    }

    public static long ts(MemorySegment struct) {
        return struct.get(ts$LAYOUT, ts$OFFSET);
    }

    public static void ts(MemorySegment struct, long fieldValue) {
        struct.set(ts$LAYOUT, ts$OFFSET, fieldValue);
    }

    public static MemorySegment asSlice(MemorySegment array, long index) {
        return array.asSlice(layout().byteSize() * index);
    }

    public static long sizeof() { return layout().byteSize(); }

    public static MemorySegment allocate(SegmentAllocator allocator) {
        return allocator.allocate(layout());
    }

    public static MemorySegment allocateArray(long elementCount, SegmentAllocator allocator) {
        return allocator.allocate(MemoryLayout.sequenceLayout(elementCount, layout()));
    }
}
