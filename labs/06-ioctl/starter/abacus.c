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

/* TODO (step 5): each open file has its own sum */
static int __maybe_unused sum;

static long abacus_ioctl(struct file *file, unsigned int command, unsigned long argument)
{
	/* TODO: a switch over the commands of abacus.h */
	return 0;
}

static const struct file_operations abacus_fops = {
	.owner = THIS_MODULE,
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
