// Replays a script of system calls and prints each result: what the recordings *.facts come from.
#define _GNU_SOURCE
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/sysmacros.h>
#include <unistd.h>
static char store[16][20000]; static int ns;
static char *decode(const char *s) {
  char *o = store[ns++ & 15], *p = o;
  while (*s) {
    if (*s == '%') { unsigned v; sscanf(s + 1, "%2x", &v); *p++ = v; s += 3; }
    else if (*s == '{') { const char *star = strrchr(s, '*'); int n = atoi(star + 1), l = star - s - 1;
      for (int i = 0; i < n; i++) { memcpy(p, s + 1, l); p += l; } s = strchr(star, '}') + 1; }
    else *p++ = *s++;
  }
  *p = 0; if (!strcmp(o, "''")) *o = 0; return o;
}
static int payload;
static void show(const char *b, long n) {
  payload = 1;
  putchar('"');
  for (long i = 0; i < n; i++) { unsigned char c = b[i]; if (c < 33 || c > 126 || c == '"' || c == '%') printf("%%%02x", c); else putchar(c); if (i > 200) { printf("..."); break; } }
  putchar('"');
}
static int got_pipe; static void onpipe(int s) { got_pipe = 1; }
static void st(struct stat *s) { payload = 1; printf("%o nlink=%ld size=%ld rdev=%u:%u", s->st_mode, (long)s->st_nlink, (long)s->st_size, major(s->st_rdev), minor(s->st_rdev)); }
int main(void) {
  static char line[30000]; char *t[8]; static char buf[200000];
  signal(SIGPIPE, onpipe); umask(022);
  while (fgets(line, sizeof line, stdin)) {
    line[strcspn(line, "\n")] = 0;
    printf("%s", line);
    if (!*line || *line == '#') { puts(""); continue; }
    int n = 0; for (char *p = strtok(line, " "); p && n < 8; p = strtok(0, " ")) t[n++] = p;
    char *c = t[0]; long r = 0; errno = 0; got_pipe = 0; payload = 0;
    #define P(i) decode(t[i])
    #define N(i) strtol(t[i], 0, 0)
    printf(" => ");
    if (!strcmp(c, "open")) r = syscall(SYS_openat, AT_FDCWD, P(1), (int)strtol(t[2], 0, 8), n > 3 ? strtol(t[3], 0, 8) : 0);
    else if (!strcmp(c, "openat")) r = syscall(SYS_openat, N(1), P(2), (int)strtol(t[3], 0, 8), n > 4 ? strtol(t[4], 0, 8) : 0);
    else if (!strcmp(c, "close")) r = close(N(1));
    else if (!strcmp(c, "read")) { r = read(N(1), buf, N(2)); if (r >= 0) show(buf, r); }
    else if (!strcmp(c, "write")) { char *s = P(2); r = write(N(1), s, strlen(s)); }
    else if (!strcmp(c, "pread")) { r = pread(N(1), buf, N(2), N(3)); if (r >= 0) show(buf, r); }
    else if (!strcmp(c, "pwrite")) { char *s = P(2); r = pwrite(N(1), s, strlen(s), N(3)); }
    else if (!strcmp(c, "fill")) { memset(buf, 'x', N(2)); r = write(N(1), buf, N(2)); }
    else if (!strcmp(c, "badread")) r = syscall(SYS_read, N(1), 8L, N(2));
    else if (!strcmp(c, "badwrite")) r = syscall(SYS_write, N(1), 8L, N(2));
    else if (!strcmp(c, "lseek")) r = lseek(N(1), N(2), N(3));
    else if (!strcmp(c, "dup")) r = dup(N(1));
    else if (!strcmp(c, "dup2")) r = dup2(N(1), N(2));
    else if (!strcmp(c, "fcntl")) r = fcntl(N(1), N(2), N(3));
    else if (!strcmp(c, "ioctl")) { memset(buf, 0, 64); r = ioctl(N(1), N(2), buf); if (r == 0) show(buf, 4); }
    else if (!strcmp(c, "mkdir")) r = mkdir(P(1), strtol(t[2], 0, 8));
    else if (!strcmp(c, "rmdir")) r = rmdir(P(1));
    else if (!strcmp(c, "unlink")) r = unlink(P(1));
    else if (!strcmp(c, "rename")) r = rename(P(1), P(2));
    else if (!strcmp(c, "link")) r = linkat(AT_FDCWD, P(1), AT_FDCWD, P(2), 0);
    else if (!strcmp(c, "linkfollow")) r = linkat(AT_FDCWD, P(1), AT_FDCWD, P(2), AT_SYMLINK_FOLLOW);
    else if (!strcmp(c, "symlink")) r = symlink(P(1), P(2));
    else if (!strcmp(c, "readlink")) { r = readlink(P(1), buf, 5000); if (r >= 0) show(buf, r); }
    else if (!strcmp(c, "mknod")) r = mknod(P(1), strtol(t[2], 0, 8), makedev(N(3), N(4)));
    else if (!strcmp(c, "stat") || !strcmp(c, "lstat")) { struct stat s; r = fstatat(AT_FDCWD, P(1), &s, *c == 'l' ? AT_SYMLINK_NOFOLLOW : 0); if (!r) st(&s); }
    else if (!strcmp(c, "fstat")) { struct stat s; r = fstat(N(1), &s); if (!r) st(&s); }
    else if (!strcmp(c, "chmod")) r = chmod(P(1), strtol(t[2], 0, 8));
    else if (!strcmp(c, "chown")) r = chown(P(1), N(2), N(3));
    else if (!strcmp(c, "lchown")) r = lchown(P(1), N(2), N(3));
    else if (!strcmp(c, "ftruncate")) r = ftruncate(N(1), N(2));
    else if (!strcmp(c, "access")) r = faccessat(AT_FDCWD, P(1), N(2), 0);
    else if (!strcmp(c, "chdir")) r = chdir(P(1));
    else if (!strcmp(c, "getcwd")) { r = syscall(SYS_getcwd, buf, 5000); if (r >= 0) { show(buf, r - 1); r = 0; } }
    else if (!strcmp(c, "umask")) r = umask(strtol(t[1], 0, 8));
    else if (!strcmp(c, "pipe")) { int f[2]; r = pipe2(f, (int)strtol(t[1], 0, 8)); if (!r) (payload = 1, printf("%d %d", f[0], f[1])); }
    else if (!strcmp(c, "poll")) { struct pollfd f = {N(1), N(2), 0}; r = poll(&f, 1, 0); if (r >= 0) (payload = 1, printf("0x%x", f.revents)); }
    else if (!strcmp(c, "mount")) r = mount(P(1), P(2), P(3), N(4), n > 5 ? P(5) : "");
    else if (!strcmp(c, "umount")) r = umount2(P(1), N(2));
    else if (!strcmp(c, "ls")) { int f = open(P(1), O_RDONLY | O_DIRECTORY); r = f;
      if (f >= 0) { for (;;) { long l = syscall(SYS_getdents64, f, buf, 100000); if (l <= 0) { r = l; break; }
          for (long o = 0; o < l;) { unsigned short rl; memcpy(&rl, buf + o + 16, 2); char *nm = buf + o + 19; show(nm, strlen(nm)); printf(":%d ", buf[o + 18]); o += rl; } }
        int e = errno; close(f); errno = e; } }
    else { printf("?\n"); return 1; }
    if (r < 0) printf("%s", strerrorname_np(errno)); else printf("%s%ld", payload ? " " : "", r);
    puts(got_pipe ? " SIGPIPE" : "");
    fflush(stdout);
  }
}
