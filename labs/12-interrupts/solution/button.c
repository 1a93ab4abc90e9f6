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

static irqreturn_t button_handler(int line, void *data)
{
	presses++;
	return IRQ_WAKE_THREAD;
}

static irqreturn_t button_thread(int line, void *data)
{
	msleep(5);
	pr_info("pressed, %d in all\n", presses);
	return IRQ_HANDLED;
}

static int __init button_init(void)
{
	int error = request_threaded_irq(irq, button_handler, button_thread, 0, "button", &presses);

	if (error)
		pr_err("no interrupt line %d: error %d\n", irq, error);
	return error;
}

static void __exit button_exit(void)
{
	free_irq(irq, &presses);
}

module_init(button_init);
module_exit(button_exit);

MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("A button");
