#include <linux/module.h>
#define INCLUDE_VERMAGIC
#include <linux/build-salt.h>
#include <linux/elfnote-lto.h>
#include <linux/export-internal.h>
#include <linux/vermagic.h>
#include <linux/compiler.h>

BUILD_SALT;
BUILD_LTO_INFO;

MODULE_INFO(vermagic, VERMAGIC_STRING);
MODULE_INFO(name, KBUILD_MODNAME);

__visible struct module __this_module
__section(".gnu.linkonce.this_module") = {
	.name = KBUILD_MODNAME,
	.init = init_module,
#ifdef CONFIG_MODULE_UNLOAD
	.exit = cleanup_module,
#endif
	.arch = MODULE_ARCH_INIT,
};

#ifdef CONFIG_RETPOLINE
MODULE_INFO(retpoline, "Y");
#endif


static const struct modversion_info ____versions[]
__used __section("__versions") = {
	{ 0xbdfb6dbb, "__fentry__" },
	{ 0x5b8239ca, "__x86_return_thunk" },
	{ 0x82ee90dc, "timer_delete_sync" },
	{ 0x102fe6de, "hrtimer_cancel" },
	{ 0x8c03d20c, "destroy_workqueue" },
	{ 0xe1537255, "__list_del_entry_valid" },
	{ 0xaffab678, "kmem_cache_free" },
	{ 0x137065ed, "kmem_cache_destroy" },
	{ 0xc9ec4e21, "free_percpu" },
	{ 0x92997ed8, "_printk" },
	{ 0x15ba50a6, "jiffies" },
	{ 0xc38c83b8, "mod_timer" },
	{ 0xeb233a45, "__kmalloc" },
	{ 0x4ea5d10, "ksize" },
	{ 0x37a0cba, "kfree" },
	{ 0x66b4cc41, "kmemdup" },
	{ 0xc8dcc62a, "krealloc" },
	{ 0xd6ee688f, "vmalloc" },
	{ 0xc31db0ce, "is_vmalloc_addr" },
	{ 0x999e8297, "vfree" },
	{ 0x599fb41c, "kvmalloc_node" },
	{ 0x7aa1756e, "kvfree" },
	{ 0x11dd3e1e, "alloc_pages" },
	{ 0xbcb36fe4, "hugetlb_optimize_vmemmap_key" },
	{ 0x7d173e99, "__free_pages" },
	{ 0x7e617684, "kmem_cache_create" },
	{ 0x949f7342, "__alloc_percpu" },
	{ 0x49cd25ed, "alloc_workqueue" },
	{ 0x4dfa8d4b, "mutex_lock" },
	{ 0x549dfa15, "kmem_cache_alloc" },
	{ 0x68f31cbd, "__list_add_valid" },
	{ 0x3213f038, "mutex_unlock" },
	{ 0xc5b6f236, "queue_work_on" },
	{ 0xc6f46339, "init_timer_key" },
	{ 0xea82d349, "hrtimer_init" },
	{ 0xc0b7c197, "hrtimer_start_range_ns" },
	{ 0xf9a482f9, "msleep" },
	{ 0x9166fc03, "__flush_workqueue" },
	{ 0xb19a5453, "__per_cpu_offset" },
	{ 0xe5b3abad, "param_ops_bool" },
	{ 0x9bd7b42, "param_array_ops" },
	{ 0x69e0fbdc, "param_ops_int" },
	{ 0x744e0813, "param_ops_charp" },
	{ 0x9060323f, "module_layout" },
};

MODULE_INFO(depends, "");

