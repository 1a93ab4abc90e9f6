#include <linux/module.h>
#include <linux/sort.h>
#include <linux/string.h>
#include <linux/timer.h>

static char *kind = "gp";
module_param(kind, charp, 0444);

static unsigned char data[64] = {0xc3};
static struct timer_list timer;
static int *volatile np;
static volatile int zero;

static noinline int deep(volatile char *p, int n)
{
	volatile char buffer[200];

	buffer[n % 200] = *p;
	return n > 100000 ? 0 : deep(buffer, n + 1) + buffer[n % 100];
}

static int compare(const void *a, const void *b)
{
	return *np;
}

static noinline int inner(int x)
{
	pr_info("oops_kinds: inner\n");
	sort(data, 4, 1, compare, NULL);
	return x + 1;
}

static noinline int middle(int x)
{
	return inner(x * 3) + 1;
}

static void expired(struct timer_list *t)
{
	pr_info("oops_kinds: timer\n");
	*np = 1;
}

static noinline int oops(void)
{
	if (!strcmp(kind, "gp"))
		return *(volatile int *)0xdead000000000100UL;
	if (!strcmp(kind, "gpcall"))
		((void (*)(void))0x4141414141414141UL)();
	if (!strcmp(kind, "divide"))
		return 5 / zero;
	if (!strcmp(kind, "int3"))
		asm volatile("int3");
	if (!strcmp(kind, "ud2"))
		asm volatile("ud2");
	if (!strcmp(kind, "nx"))
		((void (*)(void))(unsigned long)data)();
	if (!strcmp(kind, "nullcall"))
		((void (*)(void))np)();
	if (!strcmp(kind, "stack"))
		return deep((char *)data, 0);
	if (!strcmp(kind, "nested"))
		return middle(3);
	if (!strcmp(kind, "strlen"))
		return strlen((char *)np);
	if (!strcmp(kind, "far"))
		*(volatile int *)0xffffc90000001234UL = 1;
	if (!strcmp(kind, "user"))
		*(volatile int *)0x1234567 = 1;
	if (!strcmp(kind, "timer")) {
		timer_setup(&timer, expired, 0);
		mod_timer(&timer, jiffies + 2);
	}
	if (!strcmp(kind, "panic"))
		panic("oops_kinds: %s", kind);
	return 0;
}

static int __init oops_kinds_init(void)
{
	pr_info("oops_kinds: %s\n", kind);
	return oops();
}

static void __exit oops_kinds_exit(void) { del_timer_sync(&timer); }
module_init(oops_kinds_init);
module_exit(oops_kinds_exit);
MODULE_LICENSE("GPL");
