// SPDX-License-Identifier: GPL-2.0
/* Does one thing of the kernel's many times, when its number is written to the parameter "run". */
#include <linux/completion.h>
#include <linux/cpu.h>
#include <linux/delay.h>
#include <linux/kthread.h>
#include <linux/module.h>
#include <linux/mutex.h>
#include <linux/slab.h>
#include <linux/timer.h>

static int count = 1000;
module_param(count, int, 0644);

static DEFINE_MUTEX(lock);
static DECLARE_COMPLETION(ping);
static DECLARE_COMPLETION(pong);
static struct timer_list timer;
static int ticks;

static int player(void *unused)
{
	int i;

	for (i = 0; i < count / 2; i++) {
		wait_for_completion(&ping);
		complete(&pong);
	}
	return 0;
}

static void play(void)
{
	int i;

	kthread_run(player, NULL, "player");
	for (i = 0; i < count / 2; i++) {
		complete(&ping);
		wait_for_completion(&pong);
	}
}

static void tick(struct timer_list *t)
{
	if (++ticks < count)
		mod_timer(t, jiffies + 1);
}

static void run_ticks(void)
{
	ticks = 0;
	mod_timer(&timer, jiffies + 1);
	while (ticks < count)
		msleep(1000);
}

static int run(const char *text, const struct kernel_param *kp)
{
	int what, i, error = kstrtoint(text, 0, &what);

	if (error)
		return error;
	switch (what) {
	case 0:
		for (i = 0; i < count; i++)
			cpus_read_lock();
		break;
	case 1:
		for (i = 0; i < count; i++)
			printk(KERN_DEBUG "floor_bench: %d\n", i);
		break;
	case 2:
		for (i = 0; i < count; i++)
			kfree(kmalloc(64, GFP_KERNEL));
		break;
	case 3:
		for (i = 0; i < count; i++) {
			mutex_lock(&lock);
			mutex_unlock(&lock);
		}
		break;
	case 4:
		play();
		break;
	case 5:
		run_ticks();
		break;
	case 6:
		for (i = 0; i < count; i++)
			msleep(1000);
		break;
	default:
		return -EINVAL;
	}
	return 0;
}
static const struct kernel_param_ops run_ops = { .set = run };
module_param_cb(run, &run_ops, NULL, 0200);

static int __init floor_bench_init(void)
{
	timer_setup(&timer, tick, 0);
	return 0;
}

static void __exit floor_bench_exit(void)
{
	del_timer_sync(&timer);
}

module_init(floor_bench_init);
module_exit(floor_bench_exit);
MODULE_DESCRIPTION("One thing of the kernel's, many times");
MODULE_LICENSE("GPL");
