// SPDX-License-Identifier: GPL-2.0
/* A directory of its own in /proc/sys: numbers with and without limits, a string, a vector. */
#include <linux/module.h>
#include <linux/sysctl.h>

static int free_number = 7;
static int limited = 5;
static int low = 1, high = 10;
static unsigned long big = 123456789;
static int vector[3] = { 1, 2, 3 };
static char text[16] = "hello";
static int period = 250;
static struct ctl_table_header *header;

static int shout(struct ctl_table *table, int write, void *buffer, size_t *length, loff_t *position)
{
	int ret = proc_dointvec_minmax(table, write, buffer, length, position);

	if (write)
		pr_info("sysctl_demo: %s is %d now (%d)\n", table->procname, limited, ret);
	return ret;
}

static struct ctl_table entries[] = {
	{ .procname = "free", .data = &free_number, .maxlen = sizeof(int), .mode = 0644, .proc_handler = proc_dointvec },
	{ .procname = "limited", .data = &limited, .maxlen = sizeof(int), .mode = 0644, .proc_handler = shout, .extra1 = &low, .extra2 = &high },
	{ .procname = "big", .data = &big, .maxlen = sizeof(long), .mode = 0644, .proc_handler = proc_doulongvec_minmax },
	{ .procname = "vector", .data = vector, .maxlen = sizeof(vector), .mode = 0644, .proc_handler = proc_dointvec },
	{ .procname = "text", .data = text, .maxlen = sizeof(text), .mode = 0644, .proc_handler = proc_dostring },
	{ .procname = "period_ms", .data = &period, .maxlen = sizeof(int), .mode = 0444, .proc_handler = proc_dointvec_ms_jiffies },
	{ }
};

static int __init sysctl_demo_init(void)
{
	header = register_sysctl("dev/sysctl_demo", entries);
	pr_info("sysctl_demo: registered %d\n", header != NULL);
	return header ? 0 : -ENOMEM;
}

static void __exit sysctl_demo_exit(void)
{
	unregister_sysctl_table(header);
	pr_info("sysctl_demo: limited %d text %s vector %d\n", limited, text, vector[2]);
}

module_init(sysctl_demo_init);
module_exit(sysctl_demo_exit);
MODULE_LICENSE("GPL");
