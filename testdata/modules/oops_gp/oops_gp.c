#include <linux/module.h>
#include <linux/sort.h>
#include <linux/slab.h>
#include <linux/uaccess.h>

static char *kind = "none";
module_param(kind, charp, 0);

static volatile int zero;
static volatile int sink;

static noinline int divide(int x)
{
	return x / zero;
}

static noinline int bad_pointer(unsigned long p)
{
	return *(volatile int *)p;
}

static noinline int overflow(int depth)
{
	volatile char room[512];

	room[0] = depth;
	sink += overflow(depth + 1);
	return room[0] + sink;
}

static int compare(const void *a, const void *b)
{
	return bad_pointer(0x10);
}

static noinline void call(unsigned long p)
{
	((void (*)(void))p)();
}

static int data_code[4] = { 0xc3c3c3c3 };

static int __init oops_gp_init(void)
{
	int numbers[4] = { 3, 1, 2, 0 };
	unsigned long value;

	pr_info("kind %s\n", kind);
	if (!strcmp(kind, "divide"))
		return divide(7);
	if (!strcmp(kind, "gp"))
		return bad_pointer(0x6b6b6b6b6b6b6b6bUL);
	if (!strcmp(kind, "overflow"))
		return overflow(0);
	if (!strcmp(kind, "sort"))
		sort(numbers, 4, sizeof(int), compare, NULL);
	if (!strcmp(kind, "null_call"))
		call(0);
	if (!strcmp(kind, "exec_data"))
		call((unsigned long)data_code);
	if (!strcmp(kind, "exec_user"))
		call(0x400000);
	if (!strcmp(kind, "int3"))
		asm volatile("int3");
	if (!strcmp(kind, "ud"))
		asm volatile("ud2");
	if (!strcmp(kind, "hlt_user"))
		asm volatile("mov %0, %%cr8" :: "r"(0x100UL));
	if (!strcmp(kind, "extable"))
		pr_info("fixup gives %ld\n",
			(long)copy_from_kernel_nofault(&value, (void *)0x10, 8));
	if (!strcmp(kind, "rdmsr")) {
		u64 v = 0;
		int err = rdmsrl_safe(0x12345678, &v);
		pr_info("rdmsr_safe %d\n", err);
	}
	if (!strcmp(kind, "stack"))
		dump_stack();
	if (!strcmp(kind, "warn"))
		WARN(1, "warned of %d", 7);
	return 0;
}

static void __exit oops_gp_exit(void) { }
module_init(oops_gp_init);
module_exit(oops_gp_exit);
MODULE_LICENSE("GPL");
