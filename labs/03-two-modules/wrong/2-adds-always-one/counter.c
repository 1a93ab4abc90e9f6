// SPDX-License-Identifier: GPL-2.0
/* Lab 3: a module that others use. */
#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/init.h>
#include <linux/module.h>

#include "counter.h"

static int value;

int counter_add(int amount)
{
	value += amount;
	return value;
}
EXPORT_SYMBOL_GPL(counter_add);

int counter_value(void)
{
	return value;
}
EXPORT_SYMBOL_GPL(counter_value);

static int __init counter_init(void)
{
	return 0;
}

static void __exit counter_exit(void)
{
	pr_info("the last value was %d\n", value);
}

module_init(counter_init);
module_exit(counter_exit);

MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("A counter for other modules");
