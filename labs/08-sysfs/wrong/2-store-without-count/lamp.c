// SPDX-License-Identifier: GPL-2.0
/* Lab 8: a lamp in /sys/kernel/lamp. */
#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/init.h>
#include <linux/kobject.h>
#include <linux/module.h>
#include <linux/sysfs.h>

#define WATTS 60

static struct kobject *lamp;
static unsigned int brightness;

static ssize_t brightness_show(struct kobject *kobj, struct kobj_attribute *attr, char *buffer)
{
	return sysfs_emit(buffer, "%u\n", brightness);
}

static ssize_t brightness_store(struct kobject *kobj, struct kobj_attribute *attr,
				const char *buffer, size_t count)
{
	unsigned int value;
	int error = kstrtouint(buffer, 10, &value);

	if (error)
		return error;
	if (value > 100)
		return -ERANGE;
	brightness = value;
	return -EIO;
}
static struct kobj_attribute brightness_attr = __ATTR_RW(brightness);

static ssize_t watts_show(struct kobject *kobj, struct kobj_attribute *attr, char *buffer)
{
	return sysfs_emit(buffer, "%u\n", brightness * WATTS / 100);
}
static struct kobj_attribute watts_attr = __ATTR_RO(watts);

static struct attribute *lamp_attrs[] = {
	&brightness_attr.attr,
	&watts_attr.attr,
	NULL,
};

static const struct attribute_group lamp_group = {
	.attrs = lamp_attrs,
};

static int __init lamp_init(void)
{
	int error;

	lamp = kobject_create_and_add("lamp", kernel_kobj);
	if (!lamp)
		return -ENOMEM;
	error = sysfs_create_group(lamp, &lamp_group);
	if (error)
		kobject_put(lamp);
	return error;
}

static void __exit lamp_exit(void)
{
	kobject_put(lamp);
}

module_init(lamp_init);
module_exit(lamp_exit);

MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("A lamp with a dimmer");
