/* privileged: instructions that are not a program's; a handler tells what the kernel says of each. */
#include "sys.h"

struct info { int signo, errno, code, pad; unsigned long address; };

enum { RAX = 5 + 13, RDX = 5 + 12, RCX = 5 + 14, RIP = 5 + 16, ERROR = 5 + 19, TRAP };

static const char *what;
static unsigned long at, behind;
static char scratch[16] __attribute__((used));

static void show(int signal, void *information, void *context)
{
	struct info *info = information;
	unsigned long *registers = context;

	print("%s: signal %d code %d address %x trap %d error %d at %d", what, (long)signal, (long)info->code, info->address,
	      registers[TRAP], registers[ERROR] & 7, registers[RIP] - at); /* QEMU has another index there than CPUs */
	print(" rax %x rcx %x rdx %x\n", registers[RAX], registers[RCX], registers[RDX]);
	registers[RIP] = behind;
}

/* Behind a loop, and with something behind it that must not be done. */
#define TRY(instruction)                                                                                          \
	do {                                                                                                      \
		what = instruction;                                                                               \
		asm volatile("lea 1f(%%rip), %%rax\n mov %%rax, %0\n lea 2f(%%rip), %%rax\n mov %%rax, %1\n"        \
			     "mov $3, %%ecx\n 3: dec %%ecx\n jnz 3b\n"                                              \
			     "lea scratch(%%rip), %%rsi\n mov %%rsi, %%rdi\n mov $2, %%ecx\n mov $0x60, %%edx\n"     \
			     "mov $0x1234567, %%eax\n sub $0x80000000, %%eax\n"                                    \
			     "1: " instruction "\n movb $7, scratch+8(%%rip)\n 2:"                                  \
			     : "=m"(at), "=m"(behind) : : "rax", "rcx", "rdx", "rsi", "rdi", "memory");               \
	} while (0)

int main(int argc, char **argv)
{
	static const int signals[] = { SIGILL, SIGTRAP, SIGBUS, SIGFPE, SIGSEGV };

	for (unsigned long i = 0; i < sizeof signals / sizeof *signals; i++)
		handle(signals[i], show, 4);
	TRY("in %%dx, %%al");
	TRY("in $0x70, %%eax");
	TRY("out %%al, %%dx");
	TRY("out %%ax, $0x80");
	TRY("rep insb");
	TRY("outsw");
	TRY("cli");
	TRY("sti");
	TRY("hlt");
	TRY("int3");
	TRY("int $0");
	TRY("int $1");
	TRY("int $3");
	TRY("int $4");
	TRY("int $13");
	TRY("int $14");
	TRY("int $0x55");
	TRY("int $0x81");
	TRY("int $0x82");
	TRY("int $0x83");
	TRY("int $0x84");
	TRY("int $0x85");
	TRY("int $0x86");
	TRY("int $0xff");
	TRY("rdmsr");
	TRY("wrmsr");
	TRY("mov %%cr0, %%rax");
	TRY("mov %%rax, %%cr4");
	TRY("mov %%db7, %%rax");
	TRY("mov %%rax, %%db0");
	TRY("lgdt scratch(%%rip)");
	TRY("lidt scratch(%%rip)");
	TRY("ltr %%ax");
	TRY("lldt %%ax");
	TRY("lmsw %%ax");
	TRY("clts");
	TRY("swapgs");
	TRY("sysretq");
	TRY("invd");
	TRY("wbinvd");
	TRY("invlpg scratch(%%rip)");
	TRY("ud2");
	print("behind them: %d\n", (long)scratch[8]);
	return 0;
}
