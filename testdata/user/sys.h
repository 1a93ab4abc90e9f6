/* System calls and printing without a C library: programs of some kilobytes. */
#include <asm/poll.h>
#include <asm/signal.h>
#include <asm/unistd.h>
#include <linux/fcntl.h>
#include <linux/mman.h>
#include <stdarg.h>

static long call6(long n, long a, long b, long c, long d, long e, long f)
{
	register long r10 asm("r10") = d, r8 asm("r8") = e, r9 asm("r9") = f;
	long ret;
	asm volatile("syscall" : "=a"(ret) : "a"(n), "D"(a), "S"(b), "d"(c), "r"(r10), "r"(r8), "r"(r9)
		     : "rcx", "r11", "memory");
	return ret;
}
#define CALL(name, a, b, c, d, e, f) \
	call6(__NR_##name, (long)(a), (long)(b), (long)(c), (long)(d), (long)(e), (long)(f))
#define CALL3(name, a, b, c) CALL(name, a, b, c, 0, 0, 0)

static char out_buffer[4096];
static int out_length;

static void flush(void)
{
	CALL3(write, 1, out_buffer, out_length);
	out_length = 0;
}

static void put(char c)
{
	if (out_length == sizeof out_buffer)
		flush();
	out_buffer[out_length++] = c;
}

static void put_number(unsigned long value, int base)
{
	char digits[24];
	int n = 0;
	do
		digits[n++] = "0123456789abcdef"[value % base];
	while (value /= base);
	while (n)
		put(digits[--n]);
}

/* %s, %d (long), %x (unsigned long) */
__attribute__((unused)) static void print(const char *format, ...)
{
	va_list args;
	va_start(args, format);
	for (; *format; format++) {
		if (*format != '%') {
			put(*format);
			continue;
		}
		format++;
		if (*format == 's') {
			for (const char *s = va_arg(args, const char *); *s; s++)
				put(*s);
		} else if (*format == 'd') {
			long value = va_arg(args, long);
			if (value < 0)
				put('-');
			put_number(value < 0 ? -value : value, 10);
		} else {
			put_number(va_arg(args, unsigned long), 16);
		}
	}
	va_end(args);
}

__attribute__((unused)) static unsigned long number(const char *text)
{
	unsigned long value = 0;
	while (*text >= '0' && *text <= '9')
		value = value * 10 + *text++ - '0';
	return value;
}

__attribute__((unused)) static int same(const char *a, const char *b)
{
	while (*a && *a == *b)
		a++, b++;
	return *a == *b;
}

void *memset(void *to, int value, unsigned long count)
{
	asm volatile("rep stosb" : "+D"(to), "+c"(count) : "a"(value) : "memory");
	return to;
}

int main(int argc, char **argv);

__attribute__((used)) static void start(long *stack)
{
	int status = main(*stack, (char **)(stack + 1));
	flush();
	CALL3(exit_group, status, 0, 0);
}

asm(".globl _start\n_start: mov %rsp, %rdi\n and $-16, %rsp\n call start\n");

struct action {
	void (*handler)(int, void *, void *);
	unsigned long flags;
	void (*restorer)(void);
	unsigned long mask;
};

asm("restorer: mov $15, %eax\n syscall\n");
void restorer(void);

__attribute__((unused)) static long handle(int signal, void (*handler)(int, void *, void *), long flags)
{
	struct action action = { handler, flags | 0x04000000, restorer, 0 };
	return CALL(rt_sigaction, signal, &action, 0, 8, 0, 0);
}
