// SPDX-License-Identifier: GPL-2.0
/* Lab 6: a device with commands, /dev/abacus. */
#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/fs.h>
#include <linux/init.h>
#include <linux/miscdevice.h>
#include <linux/module.h>
#include <linux/slab.h>
#include <linux/uaccess.h>

#include "abacus.h"

/* one for each open file */
struct abacus {
	int sum;
};

static int abacus_open(struct inode *inode, struct file *file)
{
	struct abacus *abacus = kzalloc(sizeof(*abacus), GFP_KERNEL);

	if (!abacus)
		return -ENOMEM;
	file->private_data = abacus;
	return 0;
}

static int abacus_release(struct inode *inode, struct file *file)
{
	kfree(file->private_data);
	return 0;
}

static long abacus_ioctl(struct file *file, unsigned int command, unsigned long argument)
{
	struct abacus *abacus = file->private_data;
	int __user *user = (int __user *)argument;
	int number;

	switch (command) {
	case ABACUS_ADD:
		if (get_user(number, user))
			return -EFAULT;
		abacus->sum += number;
		return 0;
	case ABACUS_GET:
		return put_user(abacus->sum, user);
	case ABACUS_RESET:
		abacus->sum = 0;
		return 0;
	case ABACUS_SWAP:
		if (get_user(number, user))
			return -EFAULT;
		if (put_user(abacus->sum, user))
			return -EFAULT;
		abacus->sum = number;
		return 0;
	default:
		return -ENOTTY;
	}
}

static const struct file_operations abacus_fops = {
	.owner = THIS_MODULE,
	.open = abacus_open,
	.release = abacus_release,
	.unlocked_ioctl = abacus_ioctl,
};

static struct miscdevice abacus_device = {
	.minor = MISC_DYNAMIC_MINOR,
	.name = "abacus",
	.fops = &abacus_fops,
	.mode = 0666,
};
module_misc_device(abacus_device);

MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("Adds numbers");
