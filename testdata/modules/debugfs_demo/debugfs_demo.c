#include <linux/module.h>
#include <linux/debugfs.h>
#include <linux/seq_file.h>
#include <linux/uaccess.h>

static struct dentry *dir;
static u8 v8 = 200;
static u16 v16 = 60000;
static u32 v32 = 4000000000u;
static u64 v64 = 10000000000000000000ull;
static u8 x8 = 10;
static u16 x16 = 11;
static u32 x32 = 12;
static u64 x64 = 13;
static size_t size = 99;
static atomic_t atomic = ATOMIC_INIT(-5);
static bool flag = true;
static char bytes[] = "some\0bytes";
static struct debugfs_blob_wrapper blob = { .data = bytes, .size = sizeof(bytes) };
static u32 values[] = { 1, 22, 333 };
static struct debugfs_u32_array array = { .array = values, .n_elements = 3 };
static u32 registers[4] = { 0x11, 0x2222, 0xdeadbeef, 0 };
static const struct debugfs_reg32 names[] = { { "ctrl", 0 }, { "status", 4 }, { "data", 8 } };
static struct debugfs_regset32 regset = { .regs = names, .nregs = 3, .base = (void __iomem *)registers };

static int shown_show(struct seq_file *m, void *v)
{
	char dump[20] = "hex dump of bytes..";

	seq_printf(m, "private %s %d\n", (char *)m->private, v8);
	seq_setwidth(m, 20);
	seq_puts(m, "padded");
	seq_pad(m, '|');
	seq_put_decimal_ull(m, " u=", 12345678901ull);
	seq_put_decimal_ll(m, " d=", -42);
	seq_putc(m, '\n');
	seq_write(m, "written\n", 8);
	seq_hex_dump(m, "dump ", DUMP_PREFIX_OFFSET, 16, 1, dump, sizeof(dump), true);
	return 0;
}
DEFINE_SHOW_ATTRIBUTE(shown);

static u64 number = 7;
static int number_get(void *data, u64 *v) { *v = number; return 0; }
static int number_set(void *data, u64 v)
{
	if (v > 1000)
		return -ERANGE;
	number = v;
	return 0;
}
DEFINE_DEBUGFS_ATTRIBUTE(number_fops, number_get, number_set, "%llu!\n");
DEFINE_SIMPLE_ATTRIBUTE(simple_fops, number_get, NULL, "0x%08llx\n");

static ssize_t raw_read(struct file *f, char __user *u, size_t n, loff_t *pos)
{
	return simple_read_from_buffer(u, n, pos, f->private_data, 10);
}
static char raw_text[10] = "raw text\n";
static ssize_t raw_write(struct file *f, const char __user *u, size_t n, loff_t *pos)
{
	return simple_write_to_buffer(raw_text, sizeof(raw_text), pos, u, n);
}
static const struct file_operations raw_fops = {
	.owner = THIS_MODULE, .open = simple_open, .read = raw_read, .write = raw_write, .llseek = generic_file_llseek,
};

static int __init debugfs_demo_init(void)
{
	struct dentry *sub, *twice;

	dir = debugfs_create_dir("debugfs_demo", NULL);
	if (IS_ERR(dir))
		return PTR_ERR(dir);
	debugfs_create_u8("u8", 0644, dir, &v8);
	debugfs_create_u16("u16", 0644, dir, &v16);
	debugfs_create_u32("u32", 0444, dir, &v32);
	debugfs_create_u64("u64", 0644, dir, &v64);
	debugfs_create_x8("x8", 0644, dir, &x8);
	debugfs_create_x16("x16", 0644, dir, &x16);
	debugfs_create_x32("x32", 0644, dir, &x32);
	debugfs_create_x64("x64", 0644, dir, &x64);
	debugfs_create_size_t("size", 0200, dir, &size);
	debugfs_create_atomic_t("atomic", 0644, dir, &atomic);
	debugfs_create_bool("flag", 0644, dir, &flag);
	debugfs_create_blob("blob", 0444, dir, &blob);
	debugfs_create_u32_array("array", 0444, dir, &array);
	debugfs_create_regset32("regs", 0444, dir, &regset);
	sub = debugfs_create_dir("sub", dir);
	debugfs_create_file("shown", 0444, sub, "secret", &shown_fops);
	debugfs_create_file("number", 0644, sub, NULL, &number_fops);
	debugfs_create_file("simple", 0644, sub, NULL, &simple_fops);
	debugfs_create_file("raw", 0600, sub, raw_text, &raw_fops);
	debugfs_create_symlink("link", dir, "sub/shown");
	twice = debugfs_create_dir("sub", dir);
	pr_info("debugfs_demo: twice %ld\n", PTR_ERR(twice));
	twice = debugfs_create_file("u8", 0644, dir, NULL, &raw_fops);
	pr_info("debugfs_demo: twice %ld\n", PTR_ERR(twice));
	twice = debugfs_lookup("u16", dir);
	pr_info("debugfs_demo: %pd found %d\n", twice, !IS_ERR_OR_NULL(twice));
	dput(twice);
	return 0;
}
static void __exit debugfs_demo_exit(void)
{
	debugfs_remove_recursive(dir);
	pr_info("debugfs_demo: u8 %u atomic %d flag %d raw %s\n", v8, atomic_read(&atomic), flag, raw_text);
}
module_init(debugfs_demo_init);
module_exit(debugfs_demo_exit);
MODULE_LICENSE("GPL");
