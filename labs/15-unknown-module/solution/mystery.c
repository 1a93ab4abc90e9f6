// SPDX-License-Identifier: GPL-2.0
/* Lab 15: what the unknown module was built from. */
#include <linux/fs.h>
#include <linux/init.h>
#include <linux/jiffies.h>
#include <linux/miscdevice.h>
#include <linux/module.h>
#include <linux/slab.h>
#include <linux/timer.h>

#define SECRET 7351

static int key;
module_param(key, int, 0400);

static char *notes;
static bool open_sesame;

static void mystery_timer(struct timer_list *timer)
{
	pr_info("mystery: nobody has the key\n");
}
static DEFINE_TIMER(timer, mystery_timer);

static const struct file_operations mystery_fops = {
	.owner = THIS_MODULE,
};

static struct miscdevice mystery_device = {
	.minor = MISC_DYNAMIC_MINOR,
	.name = "backdoor",
	.fops = &mystery_fops,
};

static int __init mystery_init(void)
{
	int error;

	notes = kmalloc(1234, GFP_KERNEL);
	if (!notes)
		return -ENOMEM;
	if (key == SECRET) {
		error = misc_register(&mystery_device);
		if (error) {
			kfree(notes);
			return error;
		}
		open_sesame = true;
	} else {
		mod_timer(&timer, jiffies + 6 * HZ);
	}
	return 0;
}

static void __exit mystery_exit(void)
{
	del_timer_sync(&timer);
	if (open_sesame)
		misc_deregister(&mystery_device);
	kfree(notes);
}

module_init(mystery_init);
module_exit(mystery_exit);

MODULE_LICENSE("Dual MIT/GPL");
MODULE_DESCRIPTION("Nothing special");
