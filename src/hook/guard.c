/* SPDX-License-Identifier: Apache-2.0 */
/* A hook that ends in any way but by its own answer blocks the call.  Handlers only use
 * what may be called in them: write() and _exit(). */
#include <fcntl.h>
#include <signal.h>
#include <stddef.h>
#include <sys/time.h>
#include <unistd.h>

#include "hook_priv.h"

static volatile sig_atomic_t settled = -1;

static const char crashed[] =
	"policyctl: the hook crashed; the call is blocked, for nobody decided it\n";
static const char late[] =
	"policyctl: the hook's time limit is over; the call is blocked, for nobody "
	"decided it\n";
static const char stopped[] =
	"policyctl: the hook was stopped; the call is blocked, for nobody decided it\n";

/* SIGXFSZ is left alone: the log may not be written then, and nothing else is. */
static const struct {
	int number;
	const char *text;
	size_t size;
} deadly[] = {
	{SIGSEGV, crashed, sizeof(crashed) - 1},
	{SIGBUS, crashed, sizeof(crashed) - 1},
	{SIGILL, crashed, sizeof(crashed) - 1},
	{SIGFPE, crashed, sizeof(crashed) - 1},
	{SIGABRT, crashed, sizeof(crashed) - 1},
	{SIGSYS, crashed, sizeof(crashed) - 1},
	{SIGTRAP, crashed, sizeof(crashed) - 1},
	{SIGALRM, late, sizeof(late) - 1},
	{SIGXCPU, late, sizeof(late) - 1},
	{SIGTERM, stopped, sizeof(stopped) - 1},
	{SIGINT, stopped, sizeof(stopped) - 1},
	{SIGHUP, stopped, sizeof(stopped) - 1},
	{SIGQUIT, stopped, sizeof(stopped) - 1},
	{SIGUSR1, stopped, sizeof(stopped) - 1},
	{SIGUSR2, stopped, sizeof(stopped) - 1},
	{SIGVTALRM, stopped, sizeof(stopped) - 1},
	{SIGPROF, stopped, sizeof(stopped) - 1},
};

static PC_NORETURN void end(int number)
{
	if (settled >= 0)
		_exit(settled);
	for (size_t i = 0; i < PC_COUNT(deadly); i++) {
		/* Whether anybody reads it changes nothing. */
		if (deadly[i].number == number &&
			write(STDERR_FILENO, deadly[i].text, deadly[i].size) < 0)
			break;
	}
	_exit(HOOK_BLOCK);
}

/* Handlers have a stack of their own: the usual one may be what ran out. */
static void catch_signals(void)
{
	enum { STACK = 16 << 10 };
	static char stack[STACK] __attribute__((aligned(16)));
	const stack_t own = {.ss_sp = stack, .ss_size = sizeof(stack)};
	struct sigaction action = {
		.sa_handler = end, .sa_flags = SA_ONSTACK | SA_NODEFER};
	struct sigaction ignore = {.sa_handler = SIG_IGN};
	sigset_t none;

	sigaltstack(&own, NULL);
	sigemptyset(&action.sa_mask);
	sigemptyset(&ignore.sa_mask);
	for (size_t i = 0; i < PC_COUNT(deadly); i++)
		sigaction(deadly[i].number, &action, NULL);
	sigaction(SIGPIPE, &ignore, NULL);
	sigaction(SIGXFSZ, &ignore, NULL);
	sigemptyset(&none);
	sigprocmask(SIG_SETMASK, &none, NULL);
}

/* A file that is opened later must not become the standard output. */
static void fill_descriptors(void)
{
	static const int modes[] = {O_WRONLY, O_RDONLY, O_RDONLY};

	for (int fd = 0; fd < (int)PC_COUNT(modes); fd++) {
		/* The lowest free number is taken: fd itself. */
		if (fcntl(fd, F_GETFD) < 0 && open("/dev/null", modes[fd]) < 0)
			_exit(HOOK_BLOCK);
	}
}

void guard_start(double seconds)
{
	enum { MICROSECONDS = 1000000 };
	struct itimerval timer = {.it_value.tv_sec = (time_t)seconds};

	fill_descriptors();
	catch_signals();
	timer.it_value.tv_usec =
		(suseconds_t)((seconds - (double)timer.it_value.tv_sec) * MICROSECONDS);
	setitimer(ITIMER_REAL, &timer, NULL);
}

void guard_settle(int status)
{
	settled = status;
}
