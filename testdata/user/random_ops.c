/*
 * random_ops SEED COUNT FILE...: random system calls on files by four tasks in turn; a line for each
 * with what it returned. The tasks hand a token on, so that the order is the same on any kernel.
 */
#include "sys.h"

#define TASKS 4
#define FILES 6
#define PAGE 4096

struct vector { void *base; unsigned long length; };

static unsigned long state;
static char **paths;
static int path_count;
static long fds[FILES];
static int open_files;
static char *memory; /* two pages to write, one to read only, none */
static void *mapped;
static unsigned long mapped_length;

static unsigned long dice(unsigned long sides)
{
	state = state * 6364136223846793005UL + 1442695040888963407UL;
	return (state >> 33) % sides;
}

static unsigned long hash(const void *bytes, long count)
{
	unsigned long h = 5381;
	for (long i = 0; i < count; i++)
		h = h * 33 + ((const unsigned char *)bytes)[i];
	return h & 0xffffffff;
}

/* mostly good, sometimes not */
static void *buffer(void)
{
	switch (dice(16)) {
	case 0: return (void *)16;
	case 1: return 0;
	case 2: return memory + 2 * PAGE;             /* read only */
	case 3: return memory + 3 * PAGE;             /* not there */
	case 4: return memory + 2 * PAGE - dice(64);  /* runs into the one to read */
	case 5: return memory + 3 * PAGE - dice(64);  /* runs out */
	case 6: return (void *)0xffff888000001000;
	case 7: return (void *)0x800000000000;
	default: return memory + dice(PAGE);
	}
}

static unsigned long size(void)
{
	static const unsigned long sizes[] = { 0, 1, 2, 7, 16, 63, 64, 65, 100, 300, 1000, 4096 };
	return sizes[dice(sizeof sizes / sizeof *sizes)];
}

static void fill(void)
{
	for (int i = 0; i < PAGE + 64; i += 8)
		*(unsigned long *)(memory + i) = 0x2031 + (state & 0x0f0f0f0f0f0f0f0f) + 0x3030303030303030;
}

static void clear(void)
{
	memset(memory, 0, 2 * PAGE);
}

static const unsigned int requests[] = {
	0x80046b01, 0x40046b02, 0xc0046b03, 0x6b00, 0x1234, 0x5401, 0x5421, 0x5450, 0x5451, 0x5452, 0x541b, 0xffffffff,
};

static void operation(void)
{
	int kind = open_files ? dice(24) : 0;
	int which = open_files ? dice(open_files) : 0;
	long fd = open_files ? fds[which] : -1;
	void *b = buffer();
	unsigned long n = size();
	long r;
	switch (kind) {
	case 0: {
		static const int flags[] = { O_RDONLY, O_WRONLY, O_RDWR, O_RDWR | O_APPEND, 3, O_RDWR | O_TRUNC, O_RDONLY | O_DIRECTORY };
		int how = flags[dice(7)];
		const char *path = paths[dice(path_count)];
		if (open_files == FILES)
			break;
		r = CALL(openat, AT_FDCWD, path, how | O_NONBLOCK, 0, 0, 0);
		print("open %s %x = %d\n", path, (long)how, r < 0 ? r : 0);
		if (r >= 0)
			fds[open_files++] = r;
		break;
	}
	case 1: case 2: case 3:
		clear();
		r = CALL3(read, fd, b, n);
		print("read %d = %d %x\n", n, r, hash(memory, 2 * PAGE));
		break;
	case 4: case 5:
		fill();
		r = CALL3(write, fd, b, n);
		print("write %d = %d\n", n, r);
		break;
	case 6:
		clear();
		r = CALL(pread64, fd, b, n, dice(300) - 20, 0, 0);
		print("pread %d = %d %x\n", n, r, hash(memory, 2 * PAGE));
		break;
	case 7:
		fill();
		r = CALL(pwrite64, fd, b, n, dice(300) - 20, 0, 0);
		print("pwrite %d = %d\n", n, r);
		break;
	case 8: {
		struct vector parts[2] = { { memory, dice(20) }, { b, n } };
		clear();
		r = CALL3(readv, fd, dice(8) ? parts : b, 1 + dice(2));
		print("readv %d %d = %d %x\n", parts[0].length, parts[1].length, r, hash(memory, 2 * PAGE));
		break;
	}
	case 9: {
		struct vector parts[2] = { { memory, dice(20) }, { b, n } };
		fill();
		r = CALL3(writev, fd, parts, dice(4));
		print("writev = %d\n", r);
		break;
	}
	case 10: case 11: {
		long to = (long)dice(400) - 100;
		int whence = dice(7);
		r = CALL3(lseek, fd, to, whence);
		print("lseek %d %d = %d\n", to, (long)whence, r);
		break;
	}
	case 12: case 13: case 14: {
		unsigned int request = requests[dice(sizeof requests / sizeof *requests)];
		*(int *)memory = dice(200);
		if (dice(4) || ((char *)b >= memory && (char *)b < memory + 3 * PAGE))
			b = memory; /* what else is there would set lengths that no driver checks */
		if (request == 0x5421) { /* FIONBIO: never off */
			*(int *)memory = 1;
			b = memory;
		}
		r = CALL3(ioctl, fd, request, b);
		print("ioctl %x = %d %d\n", (long)request, r, (long)*(int *)memory);
		break;
	}
	case 15: {
		struct pollfd p = { fd, dice(0x50), 0 };
		r = CALL3(poll, dice(8) ? &p : (void *)16, 1, 0);
		print("poll %x = %d %x\n", (long)p.events, r, (long)p.revents);
		break;
	}
	case 16: {
		unsigned long bits[16] = { 1UL << fd }, more[16] = { 1UL << fd };
		long zero[2] = { 0, 0 };
		r = CALL(select, fd + 1, bits, more, 0, zero, 0);
		print("select = %d %d %d\n", r, (long)!!bits[0], (long)!!more[0]);
		break;
	}
	case 17: {
		int command = dice(12);
		long argument = dice(3) ? dice(0x4000) & ~0x2000L : (long)dice(1000);
		if (command == F_SETFL)
			argument |= O_NONBLOCK;
		if (command == F_DUPFD || (command >= 5 && command <= 7))
			break;
		if (command == F_SETOWN)
			argument = 0;
		r = CALL3(fcntl, fd, command, argument);
		print("fcntl %d %x = %d\n", (long)command, argument, r);
		break;
	}
	case 18:
		print("fsync = %d, fdatasync = %d\n", CALL3(fsync, fd, 0, 0), CALL3(fdatasync, fd, 0, 0));
		break;
	case 19: {
		int prot = dice(4), flags = dice(3);
		unsigned long offset = dice(4) * 2048, length = dice(3) * PAGE + dice(2);
		if (mapped)
			break;
		r = CALL(mmap, 0, length, prot, flags, fd, offset);
		print("mmap %d %d %d %d = %d\n", length, (long)prot, (long)flags, offset, r < 0 && r > -4096 ? r : 0);
		if (r < 0 && r > -4096)
			break;
		mapped = (void *)r;
		mapped_length = length;
		break;
	}
	case 20:
		if (!mapped)
			break;
		r = CALL3(munmap, mapped, mapped_length, 0);
		print("munmap = %d\n", r);
		mapped = 0;
		break;
	case 21:
		clear();
		r = CALL3(getdents64, fd, b, n);
		print("getdents = %d\n", r);
		break;
	case 22:
		r = CALL3(ftruncate, fd, dice(100) - 20, 0);
		print("ftruncate = %d\n", r);
		break;
	case 23:
		r = CALL3(close, fd, 0, 0);
		print("close = %d\n", r);
		fds[which] = fds[--open_files];
		break;
	}
}

/* Waits for the token, does one operation, hands the token on. */
static void task(int self, long count, int in, int next)
{
	char token;
	for (long i = 0; i < count; i++) {
		if (CALL3(read, in, &token, 1) != 1)
			return;
		print("%d ", (long)self);
		int before = out_length;
		operation();
		if (out_length == before)
			put('\n');
		flush();
		if (i == count - 1) /* so that the files are closed in their order, too */
			while (open_files)
				CALL3(close, fds[--open_files], 0, 0);
		CALL3(write, next, "", 1);
	}
}

int main(int argc, char **argv)
{
	int rings[TASKS][2];
	if (argc < 4)
		return 2;
	paths = argv + 3;
	path_count = argc - 3;
	for (int i = 0; i < TASKS; i++)
		CALL3(pipe2, rings[i], 0, 0);
	for (int i = 0; i < TASKS; i++) {
		long pid = CALL3(fork, 0, 0, 0);
		if (pid)
			continue;
		state = number(argv[1]) * TASKS + i;
		memory = (char *)CALL(mmap, 0, 4 * PAGE, 3, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
		CALL3(mprotect, memory + 2 * PAGE, PAGE, 1);
		CALL3(munmap, memory + 3 * PAGE, PAGE, 0);
		task(i, number(argv[2]) / TASKS, rings[i][0], rings[(i + 1) % TASKS][1]);
		return 0;
	}
	CALL3(write, rings[0][1], "", 1);
	for (int i = 0; i < TASKS; i++) {
		int status = 0;
		CALL(wait4, -1, &status, 0, 0, 0, 0);
		if (status)
			print("a task ended with %x\n", (long)status);
	}
	return 0;
}
