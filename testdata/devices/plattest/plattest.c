// SPDX-License-Identifier: GPL-2.0
/*
 * A platform driver: what its device has, and how often that interrupted. Written to its attribute
 * "value", a number goes to the device's first register.
 */
#include <linux/interrupt.h>
#include <linux/io.h>
#include <linux/module.h>
#include <linux/platform_device.h>

struct plattest {
	void __iomem *regs;
	atomic_t interrupts;
};

static irqreturn_t plattest_interrupt(int irq, void *data)
{
	struct plattest *test = data;

	atomic_inc(&test->interrupts);
	return IRQ_HANDLED;
}

static ssize_t value_show(struct device *dev, struct device_attribute *attr, char *buf)
{
	struct plattest *test = dev_get_drvdata(dev);

	return sysfs_emit(buf, "%#x\n", readl(test->regs));
}

static ssize_t value_store(struct device *dev, struct device_attribute *attr, const char *buf, size_t count)
{
	struct plattest *test = dev_get_drvdata(dev);
	u32 value;
	int error = kstrtou32(buf, 0, &value);

	if (error)
		return error;
	writel(value, test->regs);
	return count;
}
static DEVICE_ATTR_RW(value);

static ssize_t interrupts_show(struct device *dev, struct device_attribute *attr, char *buf)
{
	struct plattest *test = dev_get_drvdata(dev);

	return sysfs_emit(buf, "%d\n", atomic_read(&test->interrupts));
}
static DEVICE_ATTR_RO(interrupts);

static struct attribute *plattest_attrs[] = { &dev_attr_value.attr, &dev_attr_interrupts.attr, NULL };
ATTRIBUTE_GROUPS(plattest);

static int plattest_probe(struct platform_device *pdev)
{
	struct plattest *test = devm_kzalloc(&pdev->dev, sizeof(*test), GFP_KERNEL);
	struct resource *mem;
	int irq, error;

	if (!test)
		return -ENOMEM;
	platform_set_drvdata(pdev, test);
	test->regs = devm_platform_get_and_ioremap_resource(pdev, 0, &mem);
	if (IS_ERR(test->regs))
		return PTR_ERR(test->regs);
	irq = platform_get_irq(pdev, 0);
	if (irq < 0)
		return irq;
	error = devm_request_irq(&pdev->dev, irq, plattest_interrupt, 0, dev_name(&pdev->dev), test);
	if (error)
		return error;
	dev_info(&pdev->dev, "id %d, %pR, irq %d, %u resources\n", pdev->id, mem, irq, pdev->num_resources);
	return 0;
}

static int plattest_remove(struct platform_device *pdev)
{
	dev_info(&pdev->dev, "removed\n");
	return 0;
}

static struct platform_driver plattest_driver = {
	.driver = { .name = "plattest", .dev_groups = plattest_groups },
	.probe = plattest_probe,
	.remove = plattest_remove,
};
module_platform_driver(plattest_driver);

MODULE_LICENSE("GPL");
