// SPDX-License-Identifier: GPL-2.0
/* The time-stamp counter between two looks at the clock, whose frequency is 2.6 GHz on the PC. */
#include "sys.h"

static unsigned long rdtsc(void)
{
	unsigned int low, high;
	asm volatile("rdtsc" : "=a"(low), "=d"(high));
	return (unsigned long)high << 32 | low;
}

static unsigned long clock(void)
{
	unsigned long time[2];
	CALL3(clock_gettime, 1, time, 0);
	return time[0] * 1000000000 + time[1];
}

int main(int argc, char **argv)
{
	unsigned long before = clock(), first = rdtsc(), second = rdtsc(), after = clock();

	print("%x %x %d %d\n", before, first, second > first, second - first <= (after - before) * 3);
	return 0;
}
