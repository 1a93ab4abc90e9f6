// SPDX-License-Identifier: GPL-2.0
/* Lab 1: your first module. */
#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/init.h>
#include <linux/module.h>

static int __init hello_init(void)
{
	pr_info("Hello, kernel!\n");
	pr_warn("I am only an exercise\n");
	return 0;
}

static void __exit hello_exit(void)
{
	pr_info("Goodbye, kernel!\n");
}

module_init(hello_init);
module_exit(hello_exit);

MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("Says hello and goodbye");
