#include <linux/module.h>
#include <linux/device.h>
#include <linux/kdev_t.h>
#include <linux/kobject.h>
#include <linux/slab.h>

/* class attributes, device groups, uevent variables, a kset with objects of its own */

static int level = 3;

static ssize_t level_show(const struct class *c, const struct class_attribute *a, char *buf)
{
	return sysfs_emit(buf, "%s level %d\n", c->name, level);
}
static ssize_t level_store(const struct class *c, const struct class_attribute *a, const char *buf, size_t n)
{
	int r = kstrtoint(buf, 0, &level);

	return r ? r : n;
}
static CLASS_ATTR_RW(level);
static struct attribute *class_attrs[] = { &class_attr_level.attr, NULL };
ATTRIBUTE_GROUPS(class);

static ssize_t id_show(struct device *d, struct device_attribute *a, char *buf)
{
	return sysfs_emit(buf, "%s of %s data %ld\n", dev_name(d), dev_driver_string(d), (long)dev_get_drvdata(d));
}
static DEVICE_ATTR_RO(id);
static ssize_t hidden_show(struct device *d, struct device_attribute *a, char *buf) { return 0; }
static DEVICE_ATTR_RO(hidden);
static struct attribute *dev_attrs[] = { &dev_attr_id.attr, &dev_attr_hidden.attr, NULL };
static umode_t visible(struct kobject *k, struct attribute *a, int i) { return a == &dev_attr_hidden.attr ? 0 : a->mode; }
static const struct attribute_group dev_group = { .name = "info", .attrs = dev_attrs, .is_visible = visible };
static const struct attribute_group *dev_groups[] = { &dev_group, NULL };

static int demo_uevent(const struct device *d, struct kobj_uevent_env *env)
{
	return add_uevent_var(env, "DEMO=%s", dev_name(d));
}
static char *demo_devnode(const struct device *d, umode_t *mode)
{
	if (mode)
		*mode = 0640;
	return kasprintf(GFP_KERNEL, "class_demo/%s", dev_name(d));
}
static void demo_release(struct device *d)
{
	dev_info(d, "released\n");
	kfree(d);
}
static struct class demo_class = {
	.name = "class_demo", .class_groups = class_groups, .dev_groups = dev_groups,
	.dev_uevent = demo_uevent, .devnode = demo_devnode,
};

struct thing { struct kobject kobj; int n; };
static struct kset *things;
static struct thing *first;

static void thing_release(struct kobject *k)
{
	struct thing *t = container_of(k, struct thing, kobj);

	pr_info("class_demo: thing %s released\n", kobject_name(k));
	kfree(t);
}
static ssize_t thing_show(struct kobject *k, struct attribute *a, char *buf)
{
	return sysfs_emit(buf, "%s %d\n", a->name, container_of(k, struct thing, kobj)->n);
}
static ssize_t thing_store(struct kobject *k, struct attribute *a, const char *buf, size_t n)
{
	return -EPERM;
}
static const struct sysfs_ops thing_ops = { .show = thing_show, .store = thing_store };
static struct attribute thing_n = { .name = "n", .mode = 0644 };
static struct attribute *thing_attrs[] = { &thing_n, NULL };
ATTRIBUTE_GROUPS(thing);
static struct kobj_type thing_type = { .sysfs_ops = &thing_ops, .release = thing_release, .default_groups = thing_groups };

static struct thing *new_thing(const char *name, int n)
{
	struct thing *t = kzalloc(sizeof(*t), GFP_KERNEL);
	int r;

	t->n = n;
	t->kobj.kset = things;
	r = kobject_init_and_add(&t->kobj, &thing_type, NULL, "%s", name);
	pr_info("class_demo: add %s: %d\n", name, r);
	if (r) {
		kobject_put(&t->kobj);
		return NULL;
	}
	kobject_uevent(&t->kobj, KOBJ_ADD);
	return t;
}
static struct device *own, *child;

static int __init class_demo_init(void)
{
	int r = class_register(&demo_class);

	if (r)
		return r;
	own = kzalloc(sizeof(*own), GFP_KERNEL);
	own->class = &demo_class;
	own->release = demo_release;
	dev_set_drvdata(own, (void *)17);
	dev_set_name(own, "own!%d", 1);
	r = device_register(own);
	pr_info("class_demo: register %d\n", r);
	child = device_create(&demo_class, own, MKDEV(240, 5), (void *)18, "child");
	dev_info(child, "here\n");
	things = kset_create_and_add("class_things", NULL, kernel_kobj);
	first = new_thing("one", 1);
	new_thing("two", 2);
	if (sysfs_create_link(&first->kobj, &child->kobj, "to_child"))
		pr_info("class_demo: no link\n");
	return 0;
}
static void __exit class_demo_exit(void)
{
	struct kobject *k = kset_find_obj(things, "two");

	pr_info("class_demo: found %s\n", k ? kobject_name(k) : "nothing");
	kobject_put(k);
	kobject_put(k);
	sysfs_remove_link(&first->kobj, "to_child");
	kobject_put(&first->kobj);
	kset_unregister(things);
	device_destroy(&demo_class, MKDEV(240, 5));
	device_unregister(own);
	class_unregister(&demo_class);
}
module_init(class_demo_init);
module_exit(class_demo_exit);
MODULE_LICENSE("GPL");
