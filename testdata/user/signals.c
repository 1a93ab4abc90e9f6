/* signals: what handlers get, what interrupts a call, and SIGIO of a driver (misc_demo's misc_queue). */
#include "sys.h"

struct info { int signo, errno, code, pad; union { struct { int pid, uid; } by; long address; struct { long band; int fd; } io; } of; };
struct time { long seconds, nanoseconds; };

static volatile int caught;
static int queue;

static void show(int signal, void *info, void *context)
{
	struct info *i = info;
	caught++;
	print("caught %d code %d", (long)signal, (long)i->code);
	if (i->code == 0)
		print(" from %s", i->of.by.pid == CALL3(getpid, 0, 0, 0) ? "me" : "another");
	if (signal == SIGSEGV)
		print(" at %x", i->of.address);
	if (signal == 40)
		print(" band %x fd %d", i->of.io.band, (long)i->of.io.fd - queue);
	print("\n");
	if (signal == SIGSEGV || signal == SIGFPE)
		((unsigned long *)context)[5 + 16] += 2; /* over the instruction of two bytes */
}

static void nap(long milliseconds)
{
	struct time t = { milliseconds / 1000, milliseconds % 1000 * 1000000 };
	print("nap = %d\n", CALL3(nanosleep, &t, 0, 0));
}

/* Sends a signal to its parent after a while. */
static long later(int signal, long milliseconds)
{
	long parent = CALL3(getpid, 0, 0, 0);
	long pid = CALL3(fork, 0, 0, 0);
	if (pid)
		return pid;
	struct time t = { 0, milliseconds * 1000000 };
	CALL3(nanosleep, &t, 0, 0);
	CALL3(kill, parent, signal, 0);
	CALL3(exit_group, 0, 0, 0);
	return 0;
}

static void reap(void)
{
	int status;
	while (CALL(wait4, -1, &status, 0, 0, 0, 0) > 0)
		;
}

static void faults(void)
{
	double before = 1.5, after;
	asm volatile("movsd %0, %%xmm7" : : "m"(before) : "xmm7");
	asm volatile("mov $8, %%ecx\n mov %%eax, (%%rcx)" : : : "rcx", "memory");
	asm volatile("xor %%ecx, %%ecx\n xor %%edx, %%edx\n mov $1, %%eax\n div %%ecx" : : : "rax", "rcx", "rdx");
	asm volatile("movsd %%xmm7, %0" : "=m"(after));
	print("registers kept %d\n", (long)(before == after));
}

static void masks(void)
{
	unsigned long mask = 1UL << (SIGUSR1 - 1), pending = 0, none = 0;
	long me = CALL3(getpid, 0, 0, 0);
	CALL(rt_sigprocmask, SIG_BLOCK, &mask, 0, 8, 0, 0);
	CALL3(kill, me, SIGUSR1, 0);
	CALL3(kill, me, SIGUSR1, 0);
	CALL3(rt_sigpending, &pending, 8, 0);
	print("pending %x caught %d\n", pending, (long)caught);
	print("sigsuspend = %d\n", CALL3(rt_sigsuspend, &none, 8, 0));
	CALL(rt_sigprocmask, SIG_UNBLOCK, &mask, 0, 8, 0, 0);
	print("caught %d\n", (long)caught);
	print("bad: %d %d %d %d\n", CALL3(kill, me, 65, 0), CALL3(kill, 99999, 0, 0),
	      handle(SIGKILL, show, 4), CALL(rt_sigprocmask, 7, &mask, 0, 8, 0, 0));
}

static void interrupted(void)
{
	int ends[2];
	char c;
	CALL3(pipe2, ends, 0, 0);
	handle(SIGUSR2, show, 4);
	later(SIGUSR2, 20);
	print("read = %d\n", CALL3(read, ends[0], &c, 1));
	reap();
	handle(SIGUSR2, show, 4 | 0x10000000); /* SA_RESTART */
	later(SIGUSR2, 20);
	if (!CALL3(fork, 0, 0, 0)) {
		nap(50);
		out_length = 0;
		CALL3(write, ends[1], "x", 1);
		CALL3(exit_group, 0, 0, 0);
	}
	print("restarted read = %d\n", CALL3(read, ends[0], &c, 1));
	reap();
	later(SIGUSR2, 20);
	nap(1000);
	reap();
	later(SIGCHLD, 20); /* ignored by default: goes on */
	nap(30);
	reap();
}

static void sigio(const char *path)
{
	struct time t = { 0, 0 };
	queue = CALL(openat, AT_FDCWD, path, O_RDWR | O_NONBLOCK, 0, 0, 0);
	print("open %s\n", queue >= 0 ? "ok" : "failed");
	handle(SIGIO, show, 4);
	handle(40, show, 4);
	CALL3(write, queue, "a", 1); /* nobody owns it */
	print("async = %d\n", CALL3(fcntl, queue, F_SETFL, O_RDWR | O_NONBLOCK | FASYNC));
	CALL3(write, queue, "b", 1);
	print("owner = %d\n", CALL3(fcntl, queue, F_SETOWN, CALL3(getpid, 0, 0, 0)));
	print("flags %x\n", CALL3(fcntl, queue, F_GETFL, 0));
	CALL3(write, queue, "c", 1);
	print("signal = %d %d\n", CALL3(fcntl, queue, F_SETSIG, 40), CALL3(fcntl, queue, F_GETSIG, 0));
	CALL3(write, queue, "d", 1);
	print("bad owner = %d, bad signal = %d\n", CALL3(fcntl, queue, F_SETOWN, 99999), CALL3(fcntl, queue, F_SETSIG, 65));
	print("off = %d\n", CALL3(fcntl, queue, F_SETFL, O_RDWR | O_NONBLOCK));
	CALL3(write, queue, "e", 1);
	CALL3(nanosleep, &t, 0, 0);
	print("close = %d\n", CALL3(close, queue, 0, 0));
}

int main(int argc, char **argv)
{
	handle(SIGUSR1, show, 4);
	handle(SIGSEGV, show, 4);
	handle(SIGFPE, show, 4);
	faults();
	masks();
	interrupted();
	if (argc > 1)
		sigio(argv[1]);
	flush();
	handle(SIGSEGV, 0, 0);
	*(volatile int *)16 = 1;
	return 0;
}
