/* SPDX-License-Identifier: Apache-2.0 */
/* The parent of the roles.  It starts them with the sockets between them, starts again
 * what ended, says when the repository is looked at, and tells the service manager only
 * what the roles have shown by their work. */
#include <errno.h>
#include <inttypes.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

#include "pc/base/buf.h"
#include "pc/base/fs.h"
#include "pc/base/when.h"
#include "pc/os/child.h"
#include "pc/os/program.h"
#include "pc/os/service.h"
#include "role.h"
#include "schedule.h"

enum role {
	ROLE_APPLY,
	ROLE_SERVE,
	ROLE_SYNC,
	ROLE_CHECK,
	ROLE_GLANCE,
	ROLE_SURVEY,
	ROLE_REPORT,
	ROLE_COMPILE,
	ROLE_AUDIT,
	ROLE_MODELS,
	ROLES
};

/* Which end of which pair a role holds at its descriptors from FD_CONTROL on. */
enum pair { CONTROL_APPLY, CONTROL_SERVE, POLICY, EVENTS, PAIRS, NO_PAIR };
enum end { NEAR, FAR };

static const struct role_kind {
	const char *name;
	bool stays;          /* started again when it ends */
	const char *program; /* which has it: "policyd" and this */
	struct {
		enum pair pair;
		enum end end;
	} holds[3];
	const struct schedule *schedule; /* NULL: it is started for other reasons */
} kinds[ROLES] = {
	[ROLE_APPLY] = {"apply", true, "",
		{{CONTROL_APPLY, FAR}, {POLICY, FAR}, {EVENTS, NEAR}}, NULL},
	[ROLE_SERVE] = {"serve", true, "",
		{{CONTROL_SERVE, FAR}, {NO_PAIR, NEAR}, {EVENTS, FAR}}, NULL},
	[ROLE_SYNC] = {"sync", false, "-remote",
		{{NO_PAIR, NEAR}, {NO_PAIR, NEAR}, {EVENTS, NEAR}}, NULL},
	[ROLE_CHECK] = {"check", false, "-remote",
		{{NO_PAIR, NEAR}, {POLICY, NEAR}, {EVENTS, NEAR}}, NULL},
	[ROLE_GLANCE] = {"glance", false, "",
		{{NO_PAIR, NEAR}, {NO_PAIR, NEAR}, {EVENTS, NEAR}}, NULL},
	[ROLE_SURVEY] = {"survey", false, "",
		{{NO_PAIR, NEAR}, {NO_PAIR, NEAR}, {EVENTS, NEAR}}, NULL},
	[ROLE_REPORT] = {"report", false, "-remote",
		{{NO_PAIR, NEAR}, {NO_PAIR, NEAR}, {EVENTS, NEAR}}, NULL},
	[ROLE_COMPILE] = {"compile", false, "",
		{{NO_PAIR, NEAR}, {NO_PAIR, NEAR}, {EVENTS, NEAR}}, NULL},
	[ROLE_AUDIT] = {"audit", false, "-audit",
		{{NO_PAIR, NEAR}, {NO_PAIR, NEAR}, {EVENTS, NEAR}}, &schedule_of_audits},
	[ROLE_MODELS] = {"models", false, "-models",
		{{NO_PAIR, NEAR}, {NO_PAIR, NEAR}, {EVENTS, NEAR}}, &schedule_of_scans},
};

enum { SECOND = 1000, LONGEST_PAUSE = 60 * SECOND, GRACE = 5 * SECOND };

struct running {
	struct supervisor *supervisor;
	const struct role_kind *kind;
	struct pc_child *child; /* NULL: not running */
	struct pc_watch *again; /* a timer: when it is started again */
	struct pc_watch *turn;  /* a timer: whether it is due, by its schedule */
	int64_t turned;         /* moment of its last start by that; 0: none was */
	int64_t pause;          /* before that, in ms; grows while it keeps ending */
	bool progressed;        /* since the watchdog was told */
	bool began;             /* this child has shown work */
	bool is_wanted;         /* again, when this child has ended */
};

struct supervisor {
	struct daemon *daemon;
	struct pc_loop *loop;
	int pairs[PAIRS][2];
	struct running roles[ROLES];
	struct pc_watch *look;     /* a timer: the next look at the repository */
	struct pc_watch *watchdog; /* a timer */
	struct pc_watch *grace;    /* a timer: the end of patience with roles that end */
	struct pc_watch *signals[3], *controls[2];
	int64_t failed_looks; /* in a row */
	int64_t look_began;   /* the one under way, or the last: ms since 1970 */
	int64_t patience;     /* of the manager, in ms; 0: it does not wait for us */
	bool is_ready, is_ending;
	int status;
};

/* ---- roles ---------------------------------------------------------------- */

static void start(struct running *role);

static void start_again(void *arg, int what)
{
	(void)what;
	start(arg);
}

static bool anything_runs(const struct supervisor *supervisor)
{
	for (size_t i = 0; i < ROLES; i++) {
		if (supervisor->roles[i].child)
			return true;
	}
	return false;
}

static void signal_all(struct supervisor *supervisor, int signal)
{
	for (size_t i = 0; i < ROLES; i++) {
		if (supervisor->roles[i].child)
			pc_child_signal(supervisor->roles[i].child, signal);
	}
}

/* Serve ends last: what the others still say is for the record.  One that has not begun
 * yet would end before it heard them. */
static void go_on_ending(struct supervisor *supervisor)
{
	const struct running *serve = &supervisor->roles[ROLE_SERVE];

	if (!anything_runs(supervisor)) {
		pc_loop_stop(supervisor->loop);
		return;
	}
	for (size_t i = 0; i < ROLES; i++) {
		if (i != ROLE_SERVE && supervisor->roles[i].child)
			return;
	}
	if (serve->began)
		pc_child_signal(serve->child, SIGTERM);
}

static void begin_to_end(struct supervisor *supervisor)
{
	if (supervisor->is_ending)
		return;
	supervisor->is_ending = true;
	pc_service_tell(PC_STR("STOPPING=1"));
	for (size_t i = 0; i < ROLES; i++) {
		/* What was put in force is compiled yet, which takes no time. */
		if (i != ROLE_SERVE && i != ROLE_COMPILE && supervisor->roles[i].child)
			pc_child_signal(supervisor->roles[i].child, SIGTERM);
	}
	pc_watch_after(supervisor->grace, GRACE);
	go_on_ending(supervisor);
}

static void on_grace(void *arg, int what)
{
	(void)what;
	signal_all(arg, SIGKILL);
}

static void begin_look(struct supervisor *supervisor)
{
	supervisor->look_began = pc_when_now();
	start(&supervisor->roles[ROLE_SYNC]);
}

static void plan_look(struct supervisor *supervisor)
{
	const struct pc_config *config = &supervisor->daemon->config;
	enum { MOST_DOUBLINGS = 6, SHARE = 10 };
	int64_t failed = supervisor->failed_looks, wait = config->interval;

	if (supervisor->daemon->is_once) {
		begin_to_end(supervisor);
		return;
	}
	if (failed > 0) {
		/* Sooner than usual at first, then less and less often. */
		wait = (int64_t)(10 * SECOND)
		       << (failed < MOST_DOUBLINGS ? failed : MOST_DOUBLINGS);
		wait = wait < config->interval ? wait : config->interval;
	}
	pc_watch_after(supervisor->look, wait + role_some(wait / SHARE));
}

/* Whoever asked for a look waits for that, and for one that began after the question: an
 * older one may have read the remote before.  While serve does not listen nobody waits,
 * and we must not, as it is us who start serve again. */
static void tell_looked(const struct supervisor *supervisor)
{
	const struct message message = {
		MESSAGE_SYNCED, .synced = {.outcome = PC_STR("done"),
					.started = (uint64_t)supervisor->look_began,
					.ended = (uint64_t)pc_when_now()}};
	struct pollfd events = {.fd = supervisor->pairs[EVENTS][NEAR], .events = POLLOUT};
	struct pc_err err;

	if (poll(&events, 1, 0) != 1)
		return;
	if (message_send(events.fd, &message, &err) != PC_OK)
		daemon_log("supervisor", "%s", err.text);
}

/* What was asked for meanwhile is seen to by a look of its own. */
static void look_ended(struct supervisor *supervisor)
{
	struct running *sync = &supervisor->roles[ROLE_SYNC];

	tell_looked(supervisor);
	if (!sync->is_wanted || supervisor->daemon->is_once) {
		plan_look(supervisor);
		return;
	}
	sync->is_wanted = false;
	begin_look(supervisor);
}

/* A look is sync, then check: also when nothing could be fetched, for what is staged may
 * have become due, or expired. */
static void look_went_on(struct running *role, const struct pc_ending *ending)
{
	struct supervisor *supervisor = role->supervisor;
	bool well = ending->signal == 0 && ending->status == ENDED_WELL;

	if (!well && supervisor->daemon->is_once)
		supervisor->status = EXIT_FAILURE;
	if (role->kind == &kinds[ROLE_SYNC]) {
		supervisor->failed_looks = well ? 0 : supervisor->failed_looks + 1;
		start(&supervisor->roles[ROLE_CHECK]);
		return;
	}
	look_ended(supervisor);
}

/* What it does not see any more, the next one sees. */
static void start_wanted(struct running *role)
{
	role->is_wanted = role->child != NULL;
	if (!role->child)
		start(role);
}

static void ended(void *arg, const struct pc_ending *ending)
{
	struct running *role = arg;

	role->child = NULL;
	role->began = false;
	if (role->supervisor->is_ending) {
		go_on_ending(role->supervisor);
		return;
	}
	if (ending->signal)
		daemon_log(role->kind->name, "ended by signal %d%s", ending->signal,
			ending->late ? ", as its time was over" : "");
	if (role->kind == &kinds[ROLE_SYNC] || role->kind == &kinds[ROLE_CHECK]) {
		look_went_on(role, ending);
		return;
	}
	if (role->kind->schedule && ending->signal)
		schedule_tell_fault(role->supervisor->pairs[EVENTS][NEAR],
			role->kind->schedule,
			ending->late ? "its time was over" : "it was ended");
	if (!role->kind->stays) {
		if (role->is_wanted)
			start_wanted(role);
		return;
	}
	daemon_log(role->kind->name, "ended with status %d; it starts again in %lld s",
		ending->status, (long long)(role->pause / SECOND));
	pc_watch_after(role->again, role->pause);
	role->pause = role->pause * 2 < LONGEST_PAUSE ? role->pause * 2 : LONGEST_PAUSE;
}

/* The caller frees it. */
static char *program_of(const struct running *role)
{
	PC_AUTO(pc_buf_done) struct pc_buf path = {0};

	pc_buf_puts(&path, role->supervisor->daemon->program);
	pc_buf_puts(&path, role->kind->program);
	return pc_str_dup(pc_buf_str(&path));
}

/* In milliseconds; 0: for ever. */
static int64_t longest(const struct running *role)
{
	if (role->kind->schedule)
		return role->kind->schedule->longest;
	return role->kind->stays ? 0 : role->supervisor->daemon->config.timeout;
}

static void start(struct running *role)
{
	struct supervisor *supervisor = role->supervisor;
	struct daemon *daemon = supervisor->daemon;
	char role_option[32], config_option[4200], root_option[4200];
	char *argv[] = {program_of(role), role_option, config_option,
		*daemon->root ? root_option : NULL, NULL};
	int fds[FD_EVENTS + 1] = {-1, STDERR_FILENO, STDERR_FILENO, -1, -1, -1};
	struct pc_child_plan plan = {.argv = argv,
		.env = environ,
		.fds = fds,
		.n_fds = PC_COUNT(fds),
		.deadline = longest(role)};
	struct pc_err err;

	snprintf(role_option, sizeof(role_option), "--role=%s", role->kind->name);
	snprintf(
		config_option, sizeof(config_option), "--config=%s", daemon->config_file);
	snprintf(root_option, sizeof(root_option), "--root=%s", daemon->root);
	for (size_t i = 0; i < PC_COUNT(role->kind->holds); i++) {
		enum pair pair = role->kind->holds[i].pair;

		if (pair != NO_PAIR)
			fds[FD_CONTROL + i] =
				supervisor->pairs[pair][role->kind->holds[i].end];
	}
	if (pc_child_start(&role->child, supervisor->loop, &plan, ended, role, &err) !=
		PC_OK) {
		daemon_log(role->kind->name, "%s", err.text);
		ended(role, &(struct pc_ending){.status = ENDED_BADLY});
	}
	free(argv[0]);
}

/* ---- what comes in ---------------------------------------------------------- */

static bool is_looking(const struct supervisor *supervisor)
{
	return supervisor->roles[ROLE_SYNC].child || supervisor->roles[ROLE_CHECK].child;
}

/* Somebody wants what the remote has now, which a look under way may have missed. */
static void look_now(struct supervisor *supervisor)
{
	if (is_looking(supervisor))
		supervisor->roles[ROLE_SYNC].is_wanted = true;
	else if (!supervisor->is_ending)
		begin_look(supervisor);
}

static void on_look(void *arg, int what)
{
	struct supervisor *supervisor = arg;

	(void)what;
	if (!is_looking(supervisor))
		begin_look(supervisor);
}

/* What the schedule says may change at any time. */
static void on_turn(void *arg, int what)
{
	struct running *role = arg;
	struct supervisor *supervisor = role->supervisor;
	struct turn turn;

	(void)what;
	if (supervisor->is_ending || supervisor->daemon->is_once)
		return;
	schedule_plan(&turn, supervisor->daemon, role->kind->schedule, role->turned);
	if (turn.is_due) {
		role->turned = pc_program_now();
		start_wanted(role);
	}
	if (turn.is_off)
		schedule_tell_off(supervisor->pairs[EVENTS][NEAR], role->kind->schedule);
	pc_watch_after(role->turn, turn.wait);
}

static void see_schedules(struct supervisor *supervisor)
{
	for (size_t i = 0; i < ROLES; i++) {
		if (kinds[i].schedule)
			on_turn(&supervisor->roles[i], 0);
	}
}

static struct running *of_control(struct supervisor *supervisor, int fd)
{
	return &supervisor->roles[fd == supervisor->pairs[CONTROL_APPLY][NEAR]
					  ? ROLE_APPLY
					  : ROLE_SERVE];
}

/* Not after the first look, for which a machine without its network waits long: the
 * policy that was in force is seen to as soon as apply works. */
static void tell_ready(struct supervisor *supervisor)
{
	for (size_t i = 0; i < ROLES; i++) {
		if (kinds[i].stays && !supervisor->roles[i].began)
			return;
	}
	supervisor->is_ready = true;
	pc_service_tell(PC_STR("READY=1"));
}

/* The machine is apply's business; serve only passes on who wants what. */
static void pass_on(struct supervisor *supervisor, const struct message *wish)
{
	struct pc_err err;

	if (message_send(supervisor->pairs[CONTROL_APPLY][NEAR], wish, &err) != PC_OK)
		daemon_log("supervisor", "%s", err.text);
}

static void on_wish(struct supervisor *supervisor, const struct message *wish)
{
	switch ((enum wish)wish->wish.wish) {
	case WISH_SYNC:
		look_now(supervisor);
		return;
	case WISH_ROLLBACK:
		pass_on(supervisor, wish);
		return;
	case WISH_RESUME:
		pass_on(supervisor, wish);
		look_now(supervisor);
		return;
	case WISH_GLANCE:
		start_wanted(&supervisor->roles[ROLE_GLANCE]);
		return;
	case WISH_SURVEY:
		start_wanted(&supervisor->roles[ROLE_SURVEY]);
		return;
	case WISH_SEND:
		start_wanted(&supervisor->roles[ROLE_REPORT]);
		return;
	case WISH_COMPILE:
		start_wanted(&supervisor->roles[ROLE_COMPILE]);
		return;
	}
}

static void on_control(void *arg, int fd)
{
	PC_AUTO(pc_arena_done) struct pc_arena arena = {0};
	struct supervisor *supervisor = arg;
	struct running *role = of_control(supervisor, fd);
	struct message message;
	struct pc_err err;

	if (message_receive(&message, &arena, fd, &err) != PC_OK) {
		daemon_log(role->kind->name, "%s", err.text);
		if (role->child)
			pc_child_signal(role->child, SIGKILL);
		return;
	}
	if (message.type == MESSAGE_PROGRESS) {
		role->progressed = role->began = true;
		role->pause = SECOND;
		if (!supervisor->is_ready)
			tell_ready(supervisor);
		if (supervisor->is_ending)
			go_on_ending(supervisor);
	}
	if (message.type == MESSAGE_WISH)
		on_wish(supervisor, &message);
}

static void on_signal(void *arg, int signal)
{
	struct supervisor *supervisor = arg;

	if (signal == SIGHUP) {
		look_now(supervisor);
		see_schedules(supervisor);
		return;
	}
	begin_to_end(supervisor);
}

/* What the manager was told to wait for at most is less than a role may take between two
 * sweeps where these are rare: then it is told to wait longer. */
static void begin_watchdog(struct supervisor *supervisor)
{
	enum { SWEEPS = 4, MICROSECONDS = 1000 };
	int64_t least = SWEEPS * supervisor->daemon->config.sweep;
	char line[48];

	supervisor->patience = pc_service_watchdog();
	if (supervisor->patience <= 0)
		return;
	if (supervisor->patience < least) {
		supervisor->patience = least;
		snprintf(line, sizeof(line), "WATCHDOG_USEC=%" PRId64,
			least * MICROSECONDS);
		pc_service_tell(pc_str(line));
	}
	pc_watch_after(supervisor->watchdog, supervisor->patience / 2);
}

/* Only work keeps the manager from starting us again. */
static void on_watchdog(void *arg, int what)
{
	struct supervisor *supervisor = arg;
	bool all = true;

	(void)what;
	for (size_t i = 0; i < ROLES; i++)
		all &= !kinds[i].stays || supervisor->roles[i].progressed;
	if (all) {
		pc_service_tell(PC_STR("WATCHDOG=1"));
		for (size_t i = 0; i < ROLES; i++)
			supervisor->roles[i].progressed = false;
	}
	pc_watch_after(supervisor->watchdog, supervisor->patience / 2);
}

/* ---- the whole -------------------------------------------------------------- */

static enum pc_status open_pairs(struct supervisor *supervisor, struct pc_err *err)
{
	for (size_t i = 0; i < PAIRS; i++) {
		if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0,
			    supervisor->pairs[i]) < 0)
			return pc_err_sys(err, "sockets between the roles");
	}
	return PC_OK;
}

static void watch_all(struct supervisor *supervisor)
{
	static const int signals[] = {SIGHUP, SIGTERM, SIGINT};
	static const enum pair controls[] = {CONTROL_APPLY, CONTROL_SERVE};
	struct pc_loop *loop = supervisor->loop;

	for (size_t i = 0; i < PC_COUNT(signals); i++)
		supervisor->signals[i] =
			pc_loop_signal(loop, signals[i], on_signal, supervisor);
	for (size_t i = 0; i < PC_COUNT(controls); i++)
		supervisor->controls[i] =
			pc_loop_fd(loop, supervisor->pairs[controls[i]][NEAR],
				PC_LOOP_READ, on_control, supervisor);
	supervisor->look = pc_loop_timer(loop, on_look, supervisor);
	supervisor->watchdog = pc_loop_timer(loop, on_watchdog, supervisor);
	supervisor->grace = pc_loop_timer(loop, on_grace, supervisor);
	begin_watchdog(supervisor);
	for (size_t i = 0; i < ROLES; i++) {
		struct running *role = &supervisor->roles[i];

		*role = (struct running){
			.supervisor = supervisor, .kind = &kinds[i], .pause = SECOND};
		role->again = pc_loop_timer(loop, start_again, role);
		if (!kinds[i].schedule)
			continue;
		role->turn = pc_loop_timer(loop, on_turn, role);
		pc_watch_after(role->turn, schedule_first_wait());
	}
}

static void close_all(struct supervisor *supervisor)
{
	for (size_t i = 0; i < PC_COUNT(supervisor->signals); i++)
		pc_watch_free(&supervisor->signals[i]);
	for (size_t i = 0; i < PC_COUNT(supervisor->controls); i++)
		pc_watch_free(&supervisor->controls[i]);
	for (size_t i = 0; i < ROLES; i++) {
		pc_watch_free(&supervisor->roles[i].again);
		pc_watch_free(&supervisor->roles[i].turn);
	}
	pc_watch_free(&supervisor->look);
	pc_watch_free(&supervisor->watchdog);
	pc_watch_free(&supervisor->grace);
	for (size_t i = 0; i < PAIRS; i++) {
		pc_close(&supervisor->pairs[i][NEAR]);
		pc_close(&supervisor->pairs[i][FAR]);
	}
	pc_loop_free(&supervisor->loop);
}

int supervise(struct daemon *daemon)
{
	struct supervisor supervisor = {.daemon = daemon};
	struct pc_err err;

	memset(supervisor.pairs, -1, sizeof(supervisor.pairs));
	if (pc_loop_new(&supervisor.loop, &err) != PC_OK ||
		open_pairs(&supervisor, &err) != PC_OK) {
		daemon_log("supervisor", "%s", err.text);
		return EXIT_FAILURE;
	}
	watch_all(&supervisor);
	start(&supervisor.roles[ROLE_SERVE]);
	start(&supervisor.roles[ROLE_APPLY]);
	look_now(&supervisor);
	if (pc_loop_run(supervisor.loop, &err) != PC_OK) {
		daemon_log("supervisor", "%s", err.text);
		supervisor.status = EXIT_FAILURE;
	}
	close_all(&supervisor);
	return supervisor.status;
}
