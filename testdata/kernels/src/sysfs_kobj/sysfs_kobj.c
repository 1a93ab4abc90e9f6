#include <linux/module.h>
#include <linux/kobject.h>
#include <linux/sysfs.h>

static struct kobject *kobj;
static int foo, bar;

static ssize_t foo_show(struct kobject *k, struct kobj_attribute *a, char *buf)
{
	return sysfs_emit(buf, "%d\n", foo);
}
static ssize_t foo_store(struct kobject *k, struct kobj_attribute *a, const char *buf, size_t n)
{
	int r = kstrtoint(buf, 10, &foo);

	pr_info("sysfs_kobj: foo_store count %zu -> %d\n", n, r);
	return r < 0 ? r : n;
}
static struct kobj_attribute foo_attr = __ATTR(foo, 0664, foo_show, foo_store);

static ssize_t b_show(struct kobject *k, struct kobj_attribute *a, char *buf)
{
	return sysfs_emit(buf, "%s=%d\n", a->attr.name, bar);
}
static ssize_t b_store(struct kobject *k, struct kobj_attribute *a, const char *buf, size_t n)
{
	int v;

	if (sscanf(buf, "%d", &v) != 1)
		return -EINVAL;
	bar = v;
	sysfs_notify(k, NULL, "bar");
	return n;
}
static struct kobj_attribute bar_attr = __ATTR(bar, 0644, b_show, b_store);
static struct kobj_attribute baz_attr = __ATTR(baz, 0444, b_show, NULL);
static struct kobj_attribute wo_attr = __ATTR(wo, 0200, NULL, b_store);

static ssize_t blob_read(struct file *f, struct kobject *k, const struct bin_attribute *a, char *buf, loff_t off, size_t n)
{
	size_t i;

	for (i = 0; i < n; i++)
		buf[i] = (off + i) & 0xff;
	return n;
}
static BIN_ATTR_RO(blob, 300);

static struct attribute *attrs[] = { &foo_attr.attr, &bar_attr.attr, &baz_attr.attr, &wo_attr.attr, NULL };
static const struct attribute_group grp = { .attrs = attrs };
static const struct attribute_group named = { .name = "sub", .attrs = attrs };

static int __init sysfs_kobj_init(void)
{
	int r;

	kobj = kobject_create_and_add("kobject_example", kernel_kobj);
	if (!kobj)
		return -ENOMEM;
	r = sysfs_create_group(kobj, &grp);
	if (!r)
		r = sysfs_create_group(kobj, &named);
	if (!r)
		r = sysfs_create_bin_file(kobj, &bin_attr_blob);
	if (r)
		kobject_put(kobj);
	return r;
}
static void __exit sysfs_kobj_exit(void)
{
	sysfs_remove_bin_file(kobj, &bin_attr_blob);
	kobject_put(kobj);
	pr_info("sysfs_kobj: foo=%d bar=%d\n", foo, bar);
}
module_init(sysfs_kobj_init);
module_exit(sysfs_kobj_exit);
MODULE_LICENSE("GPL v2");
