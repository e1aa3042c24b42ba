// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

// A disk that can lose power and fail: a FUSE file system with two files and some folders.
//
//   disk       the sectors. It has a volatile write cache: what is written is lost with the power
//              unless a flush (fsync) has made it stable.
//   control    takes one command per write; see command().
//   folderN    for any number N: a folder for files of which only the names and the sizes are kept.
//
// Usage: faulty-disk MEBIBYTES MOUNT_POINT. It stays in the foreground, writes "mounted" to its
// standard output when it is ready, and ends when it is unmounted.

#define FUSE_USE_VERSION 31
#define _GNU_SOURCE
#include <errno.h>
#include <fuse.h>
#include <pthread.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

enum { SECTOR = 512, MAGIC_BYTES = 8 };

// A sector that begins so is user data, and no metadata of a file system.
static const char MAGIC[MAGIC_BYTES + 1] = "DIOMAGIC";

static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
static uint64_t disk_bytes;
static char *cached;         // what a read sees
static char *stable;         // what survives a loss of power
static uint8_t *is_dirty;    // one per sector
static uint32_t *dirty;      // the sectors that are dirty, in the order of their first write
static size_t dirty_count;
static int has_power = 1;

// How many of the next requests fail with error_number; a negative number means all.
static int error_number = EIO;
static long failing_data_writes;  // of user data
static long failing_writes;
static long failing_reads;
static long failing_flushes;
static long failing_folder_syncs;

// The files in folders.
struct entry { char path[256]; off_t size; };
enum { MOST_ENTRIES = 64 };
static struct entry entries[MOST_ENTRIES];  // one without a path is free

static struct entry *find(const char *path) {
  for (int i = 0; i < MOST_ENTRIES; i++) {
    if (strcmp(entries[i].path, path) == 0) return &entries[i];
  }
  return NULL;
}

// Says whether this request fails, and counts it.
static int fails(long *remaining) {
  if (*remaining > 0) {
    (*remaining)--;
    return 1;
  }
  return *remaining < 0;
}

static int has_user_data(const char *bytes, size_t count) {
  for (size_t i = 0; i < count; i += SECTOR) {
    if (memcmp(bytes + i, MAGIC, MAGIC_BYTES) == 0) return 1;
  }
  return 0;
}

static void keep(uint64_t sector) {
  memcpy(stable + sector * SECTOR, cached + sector * SECTOR, SECTOR);
}

static void drop(uint64_t sector) {
  memcpy(cached + sector * SECTOR, stable + sector * SECTOR, SECTOR);
}

static void lose_power(long kept_percent, unsigned seed) {
  srandom(seed);
  for (size_t i = 0; i < dirty_count; i++) {
    is_dirty[dirty[i]] = 0;
    if (random() % 100 < kept_percent) keep(dirty[i]);
    else drop(dirty[i]);
  }
  dirty_count = 0;
  has_power = 0;
}

// error NUMBER             what requests fail with from now on
// data-writes COUNT        that many of the next writes of user data fail; -1 for all
// writes COUNT             the same for all writes
// reads COUNT              the same for reads
// flushes COUNT            the same for flushes
// folder-syncs COUNT       the same for syncs of folders
// power-off PERCENT SEED   of what was not flushed that part survives; everything fails afterwards
// power-on                 nothing fails any more
static int command(const char *text) {
  char name[32];
  long first = 0, second = 0;
  if (sscanf(text, "%31s %ld %ld", name, &first, &second) < 1) return -EINVAL;
  if (strcmp(name, "error") == 0) error_number = (int) first;
  else if (strcmp(name, "data-writes") == 0) failing_data_writes = first;
  else if (strcmp(name, "writes") == 0) failing_writes = first;
  else if (strcmp(name, "reads") == 0) failing_reads = first;
  else if (strcmp(name, "flushes") == 0) failing_flushes = first;
  else if (strcmp(name, "folder-syncs") == 0) failing_folder_syncs = first;
  else if (strcmp(name, "power-off") == 0) lose_power(first, (unsigned) second);
  else if (strcmp(name, "power-on") == 0) {
    failing_data_writes = failing_writes = failing_reads = 0;
    failing_flushes = failing_folder_syncs = 0;
    has_power = 1;
  } else return -EINVAL;
  return 0;
}

static int is_disk(const char *path) { return strcmp(path, "/disk") == 0; }
static int is_control(const char *path) { return strcmp(path, "/control") == 0; }

// The number of a folder, or 0 for another path.
static unsigned long folder_number(const char *path) {
  char rest;
  unsigned long number;
  return sscanf(path, "/folder%lu%c", &number, &rest) == 1 ? number : 0;
}

static int on_getattr(const char *path, struct stat *status, struct fuse_file_info *file) {
  (void) file;
  memset(status, 0, sizeof *status);
  pthread_mutex_lock(&mutex);
  struct entry *entry = find(path);
  if (entry != NULL) status->st_size = entry->size;
  pthread_mutex_unlock(&mutex);
  if (entry != NULL) {
    status->st_mode = S_IFREG | 0600;
    status->st_nlink = 1;
    status->st_ino = 1000000 + (entry - entries);
  } else if (strcmp(path, "/") == 0 || folder_number(path) > 0) {
    status->st_mode = S_IFDIR | 0755;
    status->st_nlink = 2;
    status->st_ino = 1 + folder_number(path);
  } else if (is_disk(path) || is_control(path)) {
    status->st_mode = S_IFREG | 0600;
    status->st_nlink = 1;
    status->st_ino = 2000000 + is_disk(path);
    status->st_size = is_disk(path) ? (off_t) disk_bytes : 0;
  } else {
    return -ENOENT;
  }
  return 0;
}

// Past the page cache of the host, so that each request arrives here.
static int on_open(const char *path, struct fuse_file_info *file) {
  (void) path;
  file->direct_io = 1;
  return 0;
}

static int on_create(const char *path, mode_t mode, struct fuse_file_info *file) {
  (void) mode;
  pthread_mutex_lock(&mutex);
  struct entry *entry = find("");
  int fits = entry != NULL && strlen(path) < sizeof entry->path;
  if (fits) {
    strcpy(entry->path, path);
    entry->size = 0;
  }
  pthread_mutex_unlock(&mutex);
  file->direct_io = 1;
  return fits ? 0 : -ENOSPC;
}

static int on_unlink(const char *path) {
  pthread_mutex_lock(&mutex);
  struct entry *entry = find(path);
  if (entry != NULL) entry->path[0] = 0;
  pthread_mutex_unlock(&mutex);
  return entry != NULL ? 0 : -ENOENT;
}

static int on_rename(const char *source, const char *target, unsigned flags) {
  (void) flags;
  pthread_mutex_lock(&mutex);
  struct entry *entry = find(source);
  struct entry *replaced = find(target);
  int fits = entry != NULL && strlen(target) < sizeof entry->path;
  if (fits) {
    if (replaced != NULL) replaced->path[0] = 0;
    strcpy(entry->path, target);
  }
  pthread_mutex_unlock(&mutex);
  return fits ? 0 : -ENOENT;
}

static int on_truncate(const char *path, off_t size, struct fuse_file_info *file) {
  (void) file;
  pthread_mutex_lock(&mutex);
  struct entry *entry = find(path);
  if (entry != NULL) entry->size = size;
  pthread_mutex_unlock(&mutex);
  return 0;
}

static int on_read(
    const char *path, char *bytes, size_t count, off_t offset, struct fuse_file_info *file) {
  (void) file;
  if (!is_disk(path) || (uint64_t) offset >= disk_bytes) return 0;
  if (offset + count > disk_bytes) count = disk_bytes - offset;
  pthread_mutex_lock(&mutex);
  int failed = !has_power || fails(&failing_reads);
  if (!failed) memcpy(bytes, cached + offset, count);
  int result = failed ? -error_number : (int) count;
  pthread_mutex_unlock(&mutex);
  return result;
}

static int write_disk(const char *bytes, size_t count, off_t offset) {
  if ((uint64_t) offset + count > disk_bytes || offset % SECTOR != 0 || count % SECTOR != 0)
    return -EINVAL;
  int failed = !has_power || fails(&failing_writes)
      || (failing_data_writes != 0 && has_user_data(bytes, count) && fails(&failing_data_writes));
  if (failed) return -error_number;
  memcpy(cached + offset, bytes, count);
  for (uint64_t sector = offset / SECTOR; sector < (offset + count) / SECTOR; sector++) {
    if (!is_dirty[sector]) {
      is_dirty[sector] = 1;
      dirty[dirty_count++] = (uint32_t) sector;
    }
  }
  return (int) count;
}

static int on_write(
    const char *path, const char *bytes, size_t count, off_t offset, struct fuse_file_info *file) {
  (void) file;
  pthread_mutex_lock(&mutex);
  int result;
  if (is_control(path)) {
    char text[100];
    size_t length = count < sizeof text ? count : sizeof text - 1;
    memcpy(text, bytes, length);
    text[length] = 0;
    int failed = command(text);
    result = failed < 0 ? failed : (int) count;
  } else if (is_disk(path)) {
    result = write_disk(bytes, count, offset);
  } else {
    struct entry *entry = find(path);
    if (entry != NULL && entry->size < offset + (off_t) count) entry->size = offset + count;
    result = (int) count;
  }
  pthread_mutex_unlock(&mutex);
  return result;
}

static int on_fsyncdir(const char *path, int data_only, struct fuse_file_info *file) {
  (void) path, (void) data_only, (void) file;
  pthread_mutex_lock(&mutex);
  int result = fails(&failing_folder_syncs) ? -error_number : 0;
  pthread_mutex_unlock(&mutex);
  return result;
}

static int on_fsync(const char *path, int data_only, struct fuse_file_info *file) {
  (void) data_only, (void) file;
  if (!is_disk(path)) return 0;
  pthread_mutex_lock(&mutex);
  int failed = !has_power || fails(&failing_flushes);
  if (!failed) {
    for (size_t i = 0; i < dirty_count; i++) {
      is_dirty[dirty[i]] = 0;
      keep(dirty[i]);
    }
    dirty_count = 0;
  }
  int result = failed ? -error_number : 0;
  pthread_mutex_unlock(&mutex);
  return result;
}

// The kernel's first request: the file system is mounted.
static void *on_init(struct fuse_conn_info *connection, struct fuse_config *config) {
  (void) connection;
  config->use_ino = 1;
  puts("mounted");
  fflush(stdout);
  return NULL;
}

static const struct fuse_operations OPERATIONS = {
  .init = on_init,
  .getattr = on_getattr,
  .open = on_open,
  .read = on_read,
  .write = on_write,
  .fsync = on_fsync,
  .fsyncdir = on_fsyncdir,
  .create = on_create,
  .unlink = on_unlink,
  .rename = on_rename,
  .truncate = on_truncate,
};

static void *zeros(uint64_t bytes) {
  void *memory = mmap(
      NULL, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
  if (memory == MAP_FAILED) {
    perror("mmap");
    exit(1);
  }
  return memory;
}

int main(int count, char **arguments) {
  if (count != 3) {
    fprintf(stderr, "usage: %s MEBIBYTES MOUNT_POINT\n", arguments[0]);
    return 2;
  }
  disk_bytes = strtoull(arguments[1], NULL, 10) << 20;
  cached = zeros(disk_bytes);
  stable = zeros(disk_bytes);
  is_dirty = zeros(disk_bytes / SECTOR);
  dirty = zeros(disk_bytes / SECTOR * sizeof *dirty);
  char *fuse_arguments[] = {arguments[0], "-f", arguments[2]};
  return fuse_main(3, fuse_arguments, &OPERATIONS, NULL);
}
