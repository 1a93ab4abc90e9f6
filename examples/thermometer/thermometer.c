// SPDX-License-Identifier: GPL-2.0
/*
 * A driver for a thermometer on the board: registers in memory and an interrupt line. Each read of
 * /dev/thermometer from its start measures once: "21.500".
 */
#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt
#include <linux/completion.h>
#include <linux/fs.h>
#include <linux/interrupt.h>
#include <linux/io.h>
#include <linux/ioport.h>
#include <linux/miscdevice.h>
#include <linux/module.h>
#include <linux/mutex.h>

#define THERM_SIZE		0x20
#define THERM_ID		0x00	/* "THRM" */
#define THERM_CONTROL		0x04
#define THERM_START		0x1	/* measure once, which takes 10 ms */
#define THERM_STATUS		0x08	/* writing a one clears it */
#define THERM_READY		0x1
#define THERM_ALARM		0x2	/* it was hotter than the limit */
#define THERM_VALUE		0x0c	/* thousandths of a degree */
#define THERM_LIMIT		0x10
#define THERM_ID_VALUE		0x4d524854

static unsigned long address = 0xfed80000;
module_param(address, ulong, 0444);
MODULE_PARM_DESC(address, "where the registers are");
static int irq = 5;
module_param(irq, int, 0444);
MODULE_PARM_DESC(irq, "interrupt line");
static int limit = 80000;
module_param(limit, int, 0444);
MODULE_PARM_DESC(limit, "of the alarm, in thousandths of a degree");

static void __iomem *regs;
static DEFINE_MUTEX(lock);
static DECLARE_COMPLETION(ready);

static irqreturn_t therm_interrupt(int number, void *dev)
{
	u32 status = readl(regs + THERM_STATUS);

	if (!status)
		return IRQ_NONE;
	writel(status, regs + THERM_STATUS);
	if (status & THERM_ALARM)
		pr_alert("too hot: %d\n", (int)readl(regs + THERM_VALUE));
	if (status & THERM_READY)
		complete(&ready);
	return IRQ_HANDLED;
}

static ssize_t therm_read(struct file *file, char __user *to, size_t count, loff_t *pos)
{
	char text[16];
	int value;

	if (*pos)
		return 0;
	mutex_lock(&lock);
	reinit_completion(&ready);
	writel(THERM_START, regs + THERM_CONTROL);
	value = wait_for_completion_timeout(&ready, HZ / 10) ? (int)readl(regs + THERM_VALUE) : INT_MIN;
	mutex_unlock(&lock);
	if (value == INT_MIN)
		return -ETIMEDOUT;
	count = min_t(size_t, count,
		      scnprintf(text, sizeof(text), "%s%d.%03d\n", value < 0 ? "-" : "",
				abs(value) / 1000, abs(value) % 1000));
	return simple_read_from_buffer(to, count, pos, text, count);
}

static const struct file_operations therm_fops = {
	.owner = THIS_MODULE,
	.read = therm_read,
	.llseek = default_llseek,
};

static struct miscdevice therm_misc = {
	.minor = MISC_DYNAMIC_MINOR,
	.name = "thermometer",
	.fops = &therm_fops,
};

static int __init therm_init(void)
{
	int error = -ENODEV;

	if (!request_mem_region(address, THERM_SIZE, "thermometer"))
		return -EBUSY;
	regs = ioremap(address, THERM_SIZE);
	if (!regs) {
		error = -ENOMEM;
		goto release;
	}
	if (readl(regs + THERM_ID) != THERM_ID_VALUE) {
		pr_err("no thermometer at %#lx\n", address);
		goto unmap;
	}
	writel(limit, regs + THERM_LIMIT);
	error = request_irq(irq, therm_interrupt, 0, "thermometer", NULL);
	if (error)
		goto unmap;
	error = misc_register(&therm_misc);
	if (error)
		goto free;
	return 0;

free:
	free_irq(irq, NULL);
unmap:
	iounmap(regs);
release:
	release_mem_region(address, THERM_SIZE);
	return error;
}

static void __exit therm_exit(void)
{
	misc_deregister(&therm_misc);
	free_irq(irq, NULL);
	iounmap(regs);
	release_mem_region(address, THERM_SIZE);
}

module_init(therm_init);
module_exit(therm_exit);
MODULE_DESCRIPTION("A thermometer on the board");
MODULE_LICENSE("GPL");
