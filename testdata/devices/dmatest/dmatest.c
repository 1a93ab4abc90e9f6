// SPDX-License-Identifier: GPL-2.0
/* What a driver asks of the DMA API, for a device that has no bus. */
#define pr_fmt(fmt) "dmatest: " fmt
#include <linux/device.h>
#include <linux/dma-mapping.h>
#include <linux/io.h>
#include <linux/miscdevice.h>
#include <linux/module.h>
#include <linux/scatterlist.h>
#include <linux/slab.h>

static const struct file_operations fops = { .owner = THIS_MODULE };
static struct miscdevice misc = { .minor = MISC_DYNAMIC_MINOR, .name = "dmatest", .fops = &fops };
static bool bad;
module_param(bad, bool, 0444);

static void coherent(struct device *dev)
{
	dma_addr_t handle = 0, other = 0;
	u8 *memory = dma_alloc_coherent(dev, 5000, &handle, GFP_KERNEL);
	u8 *small;

	pr_info("coherent: %d, zeroed %d, page aligned %d, handle is physical %d\n", memory != NULL,
		memory && !memchr_inv(memory, 0, 5000), IS_ALIGNED(handle, PAGE_SIZE),
		memory && virt_to_phys(memory) == handle);
	small = dma_alloc_coherent(dev, 16, &other, GFP_KERNEL);
	pr_info("another: %d, apart %d\n", small != NULL, other != handle);
	memory[4999] = 0x5a;
	dma_free_coherent(dev, 16, small, other);
	dma_free_coherent(dev, 5000, memory, handle);
	dma_free_coherent(dev, 16, NULL, 0);
}

static void streaming(struct device *dev)
{
	char *buffer = kmalloc(100, GFP_KERNEL);
	struct scatterlist sg[2];
	dma_addr_t handle;

	handle = dma_map_single(dev, buffer, 100, DMA_TO_DEVICE);
	pr_info("map_single: error %d, physical %d\n", dma_mapping_error(dev, handle), handle == virt_to_phys(buffer));
	dma_sync_single_for_cpu(dev, handle, 100, DMA_TO_DEVICE);
	dma_sync_single_for_device(dev, handle, 100, DMA_TO_DEVICE);
	dma_unmap_single(dev, handle, 100, DMA_TO_DEVICE);
	sg_init_table(sg, 2);
	sg_set_buf(&sg[0], buffer, 40);
	sg_set_buf(&sg[1], buffer + 50, 50);
	pr_info("map_sg: %d\n", dma_map_sg(dev, sg, 2, DMA_FROM_DEVICE));
	pr_info("sg: %u %u, physical %d %d\n", sg_dma_len(&sg[0]), sg_dma_len(&sg[1]),
		sg_dma_address(&sg[0]) == virt_to_phys(buffer), sg_dma_address(&sg[1]) == virt_to_phys(buffer) + 50);
	dma_unmap_sg(dev, sg, 2, DMA_FROM_DEVICE);
	kfree(buffer);
}

static int __init dmatest_init(void)
{
	struct device *dev;
	dma_addr_t handle;
	void *memory;
	int error = misc_register(&misc);

	if (error)
		return error;
	dev = misc.this_device;
	pr_info("set_mask without a mask: %d\n", dma_set_mask(dev, DMA_BIT_MASK(32)));
	if (bad) {
		memory = dma_alloc_coherent(dev, 16, &handle, GFP_KERNEL);
		pr_info("alloc without a mask: %px\n", memory);
		memory = kmalloc(16, GFP_KERNEL);
		pr_info("map without a mask: %llx\n", (u64)dma_map_single(dev, memory, 16, DMA_TO_DEVICE));
		kfree(memory);
		return 0;
	}
	pr_info("coerce: %d\n", dma_coerce_mask_and_coherent(dev, DMA_BIT_MASK(32)));
	pr_info("mask %llx coherent %llx\n", *dev->dma_mask, dev->coherent_dma_mask);
	coherent(dev);
	streaming(dev);
	pr_info("24 bits: %d\n", dma_set_mask_and_coherent(dev, DMA_BIT_MASK(24)));
	pr_info("20 bits: %d\n", dma_set_mask_and_coherent(dev, DMA_BIT_MASK(20)));
	pr_info("64 bits: %d\n", dma_set_mask_and_coherent(dev, DMA_BIT_MASK(64)));
	pr_info("mask %llx\n", *dev->dma_mask);
	pr_info("max mapping %zx\n", dma_max_mapping_size(dev));
	return 0;
}

static void __exit dmatest_exit(void)
{
	misc_deregister(&misc);
}

module_init(dmatest_init);
module_exit(dmatest_exit);
MODULE_LICENSE("GPL");
