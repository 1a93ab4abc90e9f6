// SPDX-License-Identifier: GPL-2.0
/* What a driver does with the registers of QEMU's pc-testdev, and with addresses where nothing is. */
#define pr_fmt(fmt) "pctest: " fmt
#include <linux/module.h>
#include <linux/io.h>
#include <linux/ioport.h>
#include <linux/interrupt.h>
#include <linux/completion.h>
#include <linux/delay.h>

static int irq = 5;
module_param(irq, int, 0444);
static bool bad;
module_param(bad, bool, 0444);
static bool empty;
module_param(empty, bool, 0444);

static DECLARE_COMPLETION(interrupted);
static int count;

static irqreturn_t handler(int number, void *dev)
{
	count++;
	outb(0, 0x2000 + number);
	complete(&interrupted);
	return IRQ_HANDLED;
}

static void registers(void)
{
	void __iomem *regs = ioremap(0xff000000, 0x10000);
	u8 bytes[11] = { 0 };
	void __iomem *cookie;

	pr_info("ioremap: %s, offset %lx\n", regs ? "mapped" : "NULL", (unsigned long)regs & ~PAGE_MASK);
	if (!regs)
		return;
	writel(0x12345678, regs);
	writew(0xabcd, regs + 4);
	writeb(0xef, regs + 6);
	writeq(0x1122334455667788ULL, regs + 8);
	pr_info("readl %08x readw %04x readb %02x readq %016llx\n", readl(regs), readw(regs + 4), readb(regs + 6), readq(regs + 8));
	pr_info("ioread8 %x 16 %x 32 %x 16be %x 32be %x\n", ioread8(regs), ioread16(regs), ioread32(regs), ioread16be(regs), ioread32be(regs));
	iowrite16be(0x1234, regs + 0x20);
	iowrite32be(0x56789abc, regs + 0x24);
	pr_info("be: %04x %08x\n", readw(regs + 0x20), readl(regs + 0x24));
	memcpy_toio(regs + 0x41, "hello world", 11);
	memcpy_fromio(bytes, regs + 0x41, 11);
	pr_info("memcpy: %.11s\n", bytes);
	memset_io(regs + 0x80, 0x5a, 7);
	pr_info("memset: %08x %08x\n", readl(regs + 0x80), readl(regs + 0x84));
	iowrite32_rep(regs + 0x90, "abcdefgh", 2);
	ioread8_rep(regs + 0x90, bytes, 3);
	pr_info("rep: %.3s\n", bytes);
	iounmap(regs);
	regs = ioremap_wc(0xff000004, 4);
	pr_info("wc: offset %lx value %04x\n", (unsigned long)regs & ~PAGE_MASK, readw(regs));
	iounmap(regs);

	outl(0xcafebabe, 0xe0);
	outb(0x11, 0xe1);
	pr_info("ports: %08x %04x %02x\n", inl(0xe0), inw(0xe0), inb(0xe1));
	cookie = ioport_map(0xe0, 4);
	iowrite16(0x7777, cookie + 2);
	pr_info("ioport_map: %lx %x\n", (unsigned long)cookie, ioread32(cookie));
	ioport_unmap(cookie);
	outsb(0xe0, "xyz", 3);
	insb(0xe0, bytes, 2);
	pr_info("insb: %02x %02x\n", bytes[0], bytes[1]);
}

/* QEMU reads zeros where a PC's bus has ones, so this is no part of the recording. */
static void nothing(void)
{
	void __iomem *regs = ioremap(0xf0000000, 0x100);

	pr_info("nothing: %08x %02x %016llx\n", readl(regs), readb(regs + 1), readq(regs + 8));
	writel(1, regs);
	pr_info("nothing: %08x\n", readl(regs));
	iounmap(regs);
}

static void limits(void)
{
	void *mem;

	pr_info("no port: %08x %02x\n", inl(0x5100), inb(0x5100));
	pr_info("ioremap of 0 bytes: %px\n", ioremap(0xf0000000, 0));
	pr_info("wraparound: %px\n", ioremap(0xfffffffffffff000, 0x2000));
	mem = memremap(0x100000, 0x1000, MEMREMAP_WB);
	pr_info("memremap of ram: %d\n", mem == phys_to_virt(0x100000));
	memunmap(mem);
	pr_info("memremap without flags: %px\n", memremap(0xf0000000, 16, 0));
	iounmap(NULL);
}

static void interrupts(void)
{
	int error = request_irq(irq, handler, 0, "pctest", &count);

	pr_info("request_irq: %d\n", error);
	if (error)
		return;
	outb(1, 0x2000 + irq);
	pr_info("waited: %d\n", wait_for_completion_timeout(&interrupted, HZ) != 0);
	pr_info("interrupts %d\n", count);
	outb(1, 0x2000 + irq);
	outb(1, 0x2000 + irq);
	mdelay(1);
	pr_info("interrupts %d\n", count);
	disable_irq(irq);
	outb(1, 0x2000 + irq);
	mdelay(1);
	pr_info("disabled: %d\n", count);
	enable_irq(irq);
	mdelay(1);
	pr_info("enabled: %d\n", count);
	free_irq(irq, &count);
}

static void regions(void)
{
	struct resource *res = request_mem_region(0xff000000, 0x10000, "pctest");

	pr_info("request_mem_region: %d\n", res != NULL);
	pr_info("again: %d\n", request_mem_region(0xff000ff0, 4, "other") != NULL);
	release_mem_region(0xff000000, 0x10000);
	pr_info("request_region: %d\n", request_region(0xe0, 4, "pctest") != NULL);
	pr_info("again: %d\n", request_region(0xe0, 1, "x") != NULL);
	release_region(0xe0, 4);
}

static void faults(void)
{
	pr_info("bad port: %x\n", ioread32((void __iomem *)0x100));
	iowrite8(1, (void __iomem *)0x200);
	pr_info("ram: %px\n", ioremap(0x100000, 0x1000));
	pr_info("beyond: %px\n", ioremap(1ULL << 52, 0x1000));
	pr_info("memremap ram: %px\n", memremap(0x100000, 0x1000, MEMREMAP_WC));
	iounmap((void __iomem *)0xffffc90000123000);
}

static int __init pctest_init(void)
{
	if (bad) {
		faults();
		return 0;
	}
	if (empty) {
		nothing();
		return 0;
	}
	registers();
	limits();
	regions();
	interrupts();
	return 0;
}

static void __exit pctest_exit(void)
{
	pr_info("bye\n");
}

module_init(pctest_init);
module_exit(pctest_exit);
MODULE_LICENSE("GPL");
