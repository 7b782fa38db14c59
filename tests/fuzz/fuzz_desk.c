/* SPDX-License-Identifier: Apache-2.0 */
/* Any bytes as questions to the desk, one a line; the first letter says who asks: 'r' is
 * an operator, 'b' is bob, everybody else is ann.  Each has one answer that is one line
 * of JSON; what is refused changes nothing; and of a job that is root's nobody else
 * learns anything, or moves it. */
#include "must.h"
#include "orch/queue_priv.h"
#include "pc/doc/read.h"
#include "pc/orch/desk.h"

#define HIDDEN "hidden7of7root"

enum { NOW = 1795305600, MS = 1000 };

static const char yaml[] =
	"orchestrator:\n"
	"  state: /nowhere\n"
	"  backends:\n"
	"    - {name: api, kind: anthropic, provider: anthropic, data: [public, own]}\n"
	"    - {name: cli, kind: claude-cli, provider: anthropic, argv: [/bin/c],\n"
	"       subscription: true}\n"
	"  keys:\n"
	"    - {name: own, provider: anthropic, key: \"file:/k\"}\n"
	"  chains:\n"
	"    - {name: brain, steps: [{backend: api, model: opus}]}\n"
	"    - {name: worker, steps: [{backend: cli, model: sonnet},\n"
	"       {backend: api, model: opus}]}\n"
	"  types:\n"
	"    - {name: chat, chain: worker, interactive: true}\n"
	"    - {name: batch, tier: brain}\n";

static struct pc_arena kept;
static struct pc_queue *queue;
static struct pc_desk desk;
static int64_t of_root;

static int64_t now(void *context)
{
	(void)context;
	return (int64_t)NOW * MS;
}

static void fail_start(void *context, const struct pc_engine_attempt *attempt)
{
	(void)context;
	(void)attempt;
	must(false, "nothing starts without a turn");
}

static void no_cancel(void *context, int64_t attempt)
{
	(void)context;
	(void)attempt;
}

static void no_tell(
	void *context, enum pc_severity severity, int64_t job, struct pc_str text)
{
	(void)context;
	(void)severity;
	(void)job;
	(void)text;
}

static int64_t seed(struct pc_job job)
{
	struct pc_err err;

	job.submitted = now(NULL) - MS;
	job.type = PC_STR("chat");
	must(pc_queue_submit(queue, &job, NULL, &err) == PC_OK, "a job");
	return job.id;
}

static void open_queue(void)
{
	struct pc_window window = {.scope = PC_SCOPE_KEY,
		.provider = PC_STR("anthropic"),
		.key = PC_STR("own"),
		.until = PC_WINDOW_FOR_GOOD,
		.why = PC_FAILURE_CREDIT_EXHAUSTED,
		.hits = 1};
	struct pc_err err;

	must(pc_queue_open(&queue, ":memory:", true, &err) == PC_OK, "a queue");
	of_root = seed((struct pc_job){.owner = PC_STR("root"),
		.prompt = PC_STR(HIDDEN),
		.what = PC_STR(HIDDEN),
		.project = PC_STR(HIDDEN),
		.unique = PC_STR(HIDDEN),
		.result = PC_STR(HIDDEN)});
	seed((struct pc_job){.owner = PC_STR("ann"),
		.prompt = PC_STR("p"),
		.unique = PC_STR("ann:u"),
		.session = PC_STR("s")});
	seed((struct pc_job){.owner = PC_STR("bob"), .prompt = PC_STR("p")});
	must(pc_queue_window_keep(queue, &window, &err) == PC_OK, "a window");
}

static void open_desk(void)
{
	static const struct pc_model_guard_where where = {
		"/nowhere/models.yaml", "/nowhere/policy.yaml", "/nowhere/blocks.yaml"};
	static struct pc_model_guard *guard;
	static struct pc_engine *engine;
	struct pc_diags diags = {.arena = &kept};
	struct pc_orch_config *config;
	struct pc_engine_setup setup = {.world = {.now = now,
						.start = fail_start,
						.cancel = no_cancel,
						.tell = no_tell},
		.seed = 1};
	struct pc_err err;

	open_queue();
	must(pc_orch_config_read(&config, &kept, "f", pc_str(yaml), &diags, &err) ==
			PC_OK,
		"a configuration");
	must(pc_model_guard_new(&guard, &where, &err) == PC_OK, "models");
	setup.queue = queue;
	setup.rules.config = config;
	setup.rules.guard = guard;
	must(pc_engine_new(&engine, &setup, &err) == PC_OK, "an engine");
	desk = (struct pc_desk){queue, engine, now, NULL, 0};
}

/* ---- one question --------------------------------------------------------------- */

static const struct pc_desk_who people[] = {
	{0, {"root", 4}, true}, {1000, {"ann", 3}, false}, {1001, {"bob", 3}, false}};

static const struct pc_desk_who *who_asks(struct pc_str line)
{
	return &people[pc_str_starts(line, PC_STR("r"))   ? 0
		       : pc_str_starts(line, PC_STR("b")) ? 2
							  : 1];
}

static void check_answer(
	struct pc_arena *arena, struct pc_str text, const struct pc_desk_said *said)
{
	struct pc_node *tree;
	struct pc_err err;

	must(text.len && pc_str_find(text, '\n') == text.len - 1,
		"an answer is one line");
	must(pc_json_read_report(&tree, arena, "answer", text, &err) == PC_OK,
		"an answer is JSON");
	must(tree->kind == PC_MAP, "an answer is an object");
	must(said->is_error == (pc_node_get_c(tree, "error") != NULL),
		"what is refused has an error");
	must(!said->is_error || !said->is_change, "what is refused changes nothing");
}

static void check_hidden(struct pc_arena *arena, struct pc_str text,
	const struct pc_desk_who *who, const struct pc_desk_said *said)
{
	struct pc_job job;
	struct pc_err err;

	must(pc_str_find_str(text, PC_STR(HIDDEN)) == text.len,
		"jobs of others are not told of");
	must(pc_job_look(&job, arena, queue, of_root, &err) == PC_OK, "it is there");
	must(job.state == PC_JOB_QUEUED, "jobs of others stay as they are");
	if (!said->job)
		return;
	must(pc_job_look(&job, arena, queue, said->job, &err) == PC_OK, "one's own");
	must(pc_str_eq(job.owner, who->name), "an answer is about one's own job");
}

static void try_line(struct pc_arena *arena, struct pc_str line, bool may_move)
{
	const struct pc_desk_who *who = who_asks(line);
	struct pc_buf out = {0};
	struct pc_desk_said said;
	struct pc_err err;

	must(pc_desk_answer(&out, &said, &desk, who, pc_str_from(line, 1), &err) == PC_OK,
		"a question breaks nothing");
	check_answer(arena, pc_buf_str(&out), &said);
	if (!who->is_operator && !may_move)
		check_hidden(arena, pc_buf_str(&out), who, &said);
	pc_buf_done(&out);
}

/* As it was, so that each input stands for itself. */
static void take_back(void)
{
	struct pc_err err;

	pc_db_undo(queue->db);
	queue->is_open = queue->is_undone = false;
	queue->depth = 0;
	queue->wake_at = 0;
	must(queue_pauses_load(queue, &err) == PC_OK, "pauses");
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	PC_AUTO(pc_arena_done) struct pc_arena arena = {0};
	struct pc_str rest = {size ? (const char *)data : "", size}, all = rest;
	struct pc_err err;
	/* An operator may do anything with the job, and anybody may say those words. */
	bool may_move = pc_str_find_str(all, PC_STR(HIDDEN)) < all.len;

	if (!queue)
		open_desk();
	must(pc_queue_begin(queue, &err) == PC_OK, "a beginning");
	for (int i = 0; i < 32 && rest.ptr; i++) {
		struct pc_str line = pc_str_cut(&rest, '\n');

		may_move |= pc_str_starts(line, PC_STR("r"));
		try_line(&arena, line, may_move);
	}
	take_back();
	return 0;
}
