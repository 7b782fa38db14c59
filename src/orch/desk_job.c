/* SPDX-License-Identifier: Apache-2.0 */
/* Jobs, attempts and events as answers have them: which members there are says a table.
 */
#include "desk_priv.h"
#include "pc/base/utf.h"

enum kind { NUMBER, FLAG, TEXT, KEY, STATE, CLASS };

struct member {
	const char *name;
	size_t offset;
	enum kind kind;
	enum desk_detail detail; /* from which on it is told */
};

#define N(name)                                                                          \
	{                                                                                \
#name, offsetof(struct pc_job, name), NUMBER, DESK_ROW                   \
	}
#define MONEY(name)                                                                      \
	{                                                                                \
#name "_picodollars", offsetof(struct pc_job, name), NUMBER, DESK_ROW    \
	}
#define T(name)                                                                          \
	{                                                                                \
#name, offsetof(struct pc_job, name), TEXT, DESK_ROW                     \
	}
#define K(name, k)                                                                       \
	{                                                                                \
#name, offsetof(struct pc_job, name), k, DESK_ROW                        \
	}
#define MORE(name, k)                                                                    \
	{                                                                                \
#name, offsetof(struct pc_job, name), k, DESK_WHOLE                      \
	}
#define BULK(name)                                                                       \
	{                                                                                \
#name, offsetof(struct pc_job, name), TEXT, DESK_BULK                    \
	}

static const struct member job_members[] = {
	N(id),
	N(parent),
	K(state, STATE),
	T(what),
	T(type),
	T(project),
	T(queue),
	T(owner),
	K(unique, KEY),
	T(agent),
	T(session),
	N(priority),
	K(is_operator, FLAG),
	T(data_class),
	T(tier),
	T(position),
	T(chain),
	T(model),
	T(effort),
	T(model_used),
	T(model_answered),
	T(provider),
	T(backend),
	T(key),
	N(submitted),
	N(not_before),
	N(deadline),
	N(queued),
	N(started),
	N(finished),
	N(updated),
	N(waited),
	N(ran),
	N(snoozed),
	N(attempts),
	N(max_attempts),
	N(losses),
	N(step),
	N(progress),
	N(retry_at),
	K(failure, CLASS),
	T(failure_said),
	T(gate),
	T(reviewer),
	N(tokens_in),
	N(tokens_out),
	N(tokens_cache_read),
	N(tokens_cache_write),
	N(tokens_thinking),
	N(reserved_tokens),
	MONEY(reserved_money),
	MONEY(list_price),
	MONEY(cash),
	MONEY(budget),
	MORE(cwd, TEXT),
	MORE(tools, TEXT),
	MORE(cron, TEXT),
	MORE(route, TEXT),
	MORE(result, TEXT),
	MORE(error, TEXT),
	MORE(is_truncated, FLAG),
	MORE(exit_status, NUMBER),
	MORE(first_step, NUMBER),
	MORE(tries, NUMBER),
	MORE(worker, TEXT),
	MORE(worker_pid, NUMBER),
	MORE(checkpoint, TEXT),
	MORE(lease, NUMBER),
	MORE(lease_until, NUMBER),
	MORE(generation, NUMBER),
	MORE(policy_verdict, NUMBER),
	MORE(policy_digest, TEXT),
	MORE(policy_rule, TEXT),
	MORE(policy_place, TEXT),
	MORE(stripped, TEXT),
	BULK(prompt),
	BULK(system_prompt),
	BULK(inputs),
	BULK(schema),
};

#undef N
#undef MONEY
#undef T
#define N(name)                                                                          \
	{                                                                                \
#name, offsetof(struct pc_attempt, name), NUMBER, DESK_ROW               \
	}
#define MONEY(name)                                                                      \
	{                                                                                \
#name "_picodollars", offsetof(struct pc_attempt, name), NUMBER,         \
			DESK_ROW                                                         \
	}
#define T(name)                                                                          \
	{                                                                                \
#name, offsetof(struct pc_attempt, name), TEXT, DESK_ROW                 \
	}

static const struct member attempt_members[] = {
	N(id),
	N(number),
	T(backend),
	T(provider),
	T(key),
	T(model),
	T(answered),
	N(started),
	N(ended),
	T(verdict),
	T(rule),
	T(place),
	T(digest),
	N(generation),
	T(verdict_after),
	T(rule_after),
	T(stripped),
	{"failure", offsetof(struct pc_attempt, failure), CLASS, DESK_ROW},
	N(http),
	T(said),
	T(denials),
	N(reset_at),
	N(tokens_in),
	N(tokens_out),
	N(cache_read),
	N(cache_write),
	N(thinking),
	N(reserved_tokens),
	MONEY(reserved_money),
	MONEY(list_price),
	MONEY(cash),
};

static const struct member event_members[] = {
	{"at", offsetof(struct pc_job_event, at), NUMBER, DESK_ROW},
	{"what", offsetof(struct pc_job_event, what), TEXT, DESK_ROW},
	{"by", offsetof(struct pc_job_event, by), TEXT, DESK_ROW},
	{"text", offsetof(struct pc_job_event, text), TEXT, DESK_ROW},
	{"was", offsetof(struct pc_job_event, was), STATE, DESK_ROW},
	{"is", offsetof(struct pc_job_event, is), STATE, DESK_ROW},
};

/* Numbers come from a file: one that names nothing is no name. */
static const char *state_name(int64_t state)
{
	return state >= 0 && state < PC_JOB_STATES
		       ? pc_job_state_name((enum pc_job_state)state)
		       : NULL;
}

static const char *class_name(int64_t class)
{
	return class > PC_FAILURE_NONE && class < PC_FAILURES
		       ? pc_failure_table[class].name
		       : NULL;
}

static void write_number(struct pc_buf *out, const struct member *m, int64_t value)
{
	switch (m->kind) {
	case FLAG:
		pc_json_bool(out, m->name, value != 0);
		break;
	case STATE:
		pc_json_member(out, m->name, pc_str(state_name(value)));
		break;
	case CLASS:
		pc_json_member(out, m->name, pc_str(class_name(value)));
		break;
	default:
		pc_json_integer(out, m->name, value);
	}
}

static void write_member(
	struct pc_buf *out, const struct member *m, const void *row, struct pc_str owner)
{
	struct pc_str text;
	int64_t number;

	if (m->kind != TEXT && m->kind != KEY) {
		memcpy(&number, (const char *)row + m->offset, sizeof(number));
		write_number(out, m, number);
		return;
	}
	memcpy(&text, (const char *)row + m->offset, sizeof(text));
	pc_json_member(out, m->name, m->kind == KEY ? desk_shown_key(text, owner) : text);
}

static void write_row(struct pc_buf *out, const struct member *members, size_t n,
	const void *row, struct pc_str owner, enum desk_detail most)
{
	pc_buf_add_char(out, '{');
	for (size_t i = 0; i < n; i++) {
		if (members[i].detail <= most)
			write_member(out, &members[i], row, owner);
	}
	pc_buf_add_char(out, '}');
}

void desk_write_job(struct pc_buf *out, const struct pc_job *job, enum desk_detail most)
{
	write_row(out, job_members, PC_COUNT(job_members), job, job->owner, most);
}

void desk_write_attempt(struct pc_buf *out, const struct pc_attempt *attempt)
{
	write_row(out, attempt_members, PC_COUNT(attempt_members), attempt,
		(struct pc_str){0}, DESK_ROW);
}

void desk_write_event(struct pc_buf *out, const struct pc_job_event *event)
{
	write_row(out, event_members, PC_COUNT(event_members), event, (struct pc_str){0},
		DESK_ROW);
}

/* ---- words ---------------------------------------------------------------------- */

struct pc_str desk_what(struct pc_arena *arena, struct pc_str prompt)
{
	enum { MOST = 120 };
	char *out = pc_arena_bytes(arena, MOST + 4);
	size_t n = 0, at = 0;

	prompt = pc_str_trim(prompt);
	while (at < prompt.len && n < MOST) {
		size_t from = at;
		uint32_t cp = pc_utf8_next(prompt, &at);

		if (cp > ' ' && (cp < 0x7f || cp > 0x9f)) {
			memcpy(out + n, prompt.ptr + from, at - from);
			n += at - from;
		} else if (n && out[n - 1] != ' ') {
			out[n++] = ' ';
		}
	}
	return pc_str_trim((struct pc_str){out, n});
}

/* ---- whose ---------------------------------------------------------------------- */

/* No user's name has a colon. */
struct pc_str desk_own_key(struct desk_case *c, struct pc_str key)
{
	if (!key.len || c->who->is_operator)
		return key;
	return pc_arena_printf(
		c->arena, "%.*s:%.*s", PC_STR_ARG(c->who->name), PC_STR_ARG(key));
}

struct pc_str desk_shown_key(struct pc_str key, struct pc_str owner)
{
	if (owner.len && pc_str_starts(key, owner) && key.len > owner.len &&
		key.ptr[owner.len] == ':')
		return pc_str_from(key, owner.len + 1);
	return key;
}

enum pc_status desk_find(bool *found, struct pc_job *out, struct desk_case *c, int64_t id)
{
	enum pc_status status = pc_job_look(out, c->arena, c->desk->queue, id, c->err);
	bool sees_all = c->who->is_operator;

	*found = status == PC_OK && (sees_all || pc_str_eq(out->owner, c->who->name));
	if (status != PC_OK && status != PC_ERR_ABSENT)
		return status;
	if (*found)
		c->said->job = id;
	else
		desk_refuse(c, PC_STR("policyctl job list shows those that there are"),
			"there is no job %lld%s", (long long)id,
			sees_all ? "" : " of yours");
	return PC_OK;
}
