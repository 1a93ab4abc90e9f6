// SPDX-License-Identifier: GPL-2.0
/* Lab 13: a shelf with places; some have an item. 'echo N > .../take' takes the item of place N. */
#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/init.h>
#include <linux/list.h>
#include <linux/module.h>

struct item {
	const char *name;
	int weight;
};

struct place {
	struct list_head list;
	int number;
	struct item *item;
};

static struct item hammer = { "hammer", 500 };
static struct item saw = { "saw", 300 };

static struct place places[] = {
	{ .number = 1, .item = &hammer },
	{ .number = 2 },
	{ .number = 3, .item = &saw },
};

static LIST_HEAD(shelf);
static int taken;

static noinline struct place *shelf_find(int number)
{
	struct place *place;

	list_for_each_entry(place, &shelf, list) {
		if (place->number == number)
			return place;
	}
	return NULL;
}

static noinline int shelf_take(int number)
{
	struct place *place = shelf_find(number);
	struct item *item;

	item = place->item;
	if (!item)
		return -ENODATA;
	place->item = NULL;
	taken += item->weight;
	pr_info("took the %s, %d grams in all\n", item->name, taken);
	return 0;
}

static int take_set(const char *text, const struct kernel_param *param)
{
	int number;
	int error = kstrtoint(text, 10, &number);

	if (error)
		return error;
	return shelf_take(number);
}

static const struct kernel_param_ops take_ops = {
	.set = take_set,
};
module_param_cb(take, &take_ops, NULL, 0200);
MODULE_PARM_DESC(take, "take the item of this place");

static int __init shelf_init(void)
{
	int i;

	for (i = 0; i < ARRAY_SIZE(places); i++)
		list_add_tail(&places[i].list, &shelf);
	return 0;
}

static void __exit shelf_exit(void)
{
}

module_init(shelf_init);
module_exit(shelf_exit);

MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("A shelf");
