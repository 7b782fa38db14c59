/* SPDX-License-Identifier: Apache-2.0 */
/* What is wrong with a name that stands somewhere, and what to write instead. */
#include <inttypes.h>
#include <time.h>

#include "pc/base/utf.h"
#include "pc/models/mention.h"

struct verdict {
	const char *name, *code;
	enum pc_severity severity;
};

static const struct verdict verdicts[] = {
	[PC_MENTION_FINE] = {"fine", "PC2648", PC_NOTE},
	[PC_MENTION_LEGACY] = {"legacy", "PC2642", PC_NOTE},
	[PC_MENTION_DEPRECATED] = {"deprecated", "PC2641", PC_WARNING},
	[PC_MENTION_OVERDUE] = {"overdue", "PC2643", PC_ERROR},
	[PC_MENTION_RETIRED] = {"retired", "PC2640", PC_ERROR},
	[PC_MENTION_PREVIEW] = {"preview", "PC2644", PC_WARNING},
	[PC_MENTION_NOT_KNOWN] = {"unknown", "PC2645", PC_WARNING},
	[PC_MENTION_NOT_ONE] = {"lookalike", "PC2646", PC_ERROR},
};

const char *pc_mention_verdict_name(enum pc_mention_verdict verdict)
{
	return verdicts[verdict].name;
}

static enum pc_mention_verdict verdict_of(const struct pc_model_status *status)
{
	static const enum pc_mention_verdict of_state[PC_MODEL_STATES] = {
		[PC_MODEL_UNKNOWN] = PC_MENTION_NOT_KNOWN,
		[PC_MODEL_PREVIEW] = PC_MENTION_PREVIEW,
		[PC_MODEL_CURRENT] = PC_MENTION_FINE,
		[PC_MODEL_LEGACY] = PC_MENTION_LEGACY,
		[PC_MODEL_DEPRECATED] = PC_MENTION_DEPRECATED,
		[PC_MODEL_RETIRED] = PC_MENTION_RETIRED,
	};

	return status->is_overdue ? PC_MENTION_OVERDUE : of_state[status->state];
}

static bool ends_soon(
	const struct pc_model_status *status, const struct pc_mention_how *how)
{
	return how->fail_in && status->has_end && status->end <= how->now + how->fail_in;
}

static void judge_model(struct pc_mention_judged *out, const struct pc_models *models,
	const struct pc_model_name *name, const struct pc_mention_how *how)
{
	struct pc_str via = name->via.len ? name->via : how->via;

	out->model = name->model;
	pc_model_status(&out->status, models, out->model, via, how->now);
	/* Of one by invitation that is deprecated, the end is what counts here. */
	if (out->status.state == PC_MODEL_PREVIEW &&
		out->model->state == PC_MODEL_DEPRECATED)
		out->status.state = PC_MODEL_DEPRECATED;
	out->verdict = verdict_of(&out->status);
	if (out->verdict != PC_MENTION_FINE && out->verdict != PC_MENTION_PREVIEW)
		out->successor = pc_model_successor(models, out->model, how->now);
}

void pc_mention_judge(struct pc_mention_judged *out, const struct pc_models *models,
	const struct pc_mention *mention, const struct pc_mention_how *how)
{
	struct pc_mention_judged judged = {.verdict = PC_MENTION_FINE};

	if (mention->kind == PC_MENTION_UNKNOWN)
		judged.verdict = PC_MENTION_NOT_KNOWN;
	else if (mention->kind == PC_MENTION_LOOKALIKE)
		judged.verdict = PC_MENTION_NOT_ONE;
	else if (!mention->is_alias_of_client)
		judge_model(&judged, models, &mention->known, how);
	judged.code = verdicts[judged.verdict].code;
	judged.severity = verdicts[judged.verdict].severity;
	if (judged.verdict == PC_MENTION_DEPRECATED && ends_soon(&judged.status, how))
		judged.severity = PC_ERROR;
	*out = judged;
}

/* The one of its line that is current; NULL: it is that, or there is none. */
const struct pc_model *pc_mention_newest(
	const struct pc_models *models, const struct pc_model *model)
{
	const struct pc_model *best = NULL;

	for (size_t i = 0; i < models->count && model->line.len; i++) {
		const struct pc_model *other = &models->items[i];

		if (other != model && other->state == PC_MODEL_CURRENT &&
			pc_str_eq(other->provider, model->provider) &&
			pc_str_eq(other->line, model->line) &&
			(!best || other->released > best->released))
			best = other;
	}
	return best;
}

/* ---- what to write instead -------------------------------------------------- */

static bool ends_with_figure(struct pc_str text)
{
	enum { DATE = 8 };

	if (text.len <= DATE)
		return false;
	for (size_t i = text.len - DATE; i < text.len; i++) {
		if (text.ptr[i] < '0' || text.ptr[i] > '9')
			return false;
	}
	return true;
}

static bool is_latest(struct pc_str name)
{
	return pc_str_ends(name, PC_STR("-latest"));
}

/* A name of the successor that promises what the written one does: the newest of its
 * line, the newest of its version, or one snapshot. */
static struct pc_str name_for(const struct pc_model *successor, struct pc_str written)
{
	const struct pc_texts *aliases = &successor->aliases;

	if (ends_with_figure(written))
		return successor->id;
	for (size_t i = 0; i < aliases->count; i++) {
		if (is_latest(aliases->items[i]) && is_latest(written))
			return aliases->items[i];
	}
	if (!ends_with_figure(successor->id))
		return successor->id;
	for (size_t i = 0; i < aliases->count; i++) {
		if (!is_latest(aliases->items[i]) && !ends_with_figure(aliases->items[i]))
			return aliases->items[i];
	}
	return successor->id;
}

static struct pc_str name_at_cloud(const struct pc_model *model, struct pc_str via)
{
	for (size_t i = 0; i < model->n_clouds; i++) {
		if (pc_str_eq(model->clouds[i].via, via))
			return model->clouds[i].id;
	}
	return (struct pc_str){0};
}

/* The client's "[1m]" asks for a window that the other model may not have. */
static bool fits_context(struct pc_str name, const struct pc_model *successor)
{
	enum { LONG = 1000000 };

	return !pc_str_ends(name, PC_STR("]")) || successor->context >= LONG;
}

/* Of a cloud with names of its own: all from its "anthropic." on is replaced. */
static struct pc_str instead_at_cloud(struct pc_arena *arena, struct pc_str name,
	const struct pc_model_name *known, const struct pc_model *successor)
{
	struct pc_str other = name_at_cloud(successor, known->via);
	size_t at = pc_str_find_str(name, PC_STR("anthropic."));

	if (!other.len)
		return (struct pc_str){0};
	if (at == name.len || !pc_str_starts(other, PC_STR("anthropic.")))
		at = (size_t)(known->id.ptr - name.ptr);
	return pc_arena_printf(arena, "%.*s%.*s", (int)at, name.ptr, PC_STR_ARG(other));
}

static bool is_within(struct pc_str part, struct pc_str all)
{
	return part.ptr >= all.ptr && part.ptr + part.len <= all.ptr + all.len;
}

static struct pc_str write_instead(struct pc_arena *arena, const struct pc_models *models,
	const struct pc_mention *mention, const struct pc_mention_judged *judged)
{
	const struct pc_model_name *known = &mention->known;
	struct pc_str name = mention->name, other, id = known->id;
	struct pc_str none = {0};
	size_t at;

	if (!judged->successor || known->is_position || !is_within(id, name) ||
		!fits_context(name, judged->successor))
		return none;
	if (pc_str_is(known->via, "bedrock") || pc_str_is(known->via, "vertex"))
		return instead_at_cloud(arena, name, known, judged->successor);
	/* Spelled as nobody but that seller does. */
	if (pc_models_find(models, id) == NULL)
		return instead_at_cloud(arena, name, known, judged->successor);
	other = name_for(judged->successor, id);
	at = (size_t)(id.ptr - name.ptr);
	return pc_arena_printf(arena, "%.*s%.*s%.*s", (int)at, name.ptr,
		PC_STR_ARG(other), PC_STR_ARG(pc_str_from(name, at + id.len)));
}

struct pc_str pc_mention_instead(struct pc_arena *arena, const struct pc_models *models,
	const struct pc_mention *mention, const struct pc_mention_judged *judged)
{
	struct pc_str instead = write_instead(arena, models, mention, judged);

	/* A gateway of somebody's own, "ours/claude-opus-4-1", may not have the other. */
	if (instead.len && pc_models_name(models, instead).model != judged->successor)
		return (struct pc_str){0};
	return instead;
}

/* ---- in words --------------------------------------------------------------- */

static struct pc_str day(struct pc_arena *arena, int64_t at)
{
	char text[sizeof("2026-12-31") + 16] = "?";
	time_t seconds = (time_t)at;
	struct tm tm;

	if (gmtime_r(&seconds, &tm))
		strftime(text, sizeof(text), "%Y-%m-%d", &tm);
	return pc_arena_str(arena, pc_str(text));
}

static struct pc_str days(struct pc_arena *arena, int64_t n)
{
	return pc_arena_printf(
		arena, "%" PRId64 " day%s", n < 0 ? -n : n, n == 1 || n == -1 ? "" : "s");
}

static struct pc_str say_end(struct pc_arena *arena, const struct pc_model_status *status)
{
	if (status->has_end)
		return pc_arena_printf(arena, "it ends on %.*s, in %.*s",
			PC_STR_ARG(day(arena, status->end)),
			PC_STR_ARG(days(arena, status->days_left)));
	if (status->has_earliest)
		return pc_arena_printf(arena,
			"it is served until %.*s at least, for %.*s",
			PC_STR_ARG(day(arena, status->earliest)),
			PC_STR_ARG(days(arena, status->days_left)));
	return PC_STR("when it ends is not known");
}

static struct pc_str say_retired(
	struct pc_arena *arena, const struct pc_model_status *status)
{
	if (!status->has_end)
		return PC_STR("is retired: requests for it fail");
	return pc_arena_printf(arena, "is retired since %.*s%s: requests for it fail",
		PC_STR_ARG(day(arena, status->end)),
		status->is_by_date ? ", by the date that was announced" : "");
}

/* The first sign that is not what it looks like. */
static struct pc_str say_strange(struct pc_arena *arena, struct pc_str name)
{
	for (size_t at = 0; at < name.len;) {
		uint32_t c = pc_utf8_next(name, &at);

		if (c > 0x7f)
			return pc_arena_printf(
				arena, " (it has U+%04X in it)", (unsigned)c);
	}
	return (struct pc_str){0};
}

static struct pc_str say_state(
	struct pc_arena *arena, const struct pc_mention_judged *judged)
{
	const struct pc_model_status *status = &judged->status;

	switch (judged->verdict) {
	case PC_MENTION_RETIRED:
		return say_retired(arena, status);
	case PC_MENTION_OVERDUE:
		return pc_arena_printf(arena,
			"is overdue: its end was announced for %.*s, %.*s ago; it was "
			"still served afterwards",
			PC_STR_ARG(day(arena, status->end)),
			PC_STR_ARG(days(arena, status->days_left)));
	case PC_MENTION_PREVIEW:
		return PC_STR("is a preview: no work belongs there");
	case PC_MENTION_FINE:
		if (!judged->model)
			return PC_STR("is a word of the client's for a model");
		break;
	default:
		break;
	}
	return pc_arena_printf(arena, "is %s: %.*s", pc_model_state_name(status->state),
		PC_STR_ARG(say_end(arena, status)));
}

struct pc_str pc_mention_say(struct pc_arena *arena, const struct pc_models *models,
	const struct pc_mention *mention, const struct pc_mention_judged *judged)
{
	struct pc_str name = mention->name;

	if (judged->verdict == PC_MENTION_NOT_KNOWN)
		return pc_arena_printf(arena,
			"'%.*s' is no model that the table of %.*s knows",
			PC_STR_ARG(name), PC_STR_ARG(day(arena, models->as_of)));
	if (judged->verdict == PC_MENTION_NOT_ONE)
		return pc_arena_printf(arena,
			"'%.*s' is no model: it looks like '%.*s'%.*s", PC_STR_ARG(name),
			PC_STR_ARG(mention->like_name),
			PC_STR_ARG(say_strange(arena, name)));
	return pc_arena_printf(arena, "'%.*s' %.*s", PC_STR_ARG(name),
		PC_STR_ARG(say_state(arena, judged)));
}
