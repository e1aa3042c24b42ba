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
 * struct open_how {
 *     __u64 flags;
 *     __u64 mode;
 *     __u64 resolve;
 * }
 * }
 */
@SuppressWarnings("all")
public class open_how {

    open_how() {
        // Should not be called directly
    }

    private static final GroupLayout $LAYOUT = MemoryLayout.structLayout(
        liburing_h.C_LONG_LONG.withName("flags"),
        liburing_h.C_LONG_LONG.withName("mode"),
        liburing_h.C_LONG_LONG.withName("resolve")
    ).withName("open_how");

    public static final GroupLayout layout() {
        return $LAYOUT;
    }

    private static final OfLong flags$LAYOUT = (OfLong)$LAYOUT.select(groupElement("flags"));

    public static final OfLong flags$layout() {
        return flags$LAYOUT;
    }

    private static final long flags$OFFSET = $LAYOUT.byteOffset(groupElement("flags"));

    public static final long flags$offset() {
        return flags$OFFSET;
    }

    public static long flags(MemorySegment struct) {
        return struct.get(flags$LAYOUT, flags$OFFSET);
    }

    public static void flags(MemorySegment struct, long fieldValue) {
        struct.set(flags$LAYOUT, flags$OFFSET, fieldValue);
    }

    private static final OfLong mode$LAYOUT = (OfLong)$LAYOUT.select(groupElement("mode"));

    public static final OfLong mode$layout() {
        return mode$LAYOUT;
    }

    private static final long mode$OFFSET = $LAYOUT.byteOffset(groupElement("mode"));

    public static final long mode$offset() {
        return mode$OFFSET;
    }

    public static long mode(MemorySegment struct) {
        return struct.get(mode$LAYOUT, mode$OFFSET);
    }

    public static void mode(MemorySegment struct, long fieldValue) {
        struct.set(mode$LAYOUT, mode$OFFSET, fieldValue);
    }

    private static final OfLong resolve$LAYOUT = (OfLong)$LAYOUT.select(groupElement("resolve"));

    public static final OfLong resolve$layout() {
        return resolve$LAYOUT;
    }

    private static final long resolve$OFFSET = $LAYOUT.byteOffset(groupElement("resolve"));

    public static final long resolve$offset() {
        return resolve$OFFSET;
    }

    public static long resolve(MemorySegment struct) {
        return struct.get(resolve$LAYOUT, resolve$OFFSET);
    }

    public static void resolve(MemorySegment struct, long fieldValue) {
        struct.set(resolve$LAYOUT, resolve$OFFSET, fieldValue);
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
