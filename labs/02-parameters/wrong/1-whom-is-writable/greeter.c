// SPDX-License-Identifier: GPL-2.0
/* Lab 2: a module with parameters. */
#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/init.h>
#include <linux/module.h>

#define MOST 5

static char *whom = "world";
module_param(whom, charp, 0644);
MODULE_PARM_DESC(whom, "whom to greet");

static int times = 1;

static int times_set(const char *text, const struct kernel_param *param)
{
	return param_set_uint_minmax(text, param, 1, MOST);
}

static const struct kernel_param_ops times_ops = {
	.set = times_set,
	.get = param_get_uint,
};
module_param_cb(times, &times_ops, &times, 0644);
MODULE_PARM_DESC(times, "how often, 1 to 5 (default 1)");

static int marks[3];
static int mark_count;
module_param_array(marks, int, &mark_count, 0444);
MODULE_PARM_DESC(marks, "up to three numbers to be summed up");

static int __init greeter_init(void)
{
	int sum = 0;
	int i;

	for (i = 0; i < times; i++)
		pr_info("Hello, %s!\n", whom);
	for (i = 0; i < mark_count; i++)
		sum += marks[i];
	if (mark_count)
		pr_info("%d marks, sum %d\n", mark_count, sum);
	return 0;
}

static void __exit greeter_exit(void)
{
	int i;

	for (i = 0; i < times; i++)
		pr_info("Goodbye, %s!\n", whom);
}

module_init(greeter_init);
module_exit(greeter_exit);

MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("Greets as its parameters say");
