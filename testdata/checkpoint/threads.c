// SPDX-License-Identifier: GPL-2.0
/* Kernel threads that sleep in each way that one can, and say what they do: for checkpoints. */
#include <linux/delay.h>
#include <linux/err.h>
#include <linux/hrtimer.h>
#include <linux/kthread.h>
#include <linux/module.h>
#include <linux/timer.h>
#include <linux/wait.h>

static DECLARE_WAIT_QUEUE_HEAD(ticks);
static int ticked;
static struct task_struct *scheduled;
static struct timer_list timer;

static int by_msleep(void *data)
{
	int n = 0;

	while (!kthread_should_stop()) {
		msleep(40);
		pr_info("threads: %s %d\n", current->comm, ++n);
	}
	return n;
}

static int by_msleep_interruptible(void *data)
{
	int n = 0;

	while (!kthread_should_stop()) {
		long left = msleep_interruptible(50);

		pr_info("threads: %s %d, left %ld\n", current->comm, ++n, left);
	}
	return n;
}

static int by_usleep(void *data)
{
	int n = 0;

	while (!kthread_should_stop()) {
		usleep_range(30000, 31000);
		pr_info("threads: %s %d\n", current->comm, ++n);
	}
	return n;
}

static int by_hrtimeout(void *data)
{
	int n = 0;

	while (!kthread_should_stop()) {
		ktime_t time = ms_to_ktime(35);

		set_current_state(TASK_INTERRUPTIBLE);
		if (!kthread_should_stop())
			pr_info("threads: %s %d: %d\n", current->comm, ++n, schedule_hrtimeout(&time, HRTIMER_MODE_REL));
		__set_current_state(TASK_RUNNING);
	}
	return n;
}

static int by_event(void *data)
{
	int n = 0;

	while (!kthread_should_stop()) {
		wait_event_interruptible(ticks, ticked > n || kthread_should_stop());
		pr_info("threads: %s %d of %d\n", current->comm, ++n, ticked);
	}
	return n;
}

static int by_event_timeout(void *data)
{
	int n = 0;

	while (!kthread_should_stop()) {
		long left = wait_event_interruptible_timeout(ticks, kthread_should_stop(), msecs_to_jiffies(70));

		pr_info("threads: %s %d, left %ld\n", current->comm, ++n, left);
	}
	return n;
}

static int by_schedule(void *data)
{
	int n = 0;

	set_current_state(TASK_INTERRUPTIBLE);
	while (!kthread_should_stop()) {
		schedule();
		pr_info("threads: %s %d\n", current->comm, ++n);
		set_current_state(TASK_INTERRUPTIBLE);
	}
	__set_current_state(TASK_RUNNING);
	return n;
}

static void tick(struct timer_list *unused)
{
	ticked++;
	wake_up(&ticks);
	wake_up_process(scheduled);
	mod_timer(&timer, jiffies + msecs_to_jiffies(60));
}

static int (*const functions[])(void *) = {
	by_msleep, by_msleep_interruptible, by_usleep, by_hrtimeout, by_event, by_event_timeout, by_schedule,
};
static const char *const names[] = {
	"msleep", "interruptible", "usleep", "hrtimeout", "event", "timeout", "schedule",
};
static struct task_struct *threads[ARRAY_SIZE(functions)];
static struct task_struct *later; /* created, and not woken */

static int __init threads_init(void)
{
	int i;

	for (i = 0; i < ARRAY_SIZE(functions); i++) {
		threads[i] = kthread_run(functions[i], NULL, "%s", names[i]);
		if (IS_ERR(threads[i]))
			return PTR_ERR(threads[i]); /* there is memory for them */
	}
	scheduled = threads[ARRAY_SIZE(functions) - 1];
	later = kthread_create(by_msleep, NULL, "later");
	timer_setup(&timer, tick, 0);
	mod_timer(&timer, jiffies + msecs_to_jiffies(60));
	return 0;
}

static void __exit threads_exit(void)
{
	int i;

	wake_up_process(later);
	msleep(100);
	del_timer_sync(&timer);
	pr_info("threads: later %d\n", kthread_stop(later));
	for (i = 0; i < ARRAY_SIZE(functions); i++)
		pr_info("threads: %s came to %d\n", names[i], kthread_stop(threads[i]));
}

module_init(threads_init);
module_exit(threads_exit);
MODULE_LICENSE("GPL");
