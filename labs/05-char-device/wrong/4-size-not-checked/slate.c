// SPDX-License-Identifier: GPL-2.0
/* Lab 5: a slate that is written and read as a file, /dev/slate. */
#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/fs.h>
#include <linux/init.h>
#include <linux/miscdevice.h>
#include <linux/module.h>
#include <linux/uaccess.h>

#define SIZE 64

static char text[SIZE];
static size_t length;

static ssize_t slate_read(struct file *file, char __user *buffer, size_t size, loff_t *pos)
{
	if (*pos >= length)
		return 0;
	size = min_t(size_t, size, length - *pos);
	if (copy_to_user(buffer, text + *pos, size))
		return -EFAULT;
	*pos += size;
	return size;
}

static ssize_t slate_write(struct file *file, const char __user *buffer, size_t size, loff_t *pos)
{
	if (copy_from_user(text, buffer, size))
		return -EFAULT;
	length = size;
	return size;
}

static const struct file_operations slate_fops = {
	.owner = THIS_MODULE,
	.read = slate_read,
	.write = slate_write,
};

static struct miscdevice slate_device = {
	.minor = MISC_DYNAMIC_MINOR,
	.name = "slate",
	.fops = &slate_fops,
	.mode = 0666,
};

static int __init slate_init(void)
{
	return misc_register(&slate_device);
}

static void __exit slate_exit(void)
{
	misc_deregister(&slate_device);
}

module_init(slate_init);
module_exit(slate_exit);

MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("A slate to write on");
