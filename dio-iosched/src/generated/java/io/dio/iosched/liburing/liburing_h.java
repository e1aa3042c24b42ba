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

@SuppressWarnings("all")
public class liburing_h extends liburing_h$shared {

    liburing_h() {
        // Should not be called directly
    }

    private static final int IO_URING_VERSION_MAJOR = (int)2L;
    public static int IO_URING_VERSION_MAJOR() {
        return IO_URING_VERSION_MAJOR;
    }
    private static final int IO_URING_VERSION_MINOR = (int)15L;
    public static int IO_URING_VERSION_MINOR() {
        return IO_URING_VERSION_MINOR;
    }
    private static final int IORING_OP_NOP = (int)0L;
    public static int IORING_OP_NOP() {
        return IORING_OP_NOP;
    }
    private static final int IORING_OP_READV = (int)1L;
    public static int IORING_OP_READV() {
        return IORING_OP_READV;
    }
    private static final int IORING_OP_WRITEV = (int)2L;
    public static int IORING_OP_WRITEV() {
        return IORING_OP_WRITEV;
    }
    private static final int IORING_OP_FSYNC = (int)3L;
    public static int IORING_OP_FSYNC() {
        return IORING_OP_FSYNC;
    }
    private static final int IORING_OP_READ_FIXED = (int)4L;
    public static int IORING_OP_READ_FIXED() {
        return IORING_OP_READ_FIXED;
    }
    private static final int IORING_OP_WRITE_FIXED = (int)5L;
    public static int IORING_OP_WRITE_FIXED() {
        return IORING_OP_WRITE_FIXED;
    }
    private static final int IORING_OP_POLL_ADD = (int)6L;
    public static int IORING_OP_POLL_ADD() {
        return IORING_OP_POLL_ADD;
    }
    private static final int IORING_OP_POLL_REMOVE = (int)7L;
    public static int IORING_OP_POLL_REMOVE() {
        return IORING_OP_POLL_REMOVE;
    }
    private static final int IORING_OP_SYNC_FILE_RANGE = (int)8L;
    public static int IORING_OP_SYNC_FILE_RANGE() {
        return IORING_OP_SYNC_FILE_RANGE;
    }
    private static final int IORING_OP_TIMEOUT = (int)11L;
    public static int IORING_OP_TIMEOUT() {
        return IORING_OP_TIMEOUT;
    }
    private static final int IORING_OP_TIMEOUT_REMOVE = (int)12L;
    public static int IORING_OP_TIMEOUT_REMOVE() {
        return IORING_OP_TIMEOUT_REMOVE;
    }
    private static final int IORING_OP_ASYNC_CANCEL = (int)14L;
    public static int IORING_OP_ASYNC_CANCEL() {
        return IORING_OP_ASYNC_CANCEL;
    }
    private static final int IORING_OP_LINK_TIMEOUT = (int)15L;
    public static int IORING_OP_LINK_TIMEOUT() {
        return IORING_OP_LINK_TIMEOUT;
    }
    private static final int IORING_OP_FALLOCATE = (int)17L;
    public static int IORING_OP_FALLOCATE() {
        return IORING_OP_FALLOCATE;
    }
    private static final int IORING_OP_OPENAT = (int)18L;
    public static int IORING_OP_OPENAT() {
        return IORING_OP_OPENAT;
    }
    private static final int IORING_OP_CLOSE = (int)19L;
    public static int IORING_OP_CLOSE() {
        return IORING_OP_CLOSE;
    }
    private static final int IORING_OP_FILES_UPDATE = (int)20L;
    public static int IORING_OP_FILES_UPDATE() {
        return IORING_OP_FILES_UPDATE;
    }
    private static final int IORING_OP_STATX = (int)21L;
    public static int IORING_OP_STATX() {
        return IORING_OP_STATX;
    }
    private static final int IORING_OP_READ = (int)22L;
    public static int IORING_OP_READ() {
        return IORING_OP_READ;
    }
    private static final int IORING_OP_WRITE = (int)23L;
    public static int IORING_OP_WRITE() {
        return IORING_OP_WRITE;
    }
    private static final int IORING_OP_FADVISE = (int)24L;
    public static int IORING_OP_FADVISE() {
        return IORING_OP_FADVISE;
    }
    private static final int IORING_OP_MADVISE = (int)25L;
    public static int IORING_OP_MADVISE() {
        return IORING_OP_MADVISE;
    }
    private static final int IORING_OP_OPENAT2 = (int)28L;
    public static int IORING_OP_OPENAT2() {
        return IORING_OP_OPENAT2;
    }
    private static final int IORING_OP_RENAMEAT = (int)35L;
    public static int IORING_OP_RENAMEAT() {
        return IORING_OP_RENAMEAT;
    }
    private static final int IORING_OP_UNLINKAT = (int)36L;
    public static int IORING_OP_UNLINKAT() {
        return IORING_OP_UNLINKAT;
    }
    private static final int IORING_OP_FIXED_FD_INSTALL = (int)54L;
    public static int IORING_OP_FIXED_FD_INSTALL() {
        return IORING_OP_FIXED_FD_INSTALL;
    }
    private static final int IORING_OP_FTRUNCATE = (int)55L;
    public static int IORING_OP_FTRUNCATE() {
        return IORING_OP_FTRUNCATE;
    }
    private static final int IORING_OP_READV_FIXED = (int)60L;
    public static int IORING_OP_READV_FIXED() {
        return IORING_OP_READV_FIXED;
    }
    private static final int IORING_OP_WRITEV_FIXED = (int)61L;
    public static int IORING_OP_WRITEV_FIXED() {
        return IORING_OP_WRITEV_FIXED;
    }
    private static final int IORING_OP_LAST = (int)65L;
    public static int IORING_OP_LAST() {
        return IORING_OP_LAST;
    }
    private static final int IORING_REGISTER_BUFFERS = (int)0L;
    public static int IORING_REGISTER_BUFFERS() {
        return IORING_REGISTER_BUFFERS;
    }
    private static final int IORING_UNREGISTER_BUFFERS = (int)1L;
    public static int IORING_UNREGISTER_BUFFERS() {
        return IORING_UNREGISTER_BUFFERS;
    }
    private static final int IORING_REGISTER_FILES = (int)2L;
    public static int IORING_REGISTER_FILES() {
        return IORING_REGISTER_FILES;
    }
    private static final int IORING_UNREGISTER_FILES = (int)3L;
    public static int IORING_UNREGISTER_FILES() {
        return IORING_UNREGISTER_FILES;
    }
    private static final int IORING_REGISTER_FILES_UPDATE = (int)6L;
    public static int IORING_REGISTER_FILES_UPDATE() {
        return IORING_REGISTER_FILES_UPDATE;
    }
    private static final int IORING_REGISTER_PROBE = (int)8L;
    public static int IORING_REGISTER_PROBE() {
        return IORING_REGISTER_PROBE;
    }
    private static final int IORING_REGISTER_ENABLE_RINGS = (int)12L;
    public static int IORING_REGISTER_ENABLE_RINGS() {
        return IORING_REGISTER_ENABLE_RINGS;
    }
    private static final int IORING_REGISTER_FILES2 = (int)13L;
    public static int IORING_REGISTER_FILES2() {
        return IORING_REGISTER_FILES2;
    }
    private static final int IORING_REGISTER_FILES_UPDATE2 = (int)14L;
    public static int IORING_REGISTER_FILES_UPDATE2() {
        return IORING_REGISTER_FILES_UPDATE2;
    }
    private static final int IORING_REGISTER_BUFFERS2 = (int)15L;
    public static int IORING_REGISTER_BUFFERS2() {
        return IORING_REGISTER_BUFFERS2;
    }
    private static final int IORING_REGISTER_BUFFERS_UPDATE = (int)16L;
    public static int IORING_REGISTER_BUFFERS_UPDATE() {
        return IORING_REGISTER_BUFFERS_UPDATE;
    }
    private static final int IORING_REGISTER_IOWQ_AFF = (int)17L;
    public static int IORING_REGISTER_IOWQ_AFF() {
        return IORING_REGISTER_IOWQ_AFF;
    }
    private static final int IORING_UNREGISTER_IOWQ_AFF = (int)18L;
    public static int IORING_UNREGISTER_IOWQ_AFF() {
        return IORING_UNREGISTER_IOWQ_AFF;
    }
    private static final int IORING_REGISTER_IOWQ_MAX_WORKERS = (int)19L;
    public static int IORING_REGISTER_IOWQ_MAX_WORKERS() {
        return IORING_REGISTER_IOWQ_MAX_WORKERS;
    }
    private static final int IORING_REGISTER_RING_FDS = (int)20L;
    public static int IORING_REGISTER_RING_FDS() {
        return IORING_REGISTER_RING_FDS;
    }
    private static final int IORING_UNREGISTER_RING_FDS = (int)21L;
    public static int IORING_UNREGISTER_RING_FDS() {
        return IORING_UNREGISTER_RING_FDS;
    }
    private static final int IORING_REGISTER_SYNC_CANCEL = (int)24L;
    public static int IORING_REGISTER_SYNC_CANCEL() {
        return IORING_REGISTER_SYNC_CANCEL;
    }
    private static final int IORING_REGISTER_FILE_ALLOC_RANGE = (int)25L;
    public static int IORING_REGISTER_FILE_ALLOC_RANGE() {
        return IORING_REGISTER_FILE_ALLOC_RANGE;
    }
    private static final int IORING_REGISTER_USE_REGISTERED_RING = (int)-2147483648L;
    public static int IORING_REGISTER_USE_REGISTERED_RING() {
        return IORING_REGISTER_USE_REGISTERED_RING;
    }
    private static final int IO_WQ_BOUND = (int)0L;
    public static int IO_WQ_BOUND() {
        return IO_WQ_BOUND;
    }
    private static final int IO_WQ_UNBOUND = (int)1L;
    public static int IO_WQ_UNBOUND() {
        return IO_WQ_UNBOUND;
    }

    private static class io_uring_get_probe_ring {
        public static final FunctionDescriptor DESC = FunctionDescriptor.of(
            liburing_h.C_POINTER,
            liburing_h.C_POINTER
        );
    }

    /**
     * Function descriptor for:
     * {@snippet lang=c :
     * struct io_uring_probe *io_uring_get_probe_ring(struct io_uring *ring)
     * }
     */
    public static FunctionDescriptor io_uring_get_probe_ring$descriptor() {
        return io_uring_get_probe_ring.DESC;
    }

    private static class io_uring_free_probe {
        public static final FunctionDescriptor DESC = FunctionDescriptor.ofVoid(
            liburing_h.C_POINTER
        );
    }

    /**
     * Function descriptor for:
     * {@snippet lang=c :
     * void io_uring_free_probe(struct io_uring_probe *probe)
     * }
     */
    public static FunctionDescriptor io_uring_free_probe$descriptor() {
        return io_uring_free_probe.DESC;
    }

    private static class io_uring_queue_init_params {
        public static final FunctionDescriptor DESC = FunctionDescriptor.of(
            liburing_h.C_INT,
            liburing_h.C_INT,
            liburing_h.C_POINTER,
            liburing_h.C_POINTER
        );
    }

    /**
     * Function descriptor for:
     * {@snippet lang=c :
     * int io_uring_queue_init_params(unsigned int entries, struct io_uring *ring, struct io_uring_params *p)
     * }
     */
    public static FunctionDescriptor io_uring_queue_init_params$descriptor() {
        return io_uring_queue_init_params.DESC;
    }

    private static class io_uring_ring_dontfork {
        public static final FunctionDescriptor DESC = FunctionDescriptor.of(
            liburing_h.C_INT,
            liburing_h.C_POINTER
        );
    }

    /**
     * Function descriptor for:
     * {@snippet lang=c :
     * int io_uring_ring_dontfork(struct io_uring *ring)
     * }
     */
    public static FunctionDescriptor io_uring_ring_dontfork$descriptor() {
        return io_uring_ring_dontfork.DESC;
    }

    private static class io_uring_queue_exit {
        public static final FunctionDescriptor DESC = FunctionDescriptor.ofVoid(
            liburing_h.C_POINTER
        );
    }

    /**
     * Function descriptor for:
     * {@snippet lang=c :
     * void io_uring_queue_exit(struct io_uring *ring)
     * }
     */
    public static FunctionDescriptor io_uring_queue_exit$descriptor() {
        return io_uring_queue_exit.DESC;
    }

    private static class io_uring_submit {
        public static final FunctionDescriptor DESC = FunctionDescriptor.of(
            liburing_h.C_INT,
            liburing_h.C_POINTER
        );
    }

    /**
     * Function descriptor for:
     * {@snippet lang=c :
     * int io_uring_submit(struct io_uring *ring)
     * }
     */
    public static FunctionDescriptor io_uring_submit$descriptor() {
        return io_uring_submit.DESC;
    }

    private static class io_uring_submit_and_wait {
        public static final FunctionDescriptor DESC = FunctionDescriptor.of(
            liburing_h.C_INT,
            liburing_h.C_POINTER,
            liburing_h.C_INT
        );
    }

    /**
     * Function descriptor for:
     * {@snippet lang=c :
     * int io_uring_submit_and_wait(struct io_uring *ring, unsigned int wait_nr)
     * }
     */
    public static FunctionDescriptor io_uring_submit_and_wait$descriptor() {
        return io_uring_submit_and_wait.DESC;
    }

    private static class io_uring_submit_and_wait_timeout {
        public static final FunctionDescriptor DESC = FunctionDescriptor.of(
            liburing_h.C_INT,
            liburing_h.C_POINTER,
            liburing_h.C_POINTER,
            liburing_h.C_INT,
            liburing_h.C_POINTER,
            liburing_h.C_POINTER
        );
    }

    /**
     * Function descriptor for:
     * {@snippet lang=c :
     * int io_uring_submit_and_wait_timeout(struct io_uring *ring, struct io_uring_cqe **cqe_ptr, unsigned int wait_nr, struct __kernel_timespec *ts, sigset_t *sigmask)
     * }
     */
    public static FunctionDescriptor io_uring_submit_and_wait_timeout$descriptor() {
        return io_uring_submit_and_wait_timeout.DESC;
    }

    private static class io_uring_register_buffers {
        public static final FunctionDescriptor DESC = FunctionDescriptor.of(
            liburing_h.C_INT,
            liburing_h.C_POINTER,
            liburing_h.C_POINTER,
            liburing_h.C_INT
        );
    }

    /**
     * Function descriptor for:
     * {@snippet lang=c :
     * int io_uring_register_buffers(struct io_uring *ring, const struct iovec *iovecs, unsigned int nr_iovecs)
     * }
     */
    public static FunctionDescriptor io_uring_register_buffers$descriptor() {
        return io_uring_register_buffers.DESC;
    }

    private static class io_uring_register_buffers_tags {
        public static final FunctionDescriptor DESC = FunctionDescriptor.of(
            liburing_h.C_INT,
            liburing_h.C_POINTER,
            liburing_h.C_POINTER,
            liburing_h.C_POINTER,
            liburing_h.C_INT
        );
    }

    /**
     * Function descriptor for:
     * {@snippet lang=c :
     * int io_uring_register_buffers_tags(struct io_uring *ring, const struct iovec *iovecs, const __u64 *tags, unsigned int nr)
     * }
     */
    public static FunctionDescriptor io_uring_register_buffers_tags$descriptor() {
        return io_uring_register_buffers_tags.DESC;
    }

    private static class io_uring_register_buffers_sparse {
        public static final FunctionDescriptor DESC = FunctionDescriptor.of(
            liburing_h.C_INT,
            liburing_h.C_POINTER,
            liburing_h.C_INT
        );
    }

    /**
     * Function descriptor for:
     * {@snippet lang=c :
     * int io_uring_register_buffers_sparse(struct io_uring *ring, unsigned int nr)
     * }
     */
    public static FunctionDescriptor io_uring_register_buffers_sparse$descriptor() {
        return io_uring_register_buffers_sparse.DESC;
    }

    private static class io_uring_register_buffers_update_tag {
        public static final FunctionDescriptor DESC = FunctionDescriptor.of(
            liburing_h.C_INT,
            liburing_h.C_POINTER,
            liburing_h.C_INT,
            liburing_h.C_POINTER,
            liburing_h.C_POINTER,
            liburing_h.C_INT
        );
    }

    /**
     * Function descriptor for:
     * {@snippet lang=c :
     * int io_uring_register_buffers_update_tag(struct io_uring *ring, unsigned int off, const struct iovec *iovecs, const __u64 *tags, unsigned int nr)
     * }
     */
    public static FunctionDescriptor io_uring_register_buffers_update_tag$descriptor() {
        return io_uring_register_buffers_update_tag.DESC;
    }

    private static class io_uring_unregister_buffers {
        public static final FunctionDescriptor DESC = FunctionDescriptor.of(
            liburing_h.C_INT,
            liburing_h.C_POINTER
        );
    }

    /**
     * Function descriptor for:
     * {@snippet lang=c :
     * int io_uring_unregister_buffers(struct io_uring *ring)
     * }
     */
    public static FunctionDescriptor io_uring_unregister_buffers$descriptor() {
        return io_uring_unregister_buffers.DESC;
    }

    private static class io_uring_register_files {
        public static final FunctionDescriptor DESC = FunctionDescriptor.of(
            liburing_h.C_INT,
            liburing_h.C_POINTER,
            liburing_h.C_POINTER,
            liburing_h.C_INT
        );
    }

    /**
     * Function descriptor for:
     * {@snippet lang=c :
     * int io_uring_register_files(struct io_uring *ring, const int *files, unsigned int nr_files)
     * }
     */
    public static FunctionDescriptor io_uring_register_files$descriptor() {
        return io_uring_register_files.DESC;
    }

    private static class io_uring_register_files_sparse {
        public static final FunctionDescriptor DESC = FunctionDescriptor.of(
            liburing_h.C_INT,
            liburing_h.C_POINTER,
            liburing_h.C_INT
        );
    }

    /**
     * Function descriptor for:
     * {@snippet lang=c :
     * int io_uring_register_files_sparse(struct io_uring *ring, unsigned int nr)
     * }
     */
    public static FunctionDescriptor io_uring_register_files_sparse$descriptor() {
        return io_uring_register_files_sparse.DESC;
    }

    private static class io_uring_unregister_files {
        public static final FunctionDescriptor DESC = FunctionDescriptor.of(
            liburing_h.C_INT,
            liburing_h.C_POINTER
        );
    }

    /**
     * Function descriptor for:
     * {@snippet lang=c :
     * int io_uring_unregister_files(struct io_uring *ring)
     * }
     */
    public static FunctionDescriptor io_uring_unregister_files$descriptor() {
        return io_uring_unregister_files.DESC;
    }

    private static class io_uring_register_files_update {
        public static final FunctionDescriptor DESC = FunctionDescriptor.of(
            liburing_h.C_INT,
            liburing_h.C_POINTER,
            liburing_h.C_INT,
            liburing_h.C_POINTER,
            liburing_h.C_INT
        );
    }

    /**
     * Function descriptor for:
     * {@snippet lang=c :
     * int io_uring_register_files_update(struct io_uring *ring, unsigned int off, const int *files, unsigned int nr_files)
     * }
     */
    public static FunctionDescriptor io_uring_register_files_update$descriptor() {
        return io_uring_register_files_update.DESC;
    }

    private static class io_uring_register_probe {
        public static final FunctionDescriptor DESC = FunctionDescriptor.of(
            liburing_h.C_INT,
            liburing_h.C_POINTER,
            liburing_h.C_POINTER,
            liburing_h.C_INT
        );
    }

    /**
     * Function descriptor for:
     * {@snippet lang=c :
     * int io_uring_register_probe(struct io_uring *ring, struct io_uring_probe *p, unsigned int nr)
     * }
     */
    public static FunctionDescriptor io_uring_register_probe$descriptor() {
        return io_uring_register_probe.DESC;
    }

    private static class io_uring_enable_rings {
        public static final FunctionDescriptor DESC = FunctionDescriptor.of(
            liburing_h.C_INT,
            liburing_h.C_POINTER
        );
    }

    /**
     * Function descriptor for:
     * {@snippet lang=c :
     * int io_uring_enable_rings(struct io_uring *ring)
     * }
     */
    public static FunctionDescriptor io_uring_enable_rings$descriptor() {
        return io_uring_enable_rings.DESC;
    }

    private static class io_uring_register_iowq_max_workers {
        public static final FunctionDescriptor DESC = FunctionDescriptor.of(
            liburing_h.C_INT,
            liburing_h.C_POINTER,
            liburing_h.C_POINTER
        );
    }

    /**
     * Function descriptor for:
     * {@snippet lang=c :
     * int io_uring_register_iowq_max_workers(struct io_uring *ring, unsigned int *values)
     * }
     */
    public static FunctionDescriptor io_uring_register_iowq_max_workers$descriptor() {
        return io_uring_register_iowq_max_workers.DESC;
    }

    private static class io_uring_register_ring_fd {
        public static final FunctionDescriptor DESC = FunctionDescriptor.of(
            liburing_h.C_INT,
            liburing_h.C_POINTER
        );
    }

    /**
     * Function descriptor for:
     * {@snippet lang=c :
     * int io_uring_register_ring_fd(struct io_uring *ring)
     * }
     */
    public static FunctionDescriptor io_uring_register_ring_fd$descriptor() {
        return io_uring_register_ring_fd.DESC;
    }

    private static class io_uring_unregister_ring_fd {
        public static final FunctionDescriptor DESC = FunctionDescriptor.of(
            liburing_h.C_INT,
            liburing_h.C_POINTER
        );
    }

    /**
     * Function descriptor for:
     * {@snippet lang=c :
     * int io_uring_unregister_ring_fd(struct io_uring *ring)
     * }
     */
    public static FunctionDescriptor io_uring_unregister_ring_fd$descriptor() {
        return io_uring_unregister_ring_fd.DESC;
    }

    private static class io_uring_register_sync_cancel {
        public static final FunctionDescriptor DESC = FunctionDescriptor.of(
            liburing_h.C_INT,
            liburing_h.C_POINTER,
            liburing_h.C_POINTER
        );
    }

    /**
     * Function descriptor for:
     * {@snippet lang=c :
     * int io_uring_register_sync_cancel(struct io_uring *ring, struct io_uring_sync_cancel_reg *reg)
     * }
     */
    public static FunctionDescriptor io_uring_register_sync_cancel$descriptor() {
        return io_uring_register_sync_cancel.DESC;
    }

    private static class io_uring_register_file_alloc_range {
        public static final FunctionDescriptor DESC = FunctionDescriptor.of(
            liburing_h.C_INT,
            liburing_h.C_POINTER,
            liburing_h.C_INT,
            liburing_h.C_INT
        );
    }

    /**
     * Function descriptor for:
     * {@snippet lang=c :
     * int io_uring_register_file_alloc_range(struct io_uring *ring, unsigned int off, unsigned int len)
     * }
     */
    public static FunctionDescriptor io_uring_register_file_alloc_range$descriptor() {
        return io_uring_register_file_alloc_range.DESC;
    }

    private static class io_uring_get_events {
        public static final FunctionDescriptor DESC = FunctionDescriptor.of(
            liburing_h.C_INT,
            liburing_h.C_POINTER
        );
    }

    /**
     * Function descriptor for:
     * {@snippet lang=c :
     * int io_uring_get_events(struct io_uring *ring)
     * }
     */
    public static FunctionDescriptor io_uring_get_events$descriptor() {
        return io_uring_get_events.DESC;
    }

    private static class io_uring_submit_and_get_events {
        public static final FunctionDescriptor DESC = FunctionDescriptor.of(
            liburing_h.C_INT,
            liburing_h.C_POINTER
        );
    }

    /**
     * Function descriptor for:
     * {@snippet lang=c :
     * int io_uring_submit_and_get_events(struct io_uring *ring)
     * }
     */
    public static FunctionDescriptor io_uring_submit_and_get_events$descriptor() {
        return io_uring_submit_and_get_events.DESC;
    }

    private static class io_uring_enter {
        public static final FunctionDescriptor DESC = FunctionDescriptor.of(
            liburing_h.C_INT,
            liburing_h.C_INT,
            liburing_h.C_INT,
            liburing_h.C_INT,
            liburing_h.C_INT,
            liburing_h.C_POINTER
        );
    }

    /**
     * Function descriptor for:
     * {@snippet lang=c :
     * int io_uring_enter(unsigned int fd, unsigned int to_submit, unsigned int min_complete, unsigned int flags, sigset_t *sig)
     * }
     */
    public static FunctionDescriptor io_uring_enter$descriptor() {
        return io_uring_enter.DESC;
    }

    private static class io_uring_setup {
        public static final FunctionDescriptor DESC = FunctionDescriptor.of(
            liburing_h.C_INT,
            liburing_h.C_INT,
            liburing_h.C_POINTER
        );
    }

    /**
     * Function descriptor for:
     * {@snippet lang=c :
     * int io_uring_setup(unsigned int entries, struct io_uring_params *p)
     * }
     */
    public static FunctionDescriptor io_uring_setup$descriptor() {
        return io_uring_setup.DESC;
    }

    private static class io_uring_register {
        public static final FunctionDescriptor DESC = FunctionDescriptor.of(
            liburing_h.C_INT,
            liburing_h.C_INT,
            liburing_h.C_INT,
            liburing_h.C_POINTER,
            liburing_h.C_INT
        );
    }

    /**
     * Function descriptor for:
     * {@snippet lang=c :
     * int io_uring_register(unsigned int fd, unsigned int opcode, const void *arg, unsigned int nr_args)
     * }
     */
    public static FunctionDescriptor io_uring_register$descriptor() {
        return io_uring_register.DESC;
    }

    private static class io_uring_mlock_size_params {
        public static final FunctionDescriptor DESC = FunctionDescriptor.of(
            liburing_h.C_LONG,
            liburing_h.C_INT,
            liburing_h.C_POINTER
        );
    }

    /**
     * Function descriptor for:
     * {@snippet lang=c :
     * ssize_t io_uring_mlock_size_params(unsigned int entries, struct io_uring_params *p)
     * }
     */
    public static FunctionDescriptor io_uring_mlock_size_params$descriptor() {
        return io_uring_mlock_size_params.DESC;
    }

    private static final int IORING_FILE_INDEX_ALLOC = (int)4294967295L;
    public static int IORING_FILE_INDEX_ALLOC() {
        return IORING_FILE_INDEX_ALLOC;
    }
    private static final int IOSQE_FIXED_FILE = (int)1L;
    public static int IOSQE_FIXED_FILE() {
        return IOSQE_FIXED_FILE;
    }
    private static final int IOSQE_IO_DRAIN = (int)2L;
    public static int IOSQE_IO_DRAIN() {
        return IOSQE_IO_DRAIN;
    }
    private static final int IOSQE_IO_LINK = (int)4L;
    public static int IOSQE_IO_LINK() {
        return IOSQE_IO_LINK;
    }
    private static final int IOSQE_IO_HARDLINK = (int)8L;
    public static int IOSQE_IO_HARDLINK() {
        return IOSQE_IO_HARDLINK;
    }
    private static final int IOSQE_ASYNC = (int)16L;
    public static int IOSQE_ASYNC() {
        return IOSQE_ASYNC;
    }
    private static final int IOSQE_CQE_SKIP_SUCCESS = (int)64L;
    public static int IOSQE_CQE_SKIP_SUCCESS() {
        return IOSQE_CQE_SKIP_SUCCESS;
    }
    private static final int IORING_SETUP_IOPOLL = (int)1L;
    public static int IORING_SETUP_IOPOLL() {
        return IORING_SETUP_IOPOLL;
    }
    private static final int IORING_SETUP_SQPOLL = (int)2L;
    public static int IORING_SETUP_SQPOLL() {
        return IORING_SETUP_SQPOLL;
    }
    private static final int IORING_SETUP_SQ_AFF = (int)4L;
    public static int IORING_SETUP_SQ_AFF() {
        return IORING_SETUP_SQ_AFF;
    }
    private static final int IORING_SETUP_CQSIZE = (int)8L;
    public static int IORING_SETUP_CQSIZE() {
        return IORING_SETUP_CQSIZE;
    }
    private static final int IORING_SETUP_CLAMP = (int)16L;
    public static int IORING_SETUP_CLAMP() {
        return IORING_SETUP_CLAMP;
    }
    private static final int IORING_SETUP_ATTACH_WQ = (int)32L;
    public static int IORING_SETUP_ATTACH_WQ() {
        return IORING_SETUP_ATTACH_WQ;
    }
    private static final int IORING_SETUP_R_DISABLED = (int)64L;
    public static int IORING_SETUP_R_DISABLED() {
        return IORING_SETUP_R_DISABLED;
    }
    private static final int IORING_SETUP_SUBMIT_ALL = (int)128L;
    public static int IORING_SETUP_SUBMIT_ALL() {
        return IORING_SETUP_SUBMIT_ALL;
    }
    private static final int IORING_SETUP_COOP_TASKRUN = (int)256L;
    public static int IORING_SETUP_COOP_TASKRUN() {
        return IORING_SETUP_COOP_TASKRUN;
    }
    private static final int IORING_SETUP_TASKRUN_FLAG = (int)512L;
    public static int IORING_SETUP_TASKRUN_FLAG() {
        return IORING_SETUP_TASKRUN_FLAG;
    }
    private static final int IORING_SETUP_SQE128 = (int)1024L;
    public static int IORING_SETUP_SQE128() {
        return IORING_SETUP_SQE128;
    }
    private static final int IORING_SETUP_CQE32 = (int)2048L;
    public static int IORING_SETUP_CQE32() {
        return IORING_SETUP_CQE32;
    }
    private static final int IORING_SETUP_SINGLE_ISSUER = (int)4096L;
    public static int IORING_SETUP_SINGLE_ISSUER() {
        return IORING_SETUP_SINGLE_ISSUER;
    }
    private static final int IORING_SETUP_DEFER_TASKRUN = (int)8192L;
    public static int IORING_SETUP_DEFER_TASKRUN() {
        return IORING_SETUP_DEFER_TASKRUN;
    }
    private static final int IORING_SETUP_NO_MMAP = (int)16384L;
    public static int IORING_SETUP_NO_MMAP() {
        return IORING_SETUP_NO_MMAP;
    }
    private static final int IORING_SETUP_REGISTERED_FD_ONLY = (int)32768L;
    public static int IORING_SETUP_REGISTERED_FD_ONLY() {
        return IORING_SETUP_REGISTERED_FD_ONLY;
    }
    private static final int IORING_SETUP_NO_SQARRAY = (int)65536L;
    public static int IORING_SETUP_NO_SQARRAY() {
        return IORING_SETUP_NO_SQARRAY;
    }
    private static final int IORING_SETUP_HYBRID_IOPOLL = (int)131072L;
    public static int IORING_SETUP_HYBRID_IOPOLL() {
        return IORING_SETUP_HYBRID_IOPOLL;
    }
    private static final int IORING_SETUP_CQE_MIXED = (int)262144L;
    public static int IORING_SETUP_CQE_MIXED() {
        return IORING_SETUP_CQE_MIXED;
    }
    private static final int IORING_SETUP_SQE_MIXED = (int)524288L;
    public static int IORING_SETUP_SQE_MIXED() {
        return IORING_SETUP_SQE_MIXED;
    }
    private static final int IORING_SETUP_SQ_REWIND = (int)1048576L;
    public static int IORING_SETUP_SQ_REWIND() {
        return IORING_SETUP_SQ_REWIND;
    }
    private static final int IORING_FSYNC_DATASYNC = (int)1L;
    public static int IORING_FSYNC_DATASYNC() {
        return IORING_FSYNC_DATASYNC;
    }
    private static final int IORING_TIMEOUT_ABS = (int)1L;
    public static int IORING_TIMEOUT_ABS() {
        return IORING_TIMEOUT_ABS;
    }
    private static final int IORING_TIMEOUT_BOOTTIME = (int)4L;
    public static int IORING_TIMEOUT_BOOTTIME() {
        return IORING_TIMEOUT_BOOTTIME;
    }
    private static final int IORING_TIMEOUT_REALTIME = (int)8L;
    public static int IORING_TIMEOUT_REALTIME() {
        return IORING_TIMEOUT_REALTIME;
    }
    private static final int IORING_TIMEOUT_ETIME_SUCCESS = (int)32L;
    public static int IORING_TIMEOUT_ETIME_SUCCESS() {
        return IORING_TIMEOUT_ETIME_SUCCESS;
    }
    private static final int IORING_POLL_ADD_MULTI = (int)1L;
    public static int IORING_POLL_ADD_MULTI() {
        return IORING_POLL_ADD_MULTI;
    }
    private static final int IORING_ASYNC_CANCEL_ALL = (int)1L;
    public static int IORING_ASYNC_CANCEL_ALL() {
        return IORING_ASYNC_CANCEL_ALL;
    }
    private static final int IORING_ASYNC_CANCEL_FD = (int)2L;
    public static int IORING_ASYNC_CANCEL_FD() {
        return IORING_ASYNC_CANCEL_FD;
    }
    private static final int IORING_ASYNC_CANCEL_ANY = (int)4L;
    public static int IORING_ASYNC_CANCEL_ANY() {
        return IORING_ASYNC_CANCEL_ANY;
    }
    private static final int IORING_ASYNC_CANCEL_FD_FIXED = (int)8L;
    public static int IORING_ASYNC_CANCEL_FD_FIXED() {
        return IORING_ASYNC_CANCEL_FD_FIXED;
    }
    private static final int IORING_ASYNC_CANCEL_USERDATA = (int)16L;
    public static int IORING_ASYNC_CANCEL_USERDATA() {
        return IORING_ASYNC_CANCEL_USERDATA;
    }
    private static final int IORING_ASYNC_CANCEL_OP = (int)32L;
    public static int IORING_ASYNC_CANCEL_OP() {
        return IORING_ASYNC_CANCEL_OP;
    }
    private static final int IORING_FIXED_FD_NO_CLOEXEC = (int)1L;
    public static int IORING_FIXED_FD_NO_CLOEXEC() {
        return IORING_FIXED_FD_NO_CLOEXEC;
    }
    private static final int IORING_NOP_INJECT_RESULT = (int)1L;
    public static int IORING_NOP_INJECT_RESULT() {
        return IORING_NOP_INJECT_RESULT;
    }
    private static final int IORING_CQE_F_MORE = (int)2L;
    public static int IORING_CQE_F_MORE() {
        return IORING_CQE_F_MORE;
    }
    private static final long IORING_OFF_SQ_RING = 0L;
    public static long IORING_OFF_SQ_RING() {
        return IORING_OFF_SQ_RING;
    }
    private static final long IORING_OFF_CQ_RING = 134217728L;
    public static long IORING_OFF_CQ_RING() {
        return IORING_OFF_CQ_RING;
    }
    private static final long IORING_OFF_SQES = 268435456L;
    public static long IORING_OFF_SQES() {
        return IORING_OFF_SQES;
    }
    private static final int IORING_SQ_NEED_WAKEUP = (int)1L;
    public static int IORING_SQ_NEED_WAKEUP() {
        return IORING_SQ_NEED_WAKEUP;
    }
    private static final int IORING_SQ_CQ_OVERFLOW = (int)2L;
    public static int IORING_SQ_CQ_OVERFLOW() {
        return IORING_SQ_CQ_OVERFLOW;
    }
    private static final int IORING_SQ_TASKRUN = (int)4L;
    public static int IORING_SQ_TASKRUN() {
        return IORING_SQ_TASKRUN;
    }
    private static final int IORING_ENTER_GETEVENTS = (int)1L;
    public static int IORING_ENTER_GETEVENTS() {
        return IORING_ENTER_GETEVENTS;
    }
    private static final int IORING_ENTER_SQ_WAKEUP = (int)2L;
    public static int IORING_ENTER_SQ_WAKEUP() {
        return IORING_ENTER_SQ_WAKEUP;
    }
    private static final int IORING_ENTER_SQ_WAIT = (int)4L;
    public static int IORING_ENTER_SQ_WAIT() {
        return IORING_ENTER_SQ_WAIT;
    }
    private static final int IORING_ENTER_EXT_ARG = (int)8L;
    public static int IORING_ENTER_EXT_ARG() {
        return IORING_ENTER_EXT_ARG;
    }
    private static final int IORING_ENTER_REGISTERED_RING = (int)16L;
    public static int IORING_ENTER_REGISTERED_RING() {
        return IORING_ENTER_REGISTERED_RING;
    }
    private static final int IORING_ENTER_ABS_TIMER = (int)32L;
    public static int IORING_ENTER_ABS_TIMER() {
        return IORING_ENTER_ABS_TIMER;
    }
    private static final int IORING_ENTER_EXT_ARG_REG = (int)64L;
    public static int IORING_ENTER_EXT_ARG_REG() {
        return IORING_ENTER_EXT_ARG_REG;
    }
    private static final int IORING_ENTER_NO_IOWAIT = (int)128L;
    public static int IORING_ENTER_NO_IOWAIT() {
        return IORING_ENTER_NO_IOWAIT;
    }
    private static final int IORING_FEAT_SINGLE_MMAP = (int)1L;
    public static int IORING_FEAT_SINGLE_MMAP() {
        return IORING_FEAT_SINGLE_MMAP;
    }
    private static final int IORING_FEAT_NODROP = (int)2L;
    public static int IORING_FEAT_NODROP() {
        return IORING_FEAT_NODROP;
    }
    private static final int IORING_FEAT_SUBMIT_STABLE = (int)4L;
    public static int IORING_FEAT_SUBMIT_STABLE() {
        return IORING_FEAT_SUBMIT_STABLE;
    }
    private static final int IORING_FEAT_RW_CUR_POS = (int)8L;
    public static int IORING_FEAT_RW_CUR_POS() {
        return IORING_FEAT_RW_CUR_POS;
    }
    private static final int IORING_FEAT_CUR_PERSONALITY = (int)16L;
    public static int IORING_FEAT_CUR_PERSONALITY() {
        return IORING_FEAT_CUR_PERSONALITY;
    }
    private static final int IORING_FEAT_FAST_POLL = (int)32L;
    public static int IORING_FEAT_FAST_POLL() {
        return IORING_FEAT_FAST_POLL;
    }
    private static final int IORING_FEAT_POLL_32BITS = (int)64L;
    public static int IORING_FEAT_POLL_32BITS() {
        return IORING_FEAT_POLL_32BITS;
    }
    private static final int IORING_FEAT_SQPOLL_NONFIXED = (int)128L;
    public static int IORING_FEAT_SQPOLL_NONFIXED() {
        return IORING_FEAT_SQPOLL_NONFIXED;
    }
    private static final int IORING_FEAT_EXT_ARG = (int)256L;
    public static int IORING_FEAT_EXT_ARG() {
        return IORING_FEAT_EXT_ARG;
    }
    private static final int IORING_FEAT_NATIVE_WORKERS = (int)512L;
    public static int IORING_FEAT_NATIVE_WORKERS() {
        return IORING_FEAT_NATIVE_WORKERS;
    }
    private static final int IORING_FEAT_RSRC_TAGS = (int)1024L;
    public static int IORING_FEAT_RSRC_TAGS() {
        return IORING_FEAT_RSRC_TAGS;
    }
    private static final int IORING_FEAT_CQE_SKIP = (int)2048L;
    public static int IORING_FEAT_CQE_SKIP() {
        return IORING_FEAT_CQE_SKIP;
    }
    private static final int IORING_FEAT_LINKED_FILE = (int)4096L;
    public static int IORING_FEAT_LINKED_FILE() {
        return IORING_FEAT_LINKED_FILE;
    }
    private static final int IORING_FEAT_REG_REG_RING = (int)8192L;
    public static int IORING_FEAT_REG_REG_RING() {
        return IORING_FEAT_REG_REG_RING;
    }
    private static final int IORING_FEAT_RECVSEND_BUNDLE = (int)16384L;
    public static int IORING_FEAT_RECVSEND_BUNDLE() {
        return IORING_FEAT_RECVSEND_BUNDLE;
    }
    private static final int IORING_FEAT_MIN_TIMEOUT = (int)32768L;
    public static int IORING_FEAT_MIN_TIMEOUT() {
        return IORING_FEAT_MIN_TIMEOUT;
    }
    private static final int IORING_FEAT_RW_ATTR = (int)65536L;
    public static int IORING_FEAT_RW_ATTR() {
        return IORING_FEAT_RW_ATTR;
    }
    private static final int IORING_FEAT_NO_IOWAIT = (int)131072L;
    public static int IORING_FEAT_NO_IOWAIT() {
        return IORING_FEAT_NO_IOWAIT;
    }
    private static final int IORING_RSRC_REGISTER_SPARSE = (int)1L;
    public static int IORING_RSRC_REGISTER_SPARSE() {
        return IORING_RSRC_REGISTER_SPARSE;
    }
    private static final int IORING_REGISTER_FILES_SKIP = (int)-2L;
    public static int IORING_REGISTER_FILES_SKIP() {
        return IORING_REGISTER_FILES_SKIP;
    }
    private static final int IO_URING_OP_SUPPORTED = (int)1L;
    public static int IO_URING_OP_SUPPORTED() {
        return IO_URING_OP_SUPPORTED;
    }
    private static final long LIBURING_UDATA_TIMEOUT = -1L;
    public static long LIBURING_UDATA_TIMEOUT() {
        return LIBURING_UDATA_TIMEOUT;
    }
}
