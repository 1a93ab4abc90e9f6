// SPDX-License-Identifier: GPL-2.0
/* Lab 10: things that happen later: a timer, a work, a thread. */
#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/delay.h>
#include <linux/init.h>
#include <linux/jiffies.h>
#include <linux/kthread.h>
#include <linux/module.h>
#include <linux/timer.h>
#include <linux/workqueue.h>

static int beats;
module_param(beats, int, 0444);
MODULE_PARM_DESC(beats, "how often the timer has fired");

static int turns;
module_param(turns, int, 0444);
MODULE_PARM_DESC(turns, "how often the thread went round");

/* TODO (step 3): a work that sleeps 20 ms and says "beat N" */

static void pulse_timer(struct timer_list *timer)
{
	/* TODO (step 1): count the beat, and set the timer again; (step 3): let the work be done */
}
static struct timer_list timer __maybe_unused = __TIMER_INITIALIZER(pulse_timer, 0);

/* TODO (step 4): a thread that counts its turns, four each second, until it is told to stop */

static int __init pulse_init(void)
{
	/* TODO (step 1): set the timer; (step 4): start the thread */
	return 0;
}

static void __exit pulse_exit(void)
{
	/* TODO (steps 2 to 4): stop what may still be running */
}

module_init(pulse_init);
module_exit(pulse_exit);

MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("A heart that beats once a second");
