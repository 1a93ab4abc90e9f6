// SPDX-License-Identifier: GPL-2.0
/* Lab 9: a box of cards with names on them. */
#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/init.h>
#include <linux/list.h>
#include <linux/module.h>
#include <linux/slab.h>
#include <linux/string.h>

struct card {
	struct list_head list;
	char *name;
	int used;
};

static LIST_HEAD(box);

static char *names[8];
static int count;
module_param_array(names, charp, &count, 0444);
MODULE_PARM_DESC(names, "the names on the cards, none of them empty");

static char *drop = "";
module_param(drop, charp, 0444);
MODULE_PARM_DESC(drop, "a card that is thrown away at once");

static void card_free(struct card *card)
{
	list_del(&card->list);
	kfree(card->name);
	kfree(card);
}

static void free_all(void)
{
	struct card *card, *next;

	list_for_each_entry_safe(card, next, &box, list)
		card_free(card);
}

static int card_add(const char *name)
{
	struct card *card;

	if (!*name) {
		pr_err("a card without a name\n");
		return -EINVAL;
	}
	card = kzalloc(sizeof(*card), GFP_KERNEL);
	if (!card)
		return -ENOMEM;
	card->name = kstrdup(name, GFP_KERNEL);
	if (!card->name) {
		kfree(card);
		return -ENOMEM;
	}
	list_add_tail(&card->list, &box);
	return 0;
}

static int __init cards_init(void)
{
	struct card *card, *next;
	int i;

	for (i = 0; i < count; i++) {
		int error = card_add(names[i]);

		if (error) {
			free_all();
			return error;
		}
	}
	list_for_each_entry_safe(card, next, &box, list) {
		if (!strcmp(card->name, drop)) {
			pr_info("drops %s\n", card->name);
			card_free(card);
			card->used = 1;
		}
	}
	list_for_each_entry(card, &box, list)
		pr_info("card %s\n", card->name);
	return 0;
}

static void __exit cards_exit(void)
{
	free_all();
}

module_init(cards_init);
module_exit(cards_exit);

MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("A box of cards");
