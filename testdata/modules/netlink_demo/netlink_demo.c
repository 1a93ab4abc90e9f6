// SPDX-License-Identifier: GPL-2.0
/* A generic netlink family, and a socket of the kernel that talks to it. */
#include <linux/module.h>
#include <net/genetlink.h>
#include <net/sock.h>

enum { ATTR_UNSPEC, ATTR_TEXT, ATTR_NUMBER, ATTR_MAX = ATTR_NUMBER };
enum { CMD_UNSPEC, CMD_ECHO, CMD_REFUSE };

static struct nla_policy policy[ATTR_MAX + 1] = {
	[ATTR_TEXT] = { .type = NLA_NUL_STRING, .len = 20 },
	[ATTR_NUMBER] = { .type = NLA_U32 },
};

static int echo(struct sk_buff *skb, struct genl_info *info)
{
	if (info->attrs[ATTR_TEXT])
		pr_info("netlink_demo: text %s\n", (char *)nla_data(info->attrs[ATTR_TEXT]));
	if (info->attrs[ATTR_NUMBER])
		pr_info("netlink_demo: number %u\n", nla_get_u32(info->attrs[ATTR_NUMBER]));
	return 0;
}

static int refuse(struct sk_buff *skb, struct genl_info *info)
{
	return -EPERM;
}

static const struct genl_ops ops[] = {
	{ .cmd = CMD_ECHO, .doit = echo },
	{ .cmd = CMD_REFUSE, .doit = refuse },
};

static const struct genl_multicast_group groups[] = { { .name = "events" } };

static struct genl_family family = {
	.name = "DEMO",
	.version = 1,
	.maxattr = ATTR_MAX,
	.policy = policy,
	.ops = ops,
	.n_ops = ARRAY_SIZE(ops),
	.mcgrps = groups,
	.n_mcgrps = ARRAY_SIZE(groups),
	.module = THIS_MODULE,
};

static struct sock *own;

static void received(struct sk_buff *skb)
{
	pr_info("netlink_demo: %d bytes\n", skb->len);
}

static void try_message(void)
{
	struct netlink_kernel_cfg config = { .input = received };
	struct sk_buff *skb = genlmsg_new(NLMSG_GOODSIZE, GFP_KERNEL);
	void *head = genlmsg_put(skb, 0, 1, &family, 0, CMD_ECHO);

	pr_info("netlink_demo: put %d %d\n", nla_put_string(skb, ATTR_TEXT, "from the kernel"),
		nla_put_u32(skb, ATTR_NUMBER, 42));
	genlmsg_end(skb, head);
	pr_info("netlink_demo: message of %u bytes\n", nlmsg_hdr(skb)->nlmsg_len);
	pr_info("netlink_demo: multicast %d\n", genlmsg_multicast(&family, skb, 0, 0, GFP_KERNEL));
	own = netlink_kernel_create(&init_net, 31, &config);
	pr_info("netlink_demo: own socket %d, twice %d\n", own != NULL,
		netlink_kernel_create(&init_net, 31, &config) != NULL);
}

static int __init netlink_demo_init(void)
{
	int error = genl_register_family(&family);

	pr_info("netlink_demo: family %d, again %d\n", error, genl_register_family(&family));
	if (!error)
		try_message();
	return error;
}

static void __exit netlink_demo_exit(void)
{
	netlink_kernel_release(own);
	pr_info("netlink_demo: gone %d\n", genl_unregister_family(&family));
}

module_init(netlink_demo_init);
module_exit(netlink_demo_exit);
MODULE_LICENSE("GPL");
