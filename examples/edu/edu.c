// SPDX-License-Identifier: GPL-2.0
/*
 * A driver for QEMU's educational PCI device (docs/specs/edu.rst of QEMU): registers in a BAR, an
 * interrupt, which is a message (MSI) or the pin's, and transfers by DMA.
 *
 * /dev/edu              the card's buffer of 4095 bytes, read and written by DMA
 * .../device/factorial  write a number, read its factorial, which the card computes
 * .../device/liveness   write a number, read its inverse
 */
#include <linux/completion.h>
#include <linux/dma-mapping.h>
#include <linux/fs.h>
#include <linux/interrupt.h>
#include <linux/miscdevice.h>
#include <linux/module.h>
#include <linux/mutex.h>
#include <linux/pci.h>
#include <linux/uaccess.h>

#define EDU_ID			0x00
#define EDU_LIVENESS		0x04
#define EDU_FACTORIAL		0x08
#define EDU_STATUS		0x20
#define EDU_STATUS_IRQ		0x80
#define EDU_IRQ_STATUS		0x24
#define EDU_IRQ_ACK		0x64
#define EDU_IRQ_FACTORIAL	0x001
#define EDU_IRQ_DMA		0x100
#define EDU_DMA_SOURCE		0x80
#define EDU_DMA_DESTINATION	0x88
#define EDU_DMA_COUNT		0x90
#define EDU_DMA_COMMAND		0x98
#define EDU_DMA_START		0x1
#define EDU_DMA_TO_RAM		0x2
#define EDU_DMA_IRQ		0x4
#define EDU_BUFFER		0x40000
#define EDU_BUFFER_SIZE		4095	/* of 4096: QEMU does not take transfers of the last byte */

static bool msi = true;
module_param(msi, bool, 0444);
MODULE_PARM_DESC(msi, "interrupt by messages where the machine has them");

struct edu {
	struct pci_dev *pdev;
	void __iomem *regs;
	void *buffer;
	dma_addr_t dma;
	struct mutex lock;	/* one computation or transfer at a time */
	struct completion done;
	struct miscdevice misc;
};

static irqreturn_t edu_interrupt(int irq, void *data)
{
	struct edu *edu = data;
	u32 status = ioread32(edu->regs + EDU_IRQ_STATUS);

	if (!status)
		return IRQ_NONE;
	iowrite32(status, edu->regs + EDU_IRQ_ACK);
	complete(&edu->done);
	return IRQ_HANDLED;
}

/* The caller holds the lock. */
static int edu_wait(struct edu *edu)
{
	return wait_for_completion_timeout(&edu->done, HZ) ? 0 : -ETIMEDOUT;
}

static int edu_transfer(struct edu *edu, dma_addr_t source, dma_addr_t destination, size_t count, u32 flags)
{
	reinit_completion(&edu->done);
	iowrite32(source, edu->regs + EDU_DMA_SOURCE);
	iowrite32(destination, edu->regs + EDU_DMA_DESTINATION);
	iowrite32(count, edu->regs + EDU_DMA_COUNT);
	iowrite32(EDU_DMA_START | EDU_DMA_IRQ | flags, edu->regs + EDU_DMA_COMMAND);
	return edu_wait(edu);
}

static ssize_t edu_read(struct file *file, char __user *to, size_t count, loff_t *pos)
{
	struct edu *edu = container_of(file->private_data, struct edu, misc);
	ssize_t result;

	if (*pos >= EDU_BUFFER_SIZE)
		return 0;
	count = min_t(size_t, count, EDU_BUFFER_SIZE - *pos);
	mutex_lock(&edu->lock);
	result = edu_transfer(edu, EDU_BUFFER + *pos, edu->dma, count, EDU_DMA_TO_RAM);
	if (!result && copy_to_user(to, edu->buffer, count))
		result = -EFAULT;
	mutex_unlock(&edu->lock);
	if (result)
		return result;
	*pos += count;
	return count;
}

static ssize_t edu_write(struct file *file, const char __user *from, size_t count, loff_t *pos)
{
	struct edu *edu = container_of(file->private_data, struct edu, misc);
	ssize_t result;

	if (*pos >= EDU_BUFFER_SIZE)
		return -ENOSPC;
	count = min_t(size_t, count, EDU_BUFFER_SIZE - *pos);
	mutex_lock(&edu->lock);
	if (copy_from_user(edu->buffer, from, count))
		result = -EFAULT;
	else
		result = edu_transfer(edu, edu->dma, EDU_BUFFER + *pos, count, 0);
	mutex_unlock(&edu->lock);
	if (result)
		return result;
	*pos += count;
	return count;
}

static const struct file_operations edu_fops = {
	.owner = THIS_MODULE,
	.read = edu_read,
	.write = edu_write,
	.llseek = default_llseek,
};

static ssize_t factorial_show(struct device *dev, struct device_attribute *attr, char *buf)
{
	struct edu *edu = dev_get_drvdata(dev);

	return sysfs_emit(buf, "%u\n", ioread32(edu->regs + EDU_FACTORIAL));
}

static ssize_t factorial_store(struct device *dev, struct device_attribute *attr, const char *buf, size_t count)
{
	struct edu *edu = dev_get_drvdata(dev);
	u32 number;
	int error = kstrtou32(buf, 0, &number);

	if (error)
		return error;
	mutex_lock(&edu->lock);
	reinit_completion(&edu->done);
	iowrite32(EDU_STATUS_IRQ, edu->regs + EDU_STATUS);
	iowrite32(number, edu->regs + EDU_FACTORIAL);
	error = edu_wait(edu);
	mutex_unlock(&edu->lock);
	return error ? error : count;
}
static DEVICE_ATTR_RW(factorial);

static ssize_t liveness_show(struct device *dev, struct device_attribute *attr, char *buf)
{
	struct edu *edu = dev_get_drvdata(dev);

	return sysfs_emit(buf, "%#x\n", ioread32(edu->regs + EDU_LIVENESS));
}

static ssize_t liveness_store(struct device *dev, struct device_attribute *attr, const char *buf, size_t count)
{
	struct edu *edu = dev_get_drvdata(dev);
	u32 number;
	int error = kstrtou32(buf, 0, &number);

	if (error)
		return error;
	iowrite32(number, edu->regs + EDU_LIVENESS);
	return count;
}
static DEVICE_ATTR_RW(liveness);

static struct attribute *edu_attrs[] = { &dev_attr_factorial.attr, &dev_attr_liveness.attr, NULL };
ATTRIBUTE_GROUPS(edu);

static int edu_probe(struct pci_dev *pdev, const struct pci_device_id *id)
{
	struct edu *edu;
	u32 identification;
	int error;

	edu = devm_kzalloc(&pdev->dev, sizeof(*edu), GFP_KERNEL);
	if (!edu)
		return -ENOMEM;
	edu->pdev = pdev;
	mutex_init(&edu->lock);
	init_completion(&edu->done);
	pci_set_drvdata(pdev, edu);

	error = pcim_enable_device(pdev);
	if (error)
		return error;
	error = pcim_iomap_regions(pdev, BIT(0), "edu");
	if (error)
		return error;
	edu->regs = pcim_iomap_table(pdev)[0];
	identification = ioread32(edu->regs + EDU_ID);
	if ((identification & 0xff) != 0xed)
		return dev_err_probe(&pdev->dev, -ENODEV, "identification %#x\n", identification);

	pci_set_master(pdev);
	error = dma_set_mask_and_coherent(&pdev->dev, DMA_BIT_MASK(28));
	if (error)
		return error;
	edu->buffer = dmam_alloc_coherent(&pdev->dev, EDU_BUFFER_SIZE, &edu->dma, GFP_KERNEL);
	if (!edu->buffer)
		return -ENOMEM;
	if (msi) {
		error = pci_alloc_irq_vectors(pdev, 1, 1, PCI_IRQ_ALL_TYPES);
		if (error < 0)
			return error;
	}
	error = devm_request_irq(&pdev->dev, pci_irq_vector(pdev, 0), edu_interrupt, IRQF_SHARED, "edu", edu);
	if (error)
		return error;

	edu->misc.minor = MISC_DYNAMIC_MINOR;
	edu->misc.name = "edu";
	edu->misc.fops = &edu_fops;
	edu->misc.parent = &pdev->dev;
	error = misc_register(&edu->misc);
	if (error)
		return error;
	dev_info(&pdev->dev, "version %u.%u, interrupts by %s\n", identification >> 24, identification >> 16 & 0xff,
		 pci_dev_msi_enabled(pdev) ? "messages" : "its pin");
	return 0;
}

static void edu_remove(struct pci_dev *pdev)
{
	struct edu *edu = pci_get_drvdata(pdev);

	misc_deregister(&edu->misc);
	dev_info(&pdev->dev, "removed\n");
}

static const struct pci_device_id edu_ids[] = { { PCI_DEVICE(0x1234, 0x11e8) }, { } };
MODULE_DEVICE_TABLE(pci, edu_ids);

static struct pci_driver edu_driver = {
	.name = "edu",
	.id_table = edu_ids,
	.probe = edu_probe,
	.remove = edu_remove,
	.dev_groups = edu_groups,
};
module_pci_driver(edu_driver);

MODULE_DESCRIPTION("QEMU's educational PCI device");
MODULE_LICENSE("GPL");
