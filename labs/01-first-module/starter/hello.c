// SPDX-License-Identifier: GPL-2.0
/* Lab 1: your first module. */
#include <linux/init.h>
#include <linux/module.h>

static int __init hello_init(void)
{
	/* TODO (step 2): say "Hello, kernel!" at level info */
	return 0;
}

/* TODO (step 1): an exit function; (step 3): it says "Goodbye, kernel!" */

/* TODO (step 4): a message at level warning, too */

module_init(hello_init);

MODULE_LICENSE("GPL");
/* TODO (step 5): a description */
