/* SPDX-License-Identifier: Apache-2.0 */
/* Events in words, from one table; and the one sentence of a scan. */
#include "pc/base/buf.h"
#include "pc/base/decimal.h"
#include "pc/base/when.h"
#include "roll_priv.h"

/* In .text: $m the model, $b before, $a after, $s the source, $+ whatever else is to be
 * said.  What stands in braces is left out where a value in it is empty. */
static const struct kind {
	const char *name;
	enum pc_severity severity;
	const char *text;
} kinds[PC_EVENT_KINDS] = {
	[PC_EVENT_NEW_MODEL] = {"new-model", PC_NOTE, "$m is new"},
	[PC_EVENT_NEW_FLAGSHIP] = {"new-flagship", PC_WARNING,
		"$m is the new flagship{, after $b}"},
	[PC_EVENT_LEGACY] = {"legacy", PC_NOTE,
		"$m is legacy: still served, no longer the one that is recommended"},
	[PC_EVENT_DEPRECATED] = {"deprecated", PC_WARNING,
		"$m is deprecated{ and ends on $a}{; $+}"},
	[PC_EVENT_RETIRED] = {"retired", PC_WARNING,
		"$m is retired: requests fail{; $+}"},
	[PC_EVENT_OVERDUE] = {"overdue", PC_WARNING,
		"$m was to end on $b and is still served"},
	[PC_EVENT_REVIVED] = {"revived", PC_WARNING, "$m is no longer $b, but $a"},
	[PC_EVENT_DATE_SET] = {"date-set", PC_WARNING,
		"$m: its end is $a{ (before: $b)}"},
	[PC_EVENT_DATE_EARLIER] = {"date-earlier", PC_ERROR,
		"$m ends earlier than was said: {$a}{, not $b}"},
	[PC_EVENT_DATE_LATER] = {"date-later", PC_NOTE,
		"$m does not end {on $b}{ but $a}"},
	[PC_EVENT_FLOOR_EARLIER] = {"floor-earlier", PC_ERROR,
		"$m may end earlier than was promised: {$b}{, now $a}"},
	[PC_EVENT_FLOOR_LATER] = {"floor-later", PC_NOTE,
		"$m is promised for longer: {$a}{, before: $b}"},
	[PC_EVENT_FLOOR_PASSED] = {"floor-passed", PC_NOTE,
		"$m was promised until $b: its end may be announced at any time"},
	[PC_EVENT_BARE_DATE] = {"bare-date", PC_ERROR,
		"$m is said to be active, but has an end: {$a}{ (before: $b)}"},
	[PC_EVENT_ROW_VANISHED] = {"row-vanished", PC_ERROR,
		"$m no longer stands in $s: that does not mean that it is retired"},
	[PC_EVENT_ROW_RETURNED] = {"row-returned", PC_NOTE, "$m stands in $s again"},
	[PC_EVENT_REPLACEMENT] = {"replacement", PC_NOTE,
		"$m: its replacement is {$a}{, no longer $b}"},
	[PC_EVENT_PRICE] = {"price", PC_WARNING,
		"$m: its price is {$a}{, not $b}{ ($s)}{: $+}"},
	[PC_EVENT_LIMITS] = {"limits", PC_NOTE,
		"$m: its limits are $a{, not $b} (tokens in and out)"},
	[PC_EVENT_DISAGREE] = {"disagree", PC_WARNING,
		"$m: sources do not agree on {its $+}{ ($s)}{: $b}{ against $a}"},
	[PC_EVENT_RUMOUR] = {"rumour", PC_NOTE,
		"$s says{ of $m} what no official source does: $+"},
	[PC_EVENT_SUBSTITUTED] = {"substituted", PC_ERROR,
		"$m is answered by $a{, not by $b}{ ($s)}"},
	[PC_EVENT_NOT_CHECKED] = {"not-checked", PC_WARNING,
		"$s was not read{ ($a)}{: $+}"},
	[PC_EVENT_CHECKED_AGAIN] = {"checked-again", PC_NOTE, "$s was read again"},
};

const char *pc_event_name(enum pc_event_kind kind)
{
	return kinds[kind].name;
}

enum pc_severity pc_event_severity(enum pc_event_kind kind)
{
	return kinds[kind].severity;
}

/* ---- sentences ------------------------------------------------------------------------
 */

static void add_value(struct pc_buf *out, const struct saying *what, char name)
{
	const struct {
		char name;
		struct pc_str value;
	} values[] = {
		{'m', what->model},
		{'b', what->before},
		{'a', what->after},
		{'s', what->source},
		{'+', what->more},
	};

	for (size_t i = 0; i < PC_COUNT(values); i++) {
		if (values[i].name == name)
			pc_buf_add(out, values[i].value);
	}
	if (name == 'm' && what->via.len)
		pc_buf_printf(out, " (%.*s)", PC_STR_ARG(what->via));
}

/* Up to the brace or the end; false: a value in it was empty. */
static bool add_part(struct pc_buf *out, const char **at, const struct saying *what)
{
	bool is_full = true;

	for (; **at && **at != '{' && **at != '}'; ++*at) {
		size_t size = out->len;

		if (**at != '$') {
			pc_buf_add_char(out, **at);
			continue;
		}
		add_value(out, what, *++*at);
		is_full = is_full && out->len > size;
	}
	return is_full;
}

static struct pc_str sentence(struct pc_arena *arena, const struct saying *what)
{
	PC_AUTO(pc_buf_done) struct pc_buf out = {0};
	const char *at = kinds[what->kind].text;

	while (*at) {
		bool is_braced = *at == '{';
		size_t size = out.len;

		at += is_braced || *at == '}';
		if (!add_part(&out, &at, what) && is_braced)
			out.len = size;
	}
	return pc_arena_str(arena, pc_buf_str(&out));
}

void say(struct step_run *run, const struct saying *what)
{
	struct pc_event *event;

	pc_arena_grow(run->arena, run->events, run->count, run->cap);
	event = &run->events[run->count++];
	*event = (struct pc_event){
		.kind = what->kind,
		.severity = what->severity == USUAL ? kinds[what->kind].severity
						    : (enum pc_severity)what->severity,
		.provider = keep_str(run->arena, what->provider),
		.model = keep_str(run->arena, what->model),
		.source = keep_str(run->arena, what->source),
		.before = keep_str(run->arena, what->before),
		.after = keep_str(run->arena, what->after),
		.text = sentence(run->arena, what),
		.at = run->step->now,
	};
}

/* Those that say now what is believed now. */
static struct pc_str who_says(const struct merging *m)
{
	PC_AUTO(pc_buf_done) struct pc_buf out = {0};

	for (size_t i = 0; i < m->views->count; i++) {
		if (m->views->items[i].is_now && m->views->items[i].sighting->is_moved)
			pc_buf_printf(&out, "%s%.*s", out.len ? ", " : "",
				PC_STR_ARG(m->views->items[i].source->name));
	}
	return out.len ? pc_arena_str(m->run->arena, pc_buf_str(&out))
		       : (struct pc_str){0};
}

void say_of(const struct merging *m, enum pc_event_kind kind, struct pc_str before,
	struct pc_str after)
{
	const struct pc_model *model = &m->now->model;
	struct saying what = {
		.kind = kind,
		.severity = USUAL,
		.provider = model->provider,
		.model = model->id,
		.via = m->now->via,
		.source = who_says(m),
		.before = before,
		.after = after,
	};

	say(m->run, &what);
}

/* ---- words
 * ------------------------------------------------------------------------------ */

struct pc_str say_day(struct pc_arena *arena, int64_t at)
{
	enum { DAY_SIZE = 10 }; /* "2026-11-22" */

	return pc_str_head(pc_when_time(arena, at * 1000), DAY_SIZE);
}

struct pc_str say_date(struct pc_arena *arena, const struct pc_model_date *date)
{
	struct pc_str day;

	if (date->kind == PC_DATE_NONE)
		return (struct pc_str){0};
	if (date->kind == PC_DATE_TO_ANNOUNCE)
		return PC_STR("to be announced");
	day = say_day(arena, date->at);
	return date->kind == PC_DATE_EXACT
		       ? day
		       : pc_arena_printf(arena, "not before %.*s", PC_STR_ARG(day));
}

static struct pc_str say_money(struct pc_arena *arena, int64_t value)
{
	return value < 0 ? PC_STR("?")
			 : pc_decimal_print(arena, value, PC_PRICE_MILLION_PLACES, 0);
}

static const char *const price_names[PC_PRICES] = {"input", "output", "cache read",
	"cache write", "cache write for an hour", "reasoning"};

/* The first one that differs and is neither input nor output of the first tier. */
static void add_difference(struct pc_buf *out, struct pc_arena *arena,
	const struct pc_price *one, const struct pc_price *other)
{
	bool is_base = !one->above;

	for (int of = is_base ? PC_PRICE_CACHE_READ : 0; of < PC_PRICES; of++) {
		if (one->of[of] == other->of[of] || one->of[of] < 0 || other->of[of] < 0)
			continue;
		pc_buf_printf(out, ", %s %.*s", price_names[of],
			PC_STR_ARG(say_money(arena, one->of[of])));
		if (!is_base)
			pc_buf_printf(out, " above %lld tokens", (long long)one->above);
		return;
	}
}

struct pc_str say_price(struct pc_arena *arena, const struct pc_model *model,
	const struct pc_model *other)
{
	PC_AUTO(pc_buf_done) struct pc_buf out = {0};

	if (!model->n_prices)
		return (struct pc_str){0};
	pc_buf_printf(&out, "%.*s/%.*s",
		PC_STR_ARG(say_money(arena, model->prices->of[PC_PRICE_INPUT])),
		PC_STR_ARG(say_money(arena, model->prices->of[PC_PRICE_OUTPUT])));
	for (size_t i = 0; other && i < model->n_prices; i++) {
		for (size_t j = 0; j < other->n_prices; j++) {
			if (model->prices[i].above == other->prices[j].above)
				add_difference(&out, arena, &model->prices[i],
					&other->prices[j]);
		}
	}
	return pc_arena_str(arena, pc_buf_str(&out));
}

/* ---- the sentence
 * ------------------------------------------------------------------------ */

/* What it always speaks of; anything else is told when there is some. */
enum topic { TOPIC_FLAGSHIP, TOPIC_PRICE, TOPIC_CRITICAL, TOPIC_OTHER, TOPICS };

static enum topic topic_of(const struct pc_event *event)
{
	if (event->kind == PC_EVENT_NEW_FLAGSHIP)
		return TOPIC_FLAGSHIP;
	if (event->severity == PC_ERROR)
		return TOPIC_CRITICAL;
	return event->kind == PC_EVENT_PRICE ? TOPIC_PRICE : TOPIC_OTHER;
}

static const struct {
	const char *none, *one, *more;
} topics[TOPICS] = {
	[TOPIC_FLAGSHIP] = {"No flagship swap.", "Flagship swap", "Flagship swaps"},
	[TOPIC_PRICE] = {"No pricing change.", "Pricing change", "Pricing changes"},
	[TOPIC_CRITICAL] = {"No critical alert.", "Critical alert", "Critical alerts"},
	[TOPIC_OTHER] = {"", "Also", "Also"},
};

static void add_topic(struct pc_buf *out, const struct step_run *run, enum topic topic)
{
	enum { MOST = 5 }; /* that are told one by one */
	size_t n = 0, told = 0;

	for (size_t i = 0; i < run->count; i++)
		n += topic_of(&run->events[i]) == topic;
	if (!n && !*topics[topic].none)
		return;
	pc_buf_printf(out, "%s%s", out->len ? " " : "",
		!n       ? topics[topic].none
		: n == 1 ? topics[topic].one
			 : topics[topic].more);
	if (!n)
		return;
	for (size_t i = 0; i < run->count && told < MOST; i++) {
		if (topic_of(&run->events[i]) == topic)
			pc_buf_printf(out, "%s %.*s", told++ ? ";" : ":",
				PC_STR_ARG(run->events[i].text));
	}
	if (n > told)
		pc_buf_printf(out, "; and %zu more", n - told);
	pc_buf_add_char(out, '.');
}

static void add_unread(struct pc_buf *out, const struct step_run *run)
{
	size_t n = 0;

	for (size_t i = 0; i < run->step->n_readings; i++) {
		const char *name = run->step->readings[i].source->name;
		const struct roll_source *source = roll_source(run->roll, pc_str(name));

		if (!source || source->unread == PC_READ)
			continue;
		pc_buf_printf(out, "%s%s (%s)", n++ ? ", " : " Not checked: ", name,
			pc_unread_name(source->unread));
	}
	if (n)
		pc_buf_add_char(out, '.');
}

static bool is_any_official_read(const struct step_run *run)
{
	for (size_t i = 0; i < run->roll->n_sources; i++) {
		if (run->roll->sources[i].is_read &&
			run->roll->sources[i].authority >= PC_AUTHORITY_PAGE)
			return true;
	}
	return false;
}

struct pc_str say_sentence(
	const struct step_run *run, const struct pc_stepped *out, struct pc_arena *arena)
{
	PC_AUTO(pc_buf_done) struct pc_buf text = {0};
	bool is_any = is_any_official_read(run);

	/* "Nothing has changed" would be a claim about what nobody has looked at. */
	if (!out->n_read)
		pc_buf_puts(&text, "Nothing was checked.");
	else if (!is_any)
		pc_buf_puts(&text, "No official source was checked.");
	for (int topic = 0; topic < TOPICS; topic++) {
		size_t size = text.len;

		add_topic(&text, run, (enum topic)topic);
		if (!is_any && *topics[topic].none &&
			pc_str_ends(pc_buf_str(&text), pc_str(topics[topic].none)))
			text.len = size;
	}
	add_unread(&text, run);
	return pc_arena_str(arena, pc_buf_str(&text));
}

/* ---- order
 * ------------------------------------------------------------------------------- */

static int compare_events(const void *a, const void *b)
{
	const struct pc_event *one = a, *other = b;
	int order = (int)other->severity - (int)one->severity;

	if (!order)
		order = pc_str_cmp(one->provider, other->provider);
	if (!order)
		order = pc_str_cmp(one->model, other->model);
	if (!order)
		order = (int)one->kind - (int)other->kind;
	return order ? order : pc_str_cmp(one->text, other->text);
}

void sort_events(struct step_run *run)
{
	if (run->count)
		qsort(run->events, run->count, sizeof(*run->events), compare_events);
}
