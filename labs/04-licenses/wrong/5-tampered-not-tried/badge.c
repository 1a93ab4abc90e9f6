// SPDX-License-Identifier: GPL-2.0
/* Lab 4: licenses, signatures and taint. */
#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/init.h>
#include <linux/kobject.h>
#include <linux/module.h>

static struct kobject *badge;

static int __init badge_init(void)
{
	badge = kobject_create_and_add("badge", kernel_kobj);
	if (!badge)
		return -ENOMEM;
	pr_info("badge on\n");
	return 0;
}

static void __exit badge_exit(void)
{
	kobject_put(badge);
	pr_info("badge off\n");
}

module_init(badge_init);
module_exit(badge_exit);

MODULE_LICENSE("GPL");
MODULE_AUTHOR("A student");
MODULE_DESCRIPTION("Shows a badge in /sys/kernel");
