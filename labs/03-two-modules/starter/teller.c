// SPDX-License-Identifier: GPL-2.0
/* Lab 3: a module that uses another one. */
#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/init.h>
#include <linux/module.h>

#include "counter.h"

static int amount = 1;
module_param(amount, int, 0444);
MODULE_PARM_DESC(amount, "how much to add");

static int __init teller_init(void)
{
	/* TODO (step 2): tell the counter's value, add amount, tell the new value */
	return 0;
}

static void __exit teller_exit(void)
{
}

module_init(teller_init);
module_exit(teller_exit);

MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("Uses the counter");
