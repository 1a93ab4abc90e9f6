/* faults N: ends by an exception of the CPU, or by what the kernel refuses. */
#include "sys.h"

static long deep(long n)
{
	volatile char room[4096];
	room[n & 4095] = 1;
	return n ? deep(n - 1) + room[n & 4095] : 0;
}

static char none[8] = { (char)0xc3 };

static void endless(void)
{
	for (;;)
		CALL3(getpid, 0, 0, 0);
}

int main(int argc, char **argv)
{
	switch (argc > 1 ? number(argv[1]) : 0) {
	case 0: *(volatile int *)8 = 1; break;
	case 1: asm volatile("xor %%ecx, %%ecx\n div %%ecx" : : : "rax", "rcx", "rdx"); break;
	case 2: asm volatile("ud2"); break;
	case 3: asm volatile("hlt"); break;
	case 4: *(volatile int *)0x8000000000000000 = 1; break;
	case 5: asm volatile("int3"); break;
	case 6: ((void (*)(void))none)(); break;
	case 7: *(volatile char *)main = 1; break;
	case 8: return deep(4000) & 1;
	case 9: *(volatile int *)0xffff888000001000 = 1; break;
	case 10: asm volatile("cli"); break;
	case 11: asm volatile("wrmsr" : : "c"(0xc0000080), "a"(0), "d"(0)); break;
	case 12: asm volatile("mov %%rax, %%cr3" : : "a"(0)); break;
	case 13: ((void (*)(void))0)(); break;
	case 14: return -CALL3(execve, "/proc/version", argv, 0);
	case 15: return -CALL3(execve, 16, argv, 0);
	case 16: CALL3(kill, CALL3(getpid, 0, 0, 0), SIGKILL, 0); break;
	case 17: return -CALL3(munmap, 1, 4096, 0);
	case 18: asm volatile("mov $-128, %%rsp\n push %%rax" : : : "memory"); break;
	case 19: return -call6(1000, 0, 0, 0, 0, 0, 0);
	case 20: endless();
	}
	return 0;
}
