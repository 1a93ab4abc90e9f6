// SPDX-License-Identifier: GPL-2.0
/* /proc, seq_file, debugfs and sysfs in many forms. */
#include <linux/module.h>
#include <linux/proc_fs.h>
#include <linux/seq_file.h>
#include <linux/debugfs.h>
#include <linux/sysfs.h>
#include <linux/kobject.h>
#include <linux/slab.h>
#include <linux/uaccess.h>
#include <linux/string.h>
#include <linux/list.h>
static struct proc_dir_entry *dir; static struct dentry *dbg; static struct kobject *ko; static struct kset *ks;
static char store[32] = "init\n"; static size_t slen = 5;
struct node { struct list_head l; int v; }; static LIST_HEAD(list); static DEFINE_MUTEX(lock);
static void *s_start(struct seq_file *m, loff_t *p) { mutex_lock(&lock); if (!*p) return SEQ_START_TOKEN; return seq_list_start(&list, *p - 1); }
static void *s_next(struct seq_file *m, void *v, loff_t *p) { if (v == SEQ_START_TOKEN) { ++*p; return list_empty(&list) ? NULL : list.next; } return seq_list_next(v, &list, p); }
static void s_stop(struct seq_file *m, void *v) { mutex_unlock(&lock); }
static int s_show(struct seq_file *m, void *v)
{
	struct node *n;
	if (v == SEQ_START_TOKEN) { seq_puts(m, "head\n"); return 0; }
	n = list_entry(v, struct node, l);
	if (n->v == 3) return SEQ_SKIP;
	seq_printf(m, "%d:", n->v); seq_pad(m, ' '); seq_putc(m, '|'); seq_setwidth(m, 10); seq_printf(m, "w%d", n->v); seq_pad(m, '\n'); seq_put_decimal_ull(m, "u=", n->v); seq_put_decimal_ll(m, " l=", -n->v); seq_escape(m, " a b\t\n", "\t\n "); seq_write(m, "\n", 1);
	return 0;
}
static const struct seq_operations sops = { .start = s_start, .next = s_next, .stop = s_stop, .show = s_show };
static int one_show(struct seq_file *m, void *v) { int i; for (i = 0; i < 600; i++) seq_printf(m, "line %d of %s\n", i, (char *)m->private); return 0; }
static int small_show(struct seq_file *m, void *v) { seq_printf(m, "%s %d\n", (char *)pde_data(file_inode(m->file)), seq_has_overflowed(m)); seq_hex_dump(m, "hex ", DUMP_PREFIX_OFFSET, 16, 1, "0123456789abcdefXYZ", 19, true); return 0; }
static int one_open(struct inode *i, struct file *f) { return single_open(f, one_show, pde_data(i)); }
static int size_open(struct inode *i, struct file *f) { return single_open_size(f, one_show, pde_data(i), 32768); }
static int priv_open(struct inode *i, struct file *f) { int *p = __seq_open_private(f, &sops, sizeof(int)); if (!p) return -ENOMEM; *p = 7; return 0; }
static ssize_t p_read(struct file *f, char __user *u, size_t n, loff_t *o) { return simple_read_from_buffer(u, n, o, store, slen); }
static ssize_t p_write(struct file *f, const char __user *u, size_t n, loff_t *o)
{
	if (n > sizeof(store)) return -EMSGSIZE;
	if (copy_from_user(store, u, n)) return -EFAULT;
	slen = n; proc_set_size(pde_data(file_inode(f)) ? NULL ?: dir : dir, 0); pr_info("views_demo: wrote %zu\n", n); return n;
}
static const struct proc_ops pops = { .proc_read = p_read, .proc_write = p_write, .proc_lseek = default_llseek };
static const struct proc_ops oneops = { .proc_open = one_open, .proc_read = seq_read, .proc_lseek = seq_lseek, .proc_release = single_release };
static const struct proc_ops sizeops = { .proc_open = size_open, .proc_read = seq_read, .proc_lseek = seq_lseek, .proc_release = single_release };
static const struct proc_ops privops = { .proc_open = priv_open, .proc_read = seq_read, .proc_lseek = seq_lseek, .proc_release = seq_release_private };
static ssize_t a_show(struct kobject *k, struct kobj_attribute *a, char *b) { return sysfs_emit(b, "%s of %s\n", a->attr.name, kobject_name(k)); }
static ssize_t a_store(struct kobject *k, struct kobj_attribute *a, const char *b, size_t n) { pr_info("views_demo: store %s '%.*s' %zu\n", a->attr.name, (int)n, b, n); return n > 4 ? -E2BIG : n; }
static ssize_t big_show(struct kobject *k, struct kobj_attribute *a, char *b) { return sysfs_emit_at(b, sysfs_emit_at(b, 0, "0123456789"), "%s", "tail\n") + 10; }
static struct kobj_attribute ra = __ATTR_RO_MODE(a, 0444), wa = { .attr = { .name = "w", .mode = 0200 }, .store = a_store }, rw = { .attr = { .name = "rw", .mode = 0644 }, .show = a_show, .store = a_store }, hid = { .attr = { .name = "hidden", .mode = 0644 }, .show = a_show, .store = a_store }, big = { .attr = { .name = "big", .mode = 0400 }, .show = big_show }, none = { .attr = { .name = "none", .mode = 0644 } };
static struct attribute *at[] = { &ra.attr, &wa.attr, &rw.attr, &hid.attr, &big.attr, &none.attr, NULL };
static umode_t vis(struct kobject *k, struct attribute *a, int n) { return a == &hid.attr ? 0 : a == &rw.attr ? 0600 : a->mode; }
static ssize_t b_read(struct file *f, struct kobject *k, struct bin_attribute *a, char *b, loff_t o, size_t n) { return memory_read_from_buffer(b, n, &o, "binary\0data", 11); }
static ssize_t b_write(struct file *f, struct kobject *k, struct bin_attribute *a, char *b, loff_t o, size_t n) { pr_info("views_demo: bin write %zu at %lld\n", n, o); return n; }
static struct bin_attribute ba = { .attr = { .name = "bin", .mode = 0644 }, .size = 11, .read = b_read, .write = b_write }; static struct bin_attribute *bas[] = { &ba, NULL };
static const struct attribute_group g1 = { .attrs = at, .is_visible = vis, .bin_attrs = bas }, g2 = { .name = "sub", .attrs = (struct attribute *[]){ &ra.attr, NULL } }; static const struct attribute_group *gs[] = { &g1, &g2, NULL };
static u8 x8 = 8; static u16 d16 = 16; static u32 v32 = 32; static u64 x64 = 64; static bool bo = true; static atomic_t ato = ATOMIC_INIT(5); static char blobd[] = "blob\n"; static struct debugfs_blob_wrapper blob = { blobd, 5 }; static u32 arr[] = { 1, 2, 3 }; static struct debugfs_u32_array ua = { arr, 3 }; static const struct debugfs_reg32 regs[] = { { "R0", 0 }, { "R1", 4 } }; static u32 mem[2] = { 0x11, 0x22 }; static struct debugfs_regset32 rs = { regs, 2, mem }; static char *sp; static size_t sz = 99; static unsigned long ul = 77;
static int at_get(void *d, u64 *v) { *v = *(u32 *)d * 2; return 0; } static int at_set(void *d, u64 v) { if (v > 100) return -ERANGE; *(u32 *)d = v; return 0; }
DEFINE_DEBUGFS_ATTRIBUTE(at_fops, at_get, at_set, "=%llu\n"); static int dshow_show(struct seq_file *m, void *v) { seq_printf(m, "attr %d\n", *(int *)m->private); return 0; } DEFINE_SHOW_ATTRIBUTE(dshow);
static int __init t_init(void)
{
	int i, e; struct kobject *c;
	for (i = 1; i <= 4; i++) { struct node *n = kmalloc(sizeof(*n), GFP_KERNEL); n->v = i; list_add_tail(&n->l, &list); }
	dir = proc_mkdir_mode("views_demo", 0555, NULL); proc_create_data("store", 0666, dir, &pops, NULL); proc_create_seq("list", 0, dir, &sops); proc_create_seq_private("listp", 0400, dir, &sops, 16, NULL); proc_create_data("one", 0, dir, &oneops, "data"); proc_create_data("sized", 0444, dir, &sizeops, "s"); proc_create("priv", 0444, dir, &privops); proc_create_single_data("small", 0, dir, small_show, "hello"); proc_symlink("link", dir, "store"); proc_set_user(proc_create("owned", 0640, dir, &pops), KUIDT_INIT(1000), KGIDT_INIT(50)); proc_set_size(proc_create("sz", 0, dir, &pops), 1234); proc_mkdir("sub/", dir); proc_create("views_demo/deep", 0, NULL, &pops);
	ko = kobject_create_and_add("t_ko", kernel_kobj); e = sysfs_create_groups(ko, gs); c = kobject_create_and_add("child", ko); pr_info("views_demo: groups %d link %d %d path %s\n", e, sysfs_create_link(c, ko, "up"), sysfs_create_link(c, ko, "up"), kobject_get_path(c, GFP_KERNEL)); kobject_put(c); ks = kset_create_and_add("t_kset", NULL, NULL); pr_info("views_demo: rename %d chmod %d\n", kobject_rename(&ks->kobj, "t_renamed"), sysfs_chmod_file(ko, &ra.attr, 0400));
	dbg = debugfs_create_dir("t_dbg", NULL); debugfs_create_u8("u8", 0644, dbg, &x8); debugfs_create_u16("u16", 0444, dbg, &d16); debugfs_create_u32("u32", 0644, dbg, &v32); debugfs_create_x64("x64", 0644, dbg, &x64); debugfs_create_bool("bool", 0644, dbg, &bo); debugfs_create_atomic_t("at", 0644, dbg, &ato); debugfs_create_blob("blob", 0444, dbg, &blob); debugfs_create_u32_array("arr", 0444, dbg, &ua); debugfs_create_regset32("regs", 0444, dbg, &rs); debugfs_create_size_t("size", 0644, dbg, &sz); debugfs_create_ulong("ul", 0644, dbg, &ul); debugfs_create_file("attr", 0644, dbg, &v32, &at_fops); debugfs_create_file("show", 0444, dbg, &v32, &dshow_fops); sp = kstrdup("str", GFP_KERNEL); debugfs_create_symlink("lnk", dbg, "u8"); pr_info("views_demo: lookup %d rename %d\n", debugfs_lookup("u8", dbg) != NULL, !IS_ERR(debugfs_rename(dbg, debugfs_lookup("ul", dbg), dbg, "ul2")));
	return 0;
}
static void __exit t_exit(void) { struct node *n, *t; list_for_each_entry_safe(n, t, &list, l) kfree(n); proc_remove(dir); kobject_put(ko); kset_unregister(ks); debugfs_remove_recursive(dbg); kfree(sp); pr_info("views_demo: bye\n"); }
module_init(t_init);
module_exit(t_exit);
MODULE_LICENSE("GPL");
