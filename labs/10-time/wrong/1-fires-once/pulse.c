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

static void pulse_work(struct work_struct *work)
{
	msleep(20);
	pr_info("beat %d\n", beats);
}
static DECLARE_WORK(work, pulse_work);

static void pulse_timer(struct timer_list *timer)
{
	beats++;
	schedule_work(&work);
}
static DEFINE_TIMER(timer, pulse_timer);

static int pulse_thread(void *unused)
{
	while (!kthread_should_stop()) {
		turns++;
		schedule_timeout_interruptible(HZ / 4);
	}
	return 0;
}
static struct task_struct *thread;

static int __init pulse_init(void)
{
	thread = kthread_run(pulse_thread, NULL, "pulse");
	if (IS_ERR(thread))
		return PTR_ERR(thread);
	mod_timer(&timer, jiffies + HZ);
	return 0;
}

static void __exit pulse_exit(void)
{
	del_timer_sync(&timer);
	cancel_work_sync(&work);
	kthread_stop(thread);
}

module_init(pulse_init);
module_exit(pulse_exit);

MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("A heart that beats once a second");
