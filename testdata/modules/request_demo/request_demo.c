// SPDX-License-Identifier: GPL-2.0
/* Asks for the modules that its parameter names, and tells what became of it. */
#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt
#include <linux/kmod.h>
#include <linux/module.h>

static char *names[8];
static int count;
module_param_array(names, charp, &count, 0444);

static char *helper[4];
static int words;
module_param_array(helper, charp, &words, 0444);

static int __init request_demo_init(void)
{
	static char *envp[] = { "PATH=/sbin:/usr/sbin:/bin:/usr/bin", "HELPER=yes", NULL };
	char *argv[5] = {};
	int i;

	for (i = 0; i < count; i++) {
		int ret = request_module("%s", names[i]);

		pr_info("request_module(%s) = %d\n", names[i], ret);
	}
	for (i = 0; i < words; i++)
		argv[i] = helper[i];
	if (words)
		pr_info("call_usermodehelper(%s) = %d\n", argv[0],
			call_usermodehelper(argv[0], argv, envp, UMH_WAIT_PROC));
	return 0;
}

static void __exit request_demo_exit(void)
{
}

module_init(request_demo_init);
module_exit(request_demo_exit);
MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("request_module and call_usermodehelper");
