#include <linux/module.h>
#include <linux/slab.h>
#include <linux/mempool.h>
#include <linux/percpu.h>
#include <linux/vmalloc.h>
#include <linux/gfp.h>
#include <linux/mm.h>
#include <linux/uaccess.h>

/* what the allocators answer: sizes, refusals, per-CPU memory, pages, user copies */
struct small { long a[5]; };
static DEFINE_PER_CPU(int, counter);
static void *grab(gfp_t gfp, void *data) { return data; }
static void drop(void *element, void *data) { pr_info("slab_api: dropped %d\n", element == data); }

static int __init slab_api_init(void)
{
	static const size_t sizes[] = { 1, 8, 9, 64, 65, 96, 97, 128, 129, 192, 193, 1000, 4097, 8192, 8193, 20000 };
	struct kmem_cache *c;
	int __percpu *pc;
	struct page *pg, *second;
	mempool_t *pool;
	char buf[16] = "kernel";
	void *p, *v;
	unsigned long n;
	int i;

	for (i = 0; i < ARRAY_SIZE(sizes); i++) {
		p = kmalloc(sizes[i], GFP_KERNEL);
		pr_info("slab_api: kmalloc(%zu) ksize %zu roundup %zu\n", sizes[i], ksize(p), kmalloc_size_roundup(sizes[i]));
		kfree(p);
	}
	pr_info("slab_api: kmalloc too large %px\n", kmalloc(KMALLOC_MAX_SIZE + 1, GFP_KERNEL | __GFP_NOWARN));
	p = krealloc(NULL, 10, GFP_KERNEL); p = krealloc(p, 12, GFP_KERNEL); pr_info("slab_api: krealloc ksize %zu\n", ksize(p));
	pr_info("slab_api: krealloc to 0 is ZERO_SIZE_PTR: %d\n", krealloc(p, 0, GFP_KERNEL) == ZERO_SIZE_PTR);
	c = KMEM_CACHE(small, SLAB_HWCACHE_ALIGN);
	pr_info("slab_api: cache size %u\n", kmem_cache_size(c));
	p = kmem_cache_zalloc(c, GFP_KERNEL); kmem_cache_free(c, p); kmem_cache_destroy(c);
	pc = alloc_percpu(int);
	for_each_possible_cpu(i) *per_cpu_ptr(pc, i) = 5;
	this_cpu_add(*pc, 2); this_cpu_inc(counter);
	pr_info("slab_api: percpu %d %d\n", *per_cpu_ptr(pc, 0), per_cpu(counter, 0)); free_percpu(pc);
	pg = alloc_pages(GFP_KERNEL | __GFP_ZERO | __GFP_COMP, 2); second = pg + 1;
	pr_info("slab_api: order %u compound %d head %d count %d pfn %d\n", compound_order(pg), PageCompound(second), compound_head(second) == pg, page_count(pg), page_to_pfn(second) == page_to_pfn(pg) + 1);
	get_page(pg); pr_info("slab_api: count %d\n", page_count(pg)); put_page(pg); __free_pages(pg, 2);
	p = alloc_pages_exact(3 * PAGE_SIZE, GFP_KERNEL); pr_info("slab_api: exact %d\n", p != NULL); free_pages_exact(p, 3 * PAGE_SIZE);
	v = vmalloc(3 * PAGE_SIZE + 1);
	pr_info("slab_api: vmalloc_to_page %d\n", vmalloc_to_page(v) == vmalloc_to_page(v + 100)); vfree(v);
	pr_info("slab_api: vmalloc(0) %d\n", vmalloc(0) != NULL);
	pool = mempool_create_kmalloc_pool(3, 64);
	p = mempool_alloc(pool, GFP_KERNEL); pr_info("slab_api: pool min %d cur %d ksize %zu\n", pool->min_nr, pool->curr_nr, ksize(p));
	mempool_free(p, pool); pr_info("slab_api: resize %d\n", mempool_resize(pool, 1)); mempool_destroy(pool);
	pool = mempool_create(2, grab, drop, buf); p = mempool_alloc(pool, GFP_KERNEL); mempool_free(p, pool);
	mempool_destroy(pool);
	pr_info("slab_api: mempool of page pool %d\n", (pool = mempool_create_page_pool(1, 0)) != NULL); mempool_destroy(pool);
	n = copy_from_user(buf, (void __user *)0x10, 8); pr_info("slab_api: copy_from_user left %lu first %d\n", n, buf[0]);
	n = copy_to_user((void __user *)0x10, buf, 8); pr_info("slab_api: copy_to_user left %lu\n", n);
	n = copy_from_user(buf, (void __user *)page_offset_base, 8); pr_info("slab_api: copy of kernel memory left %lu\n", n);
	pr_info("slab_api: get_user %d put_user %d\n", (int)get_user(i, (int __user *)0x10), (int)put_user(i, (int __user *)0x10));
	pr_info("slab_api: clear_user %lu strncpy %ld strnlen %ld\n", clear_user((void __user *)0x10, 8), strncpy_from_user(buf, (char __user *)0x10, 4), strnlen_user((char __user *)0x10, 4));
	p = memdup_user((void __user *)0x10, 8); pr_info("slab_api: memdup_user %ld\n", PTR_ERR(p));
	pr_info("slab_api: nofault %ld\n", copy_from_kernel_nofault(buf, (void *)0x10, 8));
	return 0;
}
static void __exit slab_api_exit(void)
{
	pr_info("slab_api: exit\n");
}
module_init(slab_api_init);
module_exit(slab_api_exit);
MODULE_LICENSE("GPL");
