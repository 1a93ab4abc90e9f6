// SPDX-License-Identifier: GPL-2.0
/* Lab 2: a module with parameters. */
#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/init.h>
#include <linux/module.h>

/* TODO (step 1): make it a parameter that everybody may read */
static char *whom = "world";

/* TODO (step 2): make it a parameter that root may change while the module is loaded */
static int times = 1;

/* TODO (step 4): an array parameter marks, of at most three numbers */

static int __init greeter_init(void)
{
	pr_info("Hello, %s!\n", whom);
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
