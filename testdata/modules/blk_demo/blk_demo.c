// SPDX-License-Identifier: GPL-2.0
/* A disk of 1 MB in memory, with its queue (blk-mq) and one ioctl. */
#include <linux/blk-mq.h>
#include <linux/hdreg.h>
#include <linux/module.h>
#include <linux/vmalloc.h>

#define SECTORS 2048

static int major;
static u8 *memory;
static struct gendisk *disk;
static struct blk_mq_tag_set tags;
static unsigned long reads, writes;

static blk_status_t queue_request(struct blk_mq_hw_ctx *hctx, const struct blk_mq_queue_data *data)
{
	struct request *request = data->rq;
	loff_t at = blk_rq_pos(request) << SECTOR_SHIFT;
	struct req_iterator iterator;
	struct bio_vec vec;

	blk_mq_start_request(request);
	rq_for_each_segment(vec, request, iterator) {
		void *buffer = page_address(vec.bv_page) + vec.bv_offset;

		if (at + vec.bv_len > SECTORS << SECTOR_SHIFT) {
			blk_mq_end_request(request, BLK_STS_IOERR);
			return BLK_STS_OK;
		}
		if (rq_data_dir(request) == WRITE) {
			memcpy(memory + at, buffer, vec.bv_len);
			writes += vec.bv_len;
		} else {
			memcpy(buffer, memory + at, vec.bv_len);
			reads += vec.bv_len;
		}
		at += vec.bv_len;
	}
	blk_mq_end_request(request, BLK_STS_OK);
	return BLK_STS_OK;
}

static const struct blk_mq_ops queue_ops = { .queue_rq = queue_request };

static int disk_open(struct block_device *device, fmode_t mode)
{
	pr_info("blk_demo: open %s\n", mode & FMODE_WRITE ? "for writing" : "for reading");
	return 0;
}

static int disk_geometry(struct block_device *device, struct hd_geometry *geometry)
{
	geometry->heads = 4;
	geometry->sectors = 16;
	geometry->cylinders = SECTORS / 64;
	return 0;
}

static const struct block_device_operations disk_ops = {
	.owner = THIS_MODULE,
	.open = disk_open,
	.getgeo = disk_geometry,
};

static int __init blk_demo_init(void)
{
	int error;

	memory = vzalloc(SECTORS << SECTOR_SHIFT);
	if (!memory)
		return -ENOMEM;
	major = register_blkdev(0, "blk_demo");
	pr_info("blk_demo: major %d\n", major);
	tags.ops = &queue_ops;
	tags.nr_hw_queues = 1;
	tags.queue_depth = 16;
	tags.numa_node = NUMA_NO_NODE;
	tags.flags = BLK_MQ_F_SHOULD_MERGE | BLK_MQ_F_BLOCKING;
	error = blk_mq_alloc_tag_set(&tags);
	if (error)
		return error;
	disk = blk_mq_alloc_disk(&tags, NULL);
	if (IS_ERR(disk))
		return PTR_ERR(disk);
	disk->major = major;
	disk->first_minor = 0;
	disk->minors = 4;
	disk->fops = &disk_ops;
	strcpy(disk->disk_name, "blkdemo");
	set_capacity(disk, SECTORS);
	error = add_disk(disk);
	pr_info("blk_demo: added %d\n", error);
	return error;
}

static void __exit blk_demo_exit(void)
{
	del_gendisk(disk);
	put_disk(disk);
	blk_mq_free_tag_set(&tags);
	unregister_blkdev(major, "blk_demo");
	vfree(memory);
	pr_info("blk_demo: gone, %s\n", reads && writes ? "read and written" : "unused");
}

module_init(blk_demo_init);
module_exit(blk_demo_exit);
MODULE_LICENSE("GPL");
