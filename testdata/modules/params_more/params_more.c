// SPDX-License-Identifier: GPL-2.0
/* Parameters of all kinds. */
#include <linux/module.h>
#include <linux/moduleparam.h>
#include <linux/string.h>
static int i = 1; static uint u = 2; static long l = -3; static ulong ul = 4; static short s = 5; static ushort us = 6; static unsigned char b = 7; static bool f = true, inv; static char *p = "dflt"; static char str[8] = "s"; static int arr[4] = { 1, 2, 3, 4 }; static int n_arr = 2; static char *names[3]; static int n_names; static unsigned long long ull = 9; static unsigned int hex = 0xab; static int ranged = 3; static bool flag; static int cb = 1;
module_param(i, int, 0644); MODULE_PARM_DESC(i, "an int"); module_param(u, uint, 0444); module_param(l, long, 0600); module_param(ul, ulong, 0); module_param(s, short, 0644); module_param(us, ushort, 0644); module_param(b, byte, 0644); module_param(f, bool, 0644); module_param(inv, invbool, 0644); module_param(p, charp, 0644); module_param_string(str, str, sizeof(str), 0644); module_param_array(arr, int, &n_arr, 0644); module_param_array(names, charp, &n_names, 0444); module_param(ull, ullong, 0644); module_param(hex, hexint, 0644); module_param_named(other_name, ranged, int, 0644); MODULE_PARM_DESC(other_name, "named"); module_param(flag, bool_enable_only, 0644);
static int set_cb(const char *v, const struct kernel_param *kp) { int x, e = kstrtoint(v, 0, &x); pr_info("params_more: set %s '%s'\n", kp->name, v); if (e) return e; if (x < 0 || x > 10) return -ERANGE; return param_set_int(v, kp); }
static int get_cb(char *b, const struct kernel_param *kp) { return sprintf(b, "<%d>\n", *(int *)kp->arg); }
static const struct kernel_param_ops ops = { .set = set_cb, .get = get_cb }; module_param_cb(cb, &ops, &cb, 0644);
static int noarg(const char *v, const struct kernel_param *kp) { pr_info("params_more: noarg %s\n", v ? v : "(null)"); return 0; }
static const struct kernel_param_ops nops = { .flags = KERNEL_PARAM_OPS_FL_NOARG, .set = noarg }; module_param_cb(noarg, &nops, NULL, 0200);
static int minmax(const char *v, const struct kernel_param *kp) { return param_set_uint_minmax(v, kp, 2, 5); } static const struct kernel_param_ops mops = { .set = minmax, .get = param_get_uint }; static uint mm = 3; module_param_cb(mm, &mops, &mm, 0644);
static int __init t_init(void) { int k; kernel_param_lock(THIS_MODULE); pr_info("params_more: i=%d u=%u l=%ld ul=%lu s=%d us=%u b=%u f=%d inv=%d p=%s str=%s ull=%llu hex=%x ranged=%d flag=%d cb=%d mm=%u\n", i, u, l, ul, s, us, b, f, inv, p, str, ull, hex, ranged, flag, cb, mm); kernel_param_unlock(THIS_MODULE); for (k = 0; k < n_arr; k++) pr_cont(" %d", arr[k]); pr_cont(" of %d\n", n_arr); for (k = 0; k < n_names; k++) pr_info("params_more: name %d '%s'\n", k, names[k]); return 0; }
static void __exit t_exit(void) { pr_info("params_more: bye i=%d p=%s\n", i, p); }
module_init(t_init); module_exit(t_exit); MODULE_LICENSE("GPL"); MODULE_VERSION("1.2"); MODULE_ALIAS("t-par-alias"); MODULE_AUTHOR("A B <a@b>"); MODULE_AUTHOR("C"); MODULE_DESCRIPTION("Parameters"); MODULE_INFO(own, "tag");
