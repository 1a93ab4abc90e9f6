// SPDX-License-Identifier: GPL-2.0
/* Debug messages that can be switched while the module is there. */
#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt
#include <linux/module.h>
#include <linux/printk.h>

static noinline void inner(int value)
{
	pr_debug("inner\t\"%d\"\n", value);
	print_hex_dump_debug("inner dump ", DUMP_PREFIX_OFFSET, 16, 1, &value, sizeof(value), false);
}

static int fire_set(const char *text, const struct kernel_param *param)
{
	int value;
	int ret = kstrtoint(text, 0, &value);

	if (ret)
		return ret;
	pr_debug("fire %d\n", value);
	inner(value);
	pr_info("fired %d\n", value);
	return 0;
}

static const struct kernel_param_ops fire_ops = { .set = fire_set };
module_param_cb(fire, &fire_ops, NULL, 0200);

static int __init dyndbg_verbose_init(void)
{
	pr_debug("init\n");
	return 0;
}

static void __exit dyndbg_verbose_exit(void)
{
	pr_debug("exit\n");
}

module_init(dyndbg_verbose_init);
module_exit(dyndbg_verbose_exit);
MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("dynamic debug");
