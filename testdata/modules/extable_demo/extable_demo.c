#include <linux/module.h>
#include <linux/slab.h>
#include <linux/uaccess.h>
#include <linux/vmalloc.h>
#include <asm/asm.h>
#include <asm/msr.h>
#include <asm/word-at-a-time.h>

/* Faults that __ex_table knows how to go on from, of each type, and symbols of addresses in print. */

static volatile int zero;
static int variable = 1;

static void registers(unsigned long bad)
{
	long value = 1, error = 2;

	asm volatile("1: mov (%1), %0\n2:\n" _ASM_EXTABLE(1b, 2b) : "+r"(value) : "r"(bad));
	pr_info("extable_demo: default %ld\n", value);
	asm volatile("1: mov (%2), %0\n2:\n" _ASM_EXTABLE_TYPE_REG(1b, 2b, EX_TYPE_EFAULT_REG, %1)
		     : "+r"(value), "+r"(error) : "r"(bad));
	pr_info("extable_demo: efault %ld, %ld\n", value, error);
	asm volatile("1: mov (%1), %0\n2:\n" _ASM_EXTABLE_TYPE_REG(1b, 2b, EX_TYPE_ZERO_REG, %0)
		     : "+r"(value) : "r"(bad));
	pr_info("extable_demo: zero %ld\n", value);
	value = 5;
	asm volatile("1: mov (%1), %0\n2:\n" _ASM_EXTABLE_TYPE_REG(1b, 2b, EX_TYPE_ONE_REG, %0)
		     : "+r"(value) : "r"(bad));
	pr_info("extable_demo: one %ld\n", value);
}

static void numbers(unsigned long bad)
{
	register unsigned long ax asm("rax") = 7;
	unsigned long count = 3, rest = 2;

	asm volatile("1: mov (%1), %0\n2:\n" _ASM_EXTABLE_FAULT(1b, 2b) : "+a"(ax) : "r"(bad));
	pr_info("extable_demo: trap %lu\n", ax);
	ax = 7;
	asm volatile("1: divl %1\n2:\n" _ASM_EXTABLE_FAULT(1b, 2b) : "+a"(ax) : "m"(zero) : "rdx");
	pr_info("extable_demo: trap %lu\n", ax);
	ax = 7;
	asm volatile("1: ud2\n2:\n" _ASM_EXTABLE_FAULT(1b, 2b) : "+a"(ax));
	pr_info("extable_demo: trap %lu\n", ax);
	asm volatile("1: mov (%2), %%rax\n2:\n" _ASM_EXTABLE_TYPE_REG(1b, 2b, EX_TYPE_UCOPY_LEN8, %1)
		     : "+c"(count) : "r"(rest), "r"(bad) : "rax");
	pr_info("extable_demo: left %lu\n", count);
}

static void zeropad(void)
{
	char *page = vmalloc(PAGE_SIZE);

	if (!page)
		return;
	memcpy(page + PAGE_SIZE - 3, "abc", 3);
	pr_info("extable_demo: zeropad %lx\n", load_unaligned_zeropad(page + PAGE_SIZE - 3));
	vfree(page);
}

static void user(void)
{
	int value = 3;
	int error = __get_user(value, (int __user *)0x1000);

	pr_info("extable_demo: __get_user %d, %d\n", error, value);
	error = __put_user(1, (int __user *)0x1000);
	pr_info("extable_demo: __put_user %d\n", error);
}

static int __init extable_demo_init(void)
{
	registers(0xffff800000001000);
	registers(0x8000000000001000);
	numbers(0xffff800000001000);
	zeropad();
	pr_info("extable_demo: %ps %pS %pB\n", &variable, (char *)&variable + 1, &variable);
	pr_info("extable_demo: %ps %pS %pB\n", extable_demo_init, extable_demo_init, extable_demo_init);
	pr_info("extable_demo: %ps %pS %pB\n", (char *)registers + 3, (char *)registers + 3, (char *)registers + 3);
	pr_info("extable_demo: %ps %pS %pB\n", kfree, (char *)kfree + 1, (char *)kfree + 1);
	pr_info("extable_demo: %ps %pS %pB\n", &jiffies, &jiffies, (char *)&jiffies + 1);
	pr_info("extable_demo: %ps %pS %pB\n", (void *)0, (void *)1, (void *)8);
	pr_info("extable_demo: %ps %pS %pB\n", (void *)-1, (void *)-4096, (void *)0xdead000000000100);
	user();
	return 0;
}

static void __exit extable_demo_exit(void)
{
	pr_info("extable_demo: bye\n");
}

module_init(extable_demo_init);
module_exit(extable_demo_exit);
MODULE_LICENSE("GPL");
