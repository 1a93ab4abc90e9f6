// SPDX-License-Identifier: GPL-2.0
/* Lab 5: a slate that is written and read as a file, /dev/slate. */
#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/fs.h>
#include <linux/init.h>
#include <linux/miscdevice.h>
#include <linux/module.h>
#include <linux/uaccess.h>

#define SIZE 64

static char __maybe_unused text[SIZE];
static size_t __maybe_unused length;

static ssize_t slate_read(struct file *file, char __user *buffer, size_t size, loff_t *pos)
{
	/* TODO (step 3): what was written, from *pos on */
	return 0;
}

static ssize_t slate_write(struct file *file, const char __user *buffer, size_t size, loff_t *pos)
{
	/* TODO (step 2): keep the text; (step 4): refuse what is too long or cannot be copied */
	return size;
}

static const struct file_operations slate_fops = {
	.read = slate_read,
	.write = slate_write,
};

static struct miscdevice __maybe_unused slate_device = {
	.minor = MISC_DYNAMIC_MINOR,
	.name = "slate",
	.fops = &slate_fops,
	.mode = 0666,
};

static int __init slate_init(void)
{
	/* TODO (step 1) */
	return 0;
}

static void __exit slate_exit(void)
{
	/* TODO (step 1) */
}

module_init(slate_init);
module_exit(slate_exit);

MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("A slate to write on");
