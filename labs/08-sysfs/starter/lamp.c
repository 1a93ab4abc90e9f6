// SPDX-License-Identifier: GPL-2.0
/* Lab 8: a lamp in /sys/kernel/lamp. */
#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/init.h>
#include <linux/kobject.h>
#include <linux/module.h>
#include <linux/sysfs.h>

#define WATTS 60 /* at full brightness */

static struct kobject *lamp;
static unsigned int __maybe_unused brightness;

static ssize_t brightness_show(struct kobject *kobj, struct kobj_attribute *attr, char *buffer)
{
	/* TODO (step 2) */
	return 0;
}

static ssize_t brightness_store(struct kobject *kobj, struct kobj_attribute *attr,
				const char *buffer, size_t count)
{
	/* TODO (step 2): the number in buffer becomes the brightness; (step 3): refuse nonsense */
	return count;
}
static struct kobj_attribute brightness_attr = __ATTR_RW(brightness);

/* TODO (step 4): an attribute watts that can only be read */

static struct attribute *lamp_attrs[] = {
	&brightness_attr.attr,
	NULL,
};

static const struct attribute_group __maybe_unused lamp_group = {
	.attrs = lamp_attrs,
};

static int __init lamp_init(void)
{
	lamp = kobject_create_and_add("lamp", kernel_kobj);
	if (!lamp)
		return -ENOMEM;
	/* TODO (step 1): the files of lamp_group; (step 5): what if that fails? */
	return 0;
}

static void __exit lamp_exit(void)
{
	kobject_put(lamp);
}

module_init(lamp_init);
module_exit(lamp_exit);

MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("A lamp with a dimmer");
