// SPDX-License-Identifier: GPL-2.0
/* Lab 12: a button that raises an interrupt. */
#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/delay.h>
#include <linux/init.h>
#include <linux/interrupt.h>
#include <linux/module.h>

static int irq = 49;
module_param(irq, int, 0444);
MODULE_PARM_DESC(irq, "the button's interrupt line");

static int presses;
module_param(presses, int, 0444);
MODULE_PARM_DESC(presses, "how often the button was pressed");

/* TODO (step 2): a handler that counts; (step 4): a thread that says it */

static int __init button_init(void)
{
	/* TODO (step 1): request the line; (step 3): give an error on */
	return 0;
}

static void __exit button_exit(void)
{
	/* TODO (step 1): give it back */
}

module_init(button_init);
module_exit(button_exit);

MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("A button");
