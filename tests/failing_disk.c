/* Lets writes under one folder fail, from the n-th on and for so many calls: what a dying disk does.
   Loaded before the C library (LD_PRELOAD); tests/failing_disk.py sets it by ctypes. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <limits.h>
#include <stdatomic.h>
#include <stdio.h>
#include <string.h>
#include <sys/types.h>
#include <unistd.h>

static char folder[PATH_MAX];
static atomic_long seen, failed, first = LONG_MAX, last = LONG_MAX;
static int with;

void disk_under(const char *path) { snprintf(folder, sizeof folder, "%s", path); }
void disk_fails(long from, long times, int error) {
  with = error;
  last = times < LONG_MAX - from ? from + times : LONG_MAX;
  first = from;
  seen = failed = 0;
}
long disk_seen(void) { return seen; }
long disk_failed(void) { return failed; }

static int fails_at(const char *path) {
  if (!folder[0] || strncmp(path, folder, strlen(folder))) return 0;
  long now = atomic_fetch_add(&seen, 1) + 1;
  if (now < first || now >= last) return 0;
  atomic_fetch_add(&failed, 1);
  errno = with;
  return 1;
}

static int fails(int file) {
  char link[64], path[PATH_MAX];
  snprintf(link, sizeof link, "/proc/self/fd/%d", file);
  ssize_t length = readlink(link, path, sizeof path - 1);
  if (length < 0) return 0;
  path[length] = 0;
  return fails_at(path);
}

#define REAL(name) ((__typeof__(&name))dlsym(RTLD_NEXT, #name))

ssize_t write(int f, const void *b, size_t n) { return fails(f) ? -1 : REAL(write)(f, b, n); }
ssize_t pwrite(int f, const void *b, size_t n, off_t at) { return fails(f) ? -1 : REAL(pwrite)(f, b, n, at); }
ssize_t pwrite64(int f, const void *b, size_t n, off64_t at) { return fails(f) ? -1 : REAL(pwrite64)(f, b, n, at); }
int fsync(int f) { return fails(f) ? -1 : REAL(fsync)(f); }
int fdatasync(int f) { return fails(f) ? -1 : REAL(fdatasync)(f); }
int ftruncate(int f, off_t n) { return fails(f) ? -1 : REAL(ftruncate)(f, n); }
int ftruncate64(int f, off64_t n) { return fails(f) ? -1 : REAL(ftruncate64)(f, n); }
int rename(const char *from, const char *to) { return fails_at(to) ? -1 : REAL(rename)(from, to); }
