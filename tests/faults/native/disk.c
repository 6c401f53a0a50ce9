/* Preloaded before libc: records what a process does to the files below one folder, and fails the
 * calls it is told to fail (reliability R2, R3, R5, R6).
 *
 * DAICHO_FAULTS_FOLDER   the folder; other files are let through
 * DAICHO_FAULTS_TRACE    optional file to which each change is appended, once it is made:
 *                        kind (1), name length (2), offset (8), data length (4), name, data
 * DAICHO_FAULTS_CONTROL  optional file, shared with whoever steers; see `struct control`
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <fnmatch.h>
#include <limits.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <unistd.h>

enum { NAME_MAX_BYTES = 1024, PARTS_MAX = 66, TRACE_FD_MIN = 900 };

/* Calls numbered first..last of one kind on names that match fail with `error`. With `growing` set,
 * only writes beyond the end of the file count: what a full disk refuses. */
struct control {
    char call[16];
    char pattern[48];
    int32_t error;
    int32_t growing;
    int64_t first, last;
    int64_t seen, failed;
};

static char folder[NAME_MAX_BYTES];
static int trace = -1;
static struct control *control;

#define REAL(name) ((__typeof__(name) *)real(#name))

static void *real(const char *name)
{
    void *found = dlsym(RTLD_NEXT, name);
    if (!found) abort();
    return found;
}

__attribute__((constructor)) static void begin(void)
{
    const char *below = getenv("DAICHO_FAULTS_FOLDER");
    const char *log = getenv("DAICHO_FAULTS_TRACE");
    const char *steering = getenv("DAICHO_FAULTS_CONTROL");
    if (!below) return;
    snprintf(folder, sizeof folder, "%s", below);
    if (log) {
        int fd = REAL(open)(log, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0666);
        trace = fcntl(fd, F_DUPFD_CLOEXEC, TRACE_FD_MIN);
        close(fd);
    }
    if (steering) {
        int fd = REAL(open)(steering, O_RDWR | O_CLOEXEC);
        void *at = mmap(0, sizeof *control, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
        control = at == MAP_FAILED ? 0 : at;
        close(fd);
    }
}

/* Where a path begins below the folder; 0 if it is elsewhere. */
static const char *inside(const char *path)
{
    size_t length = strlen(folder);
    if (!length || strncmp(path, folder, length) || path[length] != '/') return 0;
    return path + length + 1;
}

static const char *name_of(int fd, char *room)
{
    char link[64];
    if (!*folder || fd == trace) return 0;
    snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
    ssize_t length = readlink(link, room, NAME_MAX_BYTES - 1);
    if (length <= 0) return 0;
    room[length] = 0;
    return strstr(room, " (deleted)") ? 0 : inside(room);
}

static const char *absolute(const char *path, char *room)
{
    char here[NAME_MAX_BYTES / 2];
    if (path[0] == '/') snprintf(room, NAME_MAX_BYTES, "%s", path);
    else snprintf(room, NAME_MAX_BYTES, "%s/%s", getcwd(here, sizeof here) ? here : "", path);
    return inside(room);
}

static void record(char kind, const char *name, uint64_t offset, const struct iovec *data,
                   int count, size_t total)
{
    if (trace < 0 || !name) return;
    int saved = errno;
    uint16_t name_length = strlen(name);
    uint32_t data_length = total;
    char header[15] = {kind};
    memcpy(header + 1, &name_length, 2);
    memcpy(header + 3, &offset, 8);
    memcpy(header + 11, &data_length, 4);
    struct iovec parts[PARTS_MAX] = {{header, sizeof header}, {(void *)name, name_length}};
    int used = 2;
    for (int at = 0; at < count && total; at++, used++) {
        if (used == PARTS_MAX) abort();
        size_t taken = data[at].iov_len < total ? data[at].iov_len : total;
        parts[used] = (struct iovec){data[at].iov_base, taken};
        total -= taken;
    }
    if (REAL(writev)(trace, parts, used) < 0) abort();
    errno = saved;
}

/* Whether this call is one of those that fail; sets errno. */
static int fails(const char *call, const char *name, int growing)
{
    if (!control || !name || !*control->call || strcmp(control->call, call)) return 0;
    if (control->growing && !growing) return 0;
    if (fnmatch(control->pattern, name, 0)) return 0;
    int64_t number = __sync_fetch_and_add(&control->seen, 1);
    if (number < control->first || number > control->last) return 0;
    __sync_fetch_and_add(&control->failed, 1);
    errno = control->error;
    return 1;
}

static int grows(int fd, uint64_t end)
{
    struct stat found;
    return !fstat(fd, &found) && end > (uint64_t)found.st_size;
}

static size_t total_of(const struct iovec *data, int count)
{
    size_t total = 0;
    for (int at = 0; at < count; at++) total += data[at].iov_len;
    return total;
}

static off64_t place_of(int fd)
{
    return lseek64(fd, 0, fcntl(fd, F_GETFL) & O_APPEND ? SEEK_END : SEEK_CUR);
}

/* Every write comes through here: at `offset`, or at the file's own place when that is -1. */
static ssize_t put(int fd, const struct iovec *data, int count, off64_t offset)
{
    char room[NAME_MAX_BYTES];
    const char *name = name_of(fd, room);
    off64_t place = offset < 0 && name ? place_of(fd) : offset;
    if (name && fails("write", name, grows(fd, place + total_of(data, count)))) return -1;
    ssize_t done = offset < 0 ? REAL(writev)(fd, data, count)
                              : REAL(pwritev64)(fd, data, count, offset);
    if (done > 0 && place >= 0) record('w', name, place, data, count, done);
    return done;
}

ssize_t write(int fd, const void *data, size_t length)
{
    return put(fd, &(struct iovec){(void *)data, length}, 1, -1);
}

ssize_t writev(int fd, const struct iovec *data, int count)
{
    return put(fd, data, count, -1);
}

ssize_t pwrite64(int fd, const void *data, size_t length, off64_t offset)
{
    return put(fd, &(struct iovec){(void *)data, length}, 1, offset);
}

ssize_t pwrite(int fd, const void *data, size_t length, off_t offset)
{
    return pwrite64(fd, data, length, offset);
}

ssize_t pwritev64(int fd, const struct iovec *data, int count, off64_t offset)
{
    return put(fd, data, count, offset);
}

ssize_t pwritev(int fd, const struct iovec *data, int count, off_t offset)
{
    return pwritev64(fd, data, count, offset);
}

/* A folder's own sync is of no account: names are taken as durable at once. */
static int synced(int fd, int (*sync)(int))
{
    char room[NAME_MAX_BYTES];
    struct stat found;
    const char *name = fstat(fd, &found) || !S_ISREG(found.st_mode) ? 0 : name_of(fd, room);
    if (fails("sync", name, 0)) {
        record('f', name, 0, 0, 0, 0);
        return -1;
    }
    int result = sync(fd);
    if (!result) record('s', name, 0, 0, 0, 0);
    return result;
}

int fsync(int fd) { return synced(fd, REAL(fsync)); }

int fdatasync(int fd) { return synced(fd, REAL(fdatasync)); }

int ftruncate64(int fd, off64_t length)
{
    char room[NAME_MAX_BYTES];
    const char *name = name_of(fd, room);
    if (fails("truncate", name, grows(fd, length))) return -1;
    int result = REAL(ftruncate64)(fd, length);
    if (!result) record('t', name, length, 0, 0, 0);
    return result;
}

int ftruncate(int fd, off_t length) { return ftruncate64(fd, length); }

int posix_fallocate64(int fd, off64_t offset, off64_t length)
{
    char room[NAME_MAX_BYTES];
    const char *name = name_of(fd, room);
    int grown = grows(fd, offset + length);
    if (fails("write", name, grown)) return errno;
    int result = REAL(posix_fallocate64)(fd, offset, length);
    if (!result && grown) record('t', name, offset + length, 0, 0, 0);
    return result;
}

int posix_fallocate(int fd, off_t offset, off_t length)
{
    return posix_fallocate64(fd, offset, length);
}

int unlink(const char *path)
{
    char room[NAME_MAX_BYTES];
    int result = REAL(unlink)(path);
    if (!result) record('d', absolute(path, room), 0, 0, 0, 0);
    return result;
}

int rename(const char *old, const char *fresh)
{
    char from[NAME_MAX_BYTES], to[NAME_MAX_BYTES];
    int result = REAL(rename)(old, fresh);
    const char *name = absolute(old, from), *target = absolute(fresh, to);
    if (!result && name && target)
        record('r', name, 0, &(struct iovec){(void *)target, strlen(target)}, 1, strlen(target));
    return result;
}

static int opened(int at, const char *path, int flags, mode_t mode)
{
    char room[NAME_MAX_BYTES];
    if (control && fails("open", absolute(path, room), 0)) return -1;
    return REAL(openat64)(at, path, flags, mode);
}

#define MODE_OF(flags, mode)                                                                       \
    mode_t mode = 0;                                                                               \
    if ((flags) & (O_CREAT | O_TMPFILE)) {                                                         \
        va_list rest;                                                                              \
        va_start(rest, flags);                                                                     \
        mode = va_arg(rest, mode_t);                                                               \
        va_end(rest);                                                                              \
    }

int open(const char *path, int flags, ...)
{
    MODE_OF(flags, mode)
    return opened(AT_FDCWD, path, flags, mode);
}

int open64(const char *path, int flags, ...)
{
    MODE_OF(flags, mode)
    return opened(AT_FDCWD, path, flags, mode);
}

int openat(int at, const char *path, int flags, ...)
{
    MODE_OF(flags, mode)
    return opened(at, path, flags, mode);
}

int openat64(int at, const char *path, int flags, ...)
{
    MODE_OF(flags, mode)
    return opened(at, path, flags, mode);
}
