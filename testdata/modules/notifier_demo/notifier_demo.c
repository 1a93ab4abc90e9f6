// SPDX-License-Identifier: GPL-2.0
/* Chains of notifiers: order by priority, stopping, robust calls, the kernel's own chains. */
#include <linux/module.h>
#include <linux/netdevice.h>
#include <linux/notifier.h>
#include <linux/reboot.h>

static int answer_low = NOTIFY_OK;

static int low(struct notifier_block *block, unsigned long action, void *data)
{
	pr_info("notifier_demo: low %lu %s\n", action, (char *)data);
	return answer_low;
}

static int middle(struct notifier_block *block, unsigned long action, void *data)
{
	pr_info("notifier_demo: middle %lu\n", action);
	return action == 2 ? NOTIFY_STOP : action == 3 ? notifier_from_errno(-EINVAL) : NOTIFY_DONE;
}

static int high(struct notifier_block *block, unsigned long action, void *data)
{
	pr_info("notifier_demo: high %lu\n", action);
	return NOTIFY_DONE;
}

static struct notifier_block blocks[] = {
	{ .notifier_call = low, .priority = -5 },
	{ .notifier_call = middle },
	{ .notifier_call = high, .priority = 100 },
};

static BLOCKING_NOTIFIER_HEAD(blocking);
static ATOMIC_NOTIFIER_HEAD(atomic);
static RAW_NOTIFIER_HEAD(raw);

static int module_changed(struct notifier_block *block, unsigned long state, void *data)
{
	struct module *module = data;

	pr_info("notifier_demo: module %s state %lu\n", module->name, state);
	return NOTIFY_OK;
}

static struct notifier_block modules = { .notifier_call = module_changed };

static int device_changed(struct notifier_block *block, unsigned long event, void *data)
{
	pr_info("notifier_demo: %s %s\n", netdev_name(netdev_notifier_info_to_dev(data)),
		netdev_cmd_to_name(event));
	return NOTIFY_DONE;
}

static struct notifier_block devices = { .notifier_call = device_changed };

static void call(unsigned long action)
{
	int ret = blocking_notifier_call_chain(&blocking, action, "blocking");

	pr_info("notifier_demo: action %lu gives %x errno %d\n", action, ret, notifier_to_errno(ret));
}

static int __init notifier_demo_init(void)
{
	int i;

	for (i = 0; i < 3; i++)
		pr_info("notifier_demo: register %d\n", blocking_notifier_chain_register(&blocking, &blocks[i]));
	for (i = 0; i < 4; i++)
		call(i);
	pr_info("notifier_demo: unregister %d\n", blocking_notifier_chain_unregister(&blocking, &blocks[1]));
	pr_info("notifier_demo: again %d\n", blocking_notifier_chain_unregister(&blocking, &blocks[1]));
	call(2);
	pr_info("notifier_demo: atomic %d\n", atomic_notifier_chain_register(&atomic, &blocks[1]));
	pr_info("notifier_demo: atomic gives %x\n", atomic_notifier_call_chain(&atomic, 3, "atomic"));
	pr_info("notifier_demo: raw %d\n", raw_notifier_chain_register(&raw, &blocks[1]));
	pr_info("notifier_demo: raw gives %x\n", raw_notifier_call_chain(&raw, 1, NULL));
	pr_info("notifier_demo: modules %d\n", register_module_notifier(&modules));
	pr_info("notifier_demo: devices %d\n", register_netdevice_notifier(&devices));
	return 0;
}

static void __exit notifier_demo_exit(void)
{
	unregister_netdevice_notifier(&devices);
	unregister_module_notifier(&modules);
	pr_info("notifier_demo: gone\n");
}

module_init(notifier_demo_init);
module_exit(notifier_demo_exit);
MODULE_LICENSE("GPL");
