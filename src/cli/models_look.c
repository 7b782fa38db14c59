/* SPDX-License-Identifier: Apache-2.0 */
/* Names of models in one text after the other, as findings; and a text with those names
 * replaced that certainly can be. */
#include "models_look.h"

#include "output.h"
#include "pc/base/fs.h"
#include "pc/base/limits.h"
#include "pc/match/literals.h"

int models_look_open(struct models_look *look, const struct pc_models *models,
	bool is_much, struct pc_arena *arena, struct pc_diags *diags)
{
	const struct pc_literals_way *way = is_much ? pc_literals_fast() : NULL;
	struct pc_err err;

	*look = (struct models_look){.models = models, .arena = arena, .diags = diags};
	pthread_mutex_init(&look->lock, NULL);
	if (pc_mentions_open(&look->mentions, models, way ? way : &pc_literals_table,
		    &err) == PC_OK)
		return EXIT_FINE;
	return output_failure(&err);
}

void models_look_done(struct models_look *look)
{
	pc_mentions_close(&look->mentions);
	pthread_mutex_destroy(&look->lock);
}

/* ---- comments that allow a name --------------------------------------------- */

static const char marker[] = "policyctl: model-ok";

enum allowed { ALLOWED_NOT, ALLOWED, ALLOWED_WITHOUT_REASON };

static bool is_word_char(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}

static bool has_word(struct pc_str text)
{
	for (size_t i = 0; i < text.len; i++) {
		if (is_word_char(text.ptr[i]))
			return true;
	}
	return false;
}

static size_t line_start(struct pc_str text, size_t at)
{
	size_t start = at;

	while (start > 0 && at - start < PC_MAX_AUDIT_LINE && text.ptr[start - 1] != '\n')
		start--;
	return start;
}

static struct pc_str line_at(struct pc_str text, size_t at)
{
	size_t start = line_start(text, at);
	struct pc_str rest = pc_str_from(text, start);
	struct pc_str near = pc_str_head(rest, at - start + PC_MAX_AUDIT_LINE);

	return pc_str_head(near, pc_str_find(near, '\n'));
}

/* is_above: it speaks for the next line only when it says nothing itself. */
static enum allowed read_line(struct pc_str line, bool is_above)
{
	size_t at = pc_str_find_str(line, pc_str(marker));

	if (at == line.len || (is_above && has_word(pc_str_head(line, at))))
		return ALLOWED_NOT;
	return has_word(pc_str_from(line, at + sizeof(marker) - 1))
		       ? ALLOWED
		       : ALLOWED_WITHOUT_REASON;
}

static enum allowed read_allowed(struct pc_str text, size_t at)
{
	enum allowed allowed = read_line(line_at(text, at), false);
	size_t start = line_start(text, at);

	if (allowed == ALLOWED || start == 0 || text.ptr[start - 1] != '\n')
		return allowed;

	enum allowed above = read_line(line_at(text, start - 1), true);

	return above == ALLOWED_NOT ? allowed : above;
}

/* ---- what the newer model refuses ------------------------------------------- */

/* "thinking.budget_tokens" is written as its last part, in either spelling. */
static struct pc_str last_part(struct pc_str what)
{
	size_t dot = pc_str_rfind(what, '.');

	return dot < what.len ? pc_str_from(what, dot + 1) : what;
}

static struct pc_str to_camel(struct pc_arena *arena, struct pc_str word)
{
	char *out = pc_arena_bytes(arena, word.len + 1);
	size_t n = 0;

	for (size_t i = 0; i < word.len; i++) {
		bool is_next = word.ptr[i] == '_' && i + 1 < word.len &&
			       word.ptr[i + 1] >= 'a' && word.ptr[i + 1] <= 'z';

		if (is_next)
			i++;
		out[n++] = (char)(is_next ? word.ptr[i] - 'a' + 'A' : word.ptr[i]);
	}
	return (struct pc_str){out, n};
}

/* Where it stands as a whole word; text.len: nowhere. */
static size_t find_word(struct pc_str text, struct pc_str word)
{
	for (size_t at = 0; at < text.len;) {
		size_t found = at + pc_str_find_str(pc_str_from(text, at), word);
		size_t end = found + word.len;

		if (found >= text.len)
			break;
		if ((found == 0 || (!is_word_char(text.ptr[found - 1]) &&
					   text.ptr[found - 1] != '_')) &&
			(end == text.len ||
				(!is_word_char(text.ptr[end]) && text.ptr[end] != '_')))
			return found;
		at = end;
	}
	return text.len;
}

static size_t find_refused(struct pc_arena *arena, struct pc_str text, struct pc_str what)
{
	struct pc_str word = last_part(what);
	size_t at = find_word(text, word);

	return at < text.len ? at : find_word(text, to_camel(arena, word));
}

static bool has_text(const struct pc_texts *texts, struct pc_str text)
{
	for (size_t i = 0; i < texts->count; i++) {
		if (pc_str_eq(texts->items[i], text))
			return true;
	}
	return false;
}

/* ---- one text --------------------------------------------------------------- */

/* A change of models that this text asks for. */
struct change {
	const struct pc_model *from, *to;
	bool is_more; /* than another name: the text has what the other one refuses */
};

enum { MOST_CHANGES = 32 };

struct text_look {
	struct models_look *look;
	const struct pc_audit_part *part;
	struct pc_str path;
	const char *file;
	struct pc_arena *arena; /* the look's; under its lock */
	struct change changes[MOST_CHANGES];
	size_t n_changes;
	bool is_database, is_fixable;
	/* Rewriting. */
	struct models_rewritten *out;
	size_t copied;
};

/* What the change refuses that the text has; is_told: a finding for each. */
static bool has_refused(struct text_look *t, const struct change *change, bool is_told);

static struct change *find_change(
	struct text_look *t, const struct pc_model *from, const struct pc_model *to)
{
	struct change *change;

	for (size_t i = 0; i < t->n_changes; i++) {
		if (t->changes[i].from == from && t->changes[i].to == to)
			return &t->changes[i];
	}
	if (t->n_changes == MOST_CHANGES)
		return NULL;
	change = &t->changes[t->n_changes++];
	*change = (struct change){.from = from, .to = to};
	change->is_more = has_refused(t, change, !t->out);
	return change;
}

static struct pc_span place(const struct text_look *t, uint32_t line, uint32_t col)
{
	if (t->is_database)
		return (struct pc_span){.file = t->file};
	return (struct pc_span){t->file, t->part->line + line - 1,
		line == 1 ? col + (uint32_t)t->part->left_of : col};
}

static struct pc_span place_of(const struct text_look *t, size_t at)
{
	struct pc_str text = t->part->text;
	uint32_t line = 1, col = 1;

	for (size_t i = 0; i < at; i++) {
		bool is_end = text.ptr[i] == '\n';

		line += is_end;
		col = is_end ? 1 : col + (((unsigned char)text.ptr[i] & 0xc0) != 0x80);
	}
	return place(t, line, col);
}

/* Once for each successor. */
static void tell_refused(struct text_look *t, const struct pc_model *to,
	struct pc_str what, struct pc_span at)
{
	struct pc_str text = pc_arena_printf(t->arena,
		"'%.*s' is refused by %.*s, which a model that is named here is replaced "
		"by: another name alone is not enough",
		PC_STR_ARG(what), PC_STR_ARG(to->id));
	const struct pc_diags *diags = t->look->diags;

	for (size_t i = diags->count; i-- > 0 && diags->items[i].at.file == t->file;) {
		if (pc_str_eq(diags->items[i].text, text))
			return;
	}
	pc_diag_add(t->look->diags, "PC2647", PC_WARNING, at, "%.*s", PC_STR_ARG(text))
		->hint = PC_STR("take it out of requests for the newer model");
}

static bool has_refused(struct text_look *t, const struct change *change, bool is_told)
{
	bool has_one = false;

	for (size_t i = 0; i < change->to->refuses.count; i++) {
		struct pc_str what = change->to->refuses.items[i];
		size_t at;

		if (has_text(&change->from->refuses, what))
			continue;
		at = find_refused(t->arena, t->part->text, what);
		if (at == t->part->text.len)
			continue;
		has_one = true;
		if (is_told)
			tell_refused(t, change->to, last_part(what), place_of(t, at));
	}
	return has_one;
}

/* What is told of rows in a database: each name once. */
static bool was_told(const struct text_look *t, struct pc_str text)
{
	const struct pc_diags *diags = t->look->diags;

	for (size_t i = diags->count; t->is_database && i-- > 0;) {
		if (diags->items[i].at.file != t->file)
			return false;
		if (pc_str_eq(diags->items[i].text, text))
			return true;
	}
	return false;
}

/* Nothing is certain then. */
static struct pc_str hint_of_line(
	struct text_look *t, const struct pc_mention_judged *judged)
{
	const struct pc_model *newest = pc_mention_newest(t->look->models, judged->model);
	bool is_legacy = judged->verdict == PC_MENTION_LEGACY;

	if (!newest)
		return is_legacy ? (struct pc_str){0}
				 : PC_STR("the table names no model for it that is "
					  "certain");
	return pc_arena_printf(t->arena, "%sthe newest of its line is %.*s",
		is_legacy ? "" : "the table names no model for it that is certain; ",
		PC_STR_ARG(newest->id));
}

static struct pc_str hint_of(struct text_look *t, const struct pc_mention *mention,
	const struct pc_mention_judged *judged, struct pc_str instead, bool is_more)
{
	if (judged->verdict == PC_MENTION_NOT_ONE)
		return pc_arena_printf(
			t->arena, "was '%.*s' meant?", PC_STR_ARG(mention->like_name));
	if (judged->verdict == PC_MENTION_NOT_KNOWN)
		return PC_STR("write one that the table has, or bring the table up to "
			      "date: policyctl models scan");
	if (judged->verdict == PC_MENTION_FINE || judged->verdict == PC_MENTION_PREVIEW)
		return (struct pc_str){0};
	if (instead.len)
		return pc_arena_printf(t->arena, "write '%.*s'%s", PC_STR_ARG(instead),
			is_more ? ", and see what it refuses" : "");
	if (judged->successor)
		return pc_arena_printf(t->arena,
			"use %.*s, by the name that is right there",
			PC_STR_ARG(judged->successor->id));
	return hint_of_line(t, judged);
}

static bool needs_change(const struct pc_mention_judged *judged)
{
	return judged->verdict == PC_MENTION_DEPRECATED ||
	       judged->verdict == PC_MENTION_OVERDUE ||
	       judged->verdict == PC_MENTION_RETIRED;
}

static void tell(struct text_look *t, const struct pc_mention *mention,
	const struct pc_mention_judged *judged, bool has_no_reason)
{
	/* Where its node begins, as other findings about settings have it. */
	bool has_quote = t->look->is_settings && mention->offset > 0 &&
			 t->part->text.ptr[mention->offset - 1] == '"';
	struct pc_span at = place(t, mention->line, mention->col - has_quote);
	struct pc_str text = pc_mention_say(t->arena, t->look->models, mention, judged);
	struct pc_str instead = {0};
	const struct change *change = NULL;
	struct pc_diag *diag;

	if (was_told(t, text))
		return;
	/* So many warnings leave room for errors. */
	if (judged->severity < PC_ERROR && t->look->diags->count >= PC_MAX_DIAGS / 2) {
		t->look->diags->dropped++;
		return;
	}
	if (judged->successor) {
		instead = pc_mention_instead(t->arena, t->look->models, mention, judged);
		change = find_change(t, judged->model, judged->successor);
	}
	diag = pc_diag_add(t->look->diags, judged->code, judged->severity, at, "%.*s",
		PC_STR_ARG(text));
	diag->hint = hint_of(t, mention, judged, instead, change && change->is_more);
	if (needs_change(judged) && instead.len && change && !change->is_more &&
		!t->is_database && !t->part->is_converted)
		t->is_fixable = true;
	if (has_no_reason)
		pc_diag_add(t->look->diags, "PC2649", PC_WARNING, at,
			"the comment that allows it gives no reason, so it does not "
			"count")
			->hint = PC_STR("write why: policyctl: model-ok REASON");
}

static void on_mention(void *context, const struct pc_mention *mention)
{
	struct text_look *t = context;
	struct pc_mention_judged judged;
	enum allowed allowed;

	if (mention->offset >= t->part->own)
		return;
	pc_mention_judge(&judged, t->look->models, mention, &t->look->how);
	t->look->n_names++;
	if (judged.verdict == PC_MENTION_FINE && !t->look->tells_all)
		return;
	allowed = read_allowed(t->part->text, mention->offset);
	if (allowed == ALLOWED)
		return;
	tell(t, mention, &judged, allowed == ALLOWED_WITHOUT_REASON);
}

/* ---- files ------------------------------------------------------------------ */

/* The tables themselves, which name what is retired. */
static bool is_table(struct pc_str path)
{
	static const char *const names[] = {
		"models.yaml", "model-policy.yaml", "model-blocks.yaml"};
	struct pc_str name = pc_path_base(path);

	for (size_t i = 0; i < PC_COUNT(names); i++) {
		if (pc_str_is(name, names[i]))
			return true;
	}
	return false;
}

/* Queues of jobs are kept in such files; what stands in their rows is text. */
static bool is_database(struct pc_str text)
{
	return pc_str_starts(text, PC_STR("SQLite format 3")) ||
	       pc_str_starts(text, PC_STR("\x37\x7f\x06\x82")) ||
	       pc_str_starts(text, PC_STR("\x37\x7f\x06\x83"));
}

static bool is_binary(struct pc_str text)
{
	enum { HEAD = 1024 };

	return text.len && memchr(text.ptr, 0, text.len < HEAD ? text.len : HEAD);
}

/* Names are few, so that nobody waits long for the lock; it is taken with the first one
 * of a text. */
struct locked {
	struct text_look *t;
	bool is_held;
};

static void on_first(void *context, const struct pc_mention *mention)
{
	struct locked *locked = context;
	struct text_look *t = locked->t;

	if (!locked->is_held) {
		pthread_mutex_lock(&t->look->lock);
		locked->is_held = true;
		t->file = pc_arena_str(t->arena, t->path).ptr;
	}
	on_mention(t, mention);
}

bool models_look_at(void *context, struct pc_str path, const struct pc_audit_part *part)
{
	struct models_look *look = context;
	bool is_first = part->line == 1 && part->left_of == 0;
	bool has_nul = is_binary(part->text);
	bool is_queue = is_first ? is_database(part->text) : has_nul;
	struct text_look t = {.look = look,
		.part = part,
		.path = path,
		.arena = look->arena,
		.is_database = is_queue};
	struct locked locked = {.t = &t};

	if (is_table(path) || (has_nul && !is_queue))
		return false;
	pc_mentions_find(look->mentions, part->text,
		look->is_settings ? PC_MENTION_IN_SETTINGS
		: is_queue        ? PC_MENTION_IN_ROWS
				  : pc_mention_where(path),
		on_first, &locked);
	if (!locked.is_held)
		return true;
	if (t.is_fixable)
		texts_add(&look->to_fix, look->arena, pc_str(t.file));
	pthread_mutex_unlock(&look->lock);
	return true;
}

/* ---- another text ----------------------------------------------------------- */

static void on_rewrite(void *context, const struct pc_mention *mention)
{
	struct text_look *t = context;
	struct pc_str text = t->part->text, instead;
	struct pc_mention_judged judged;
	const struct change *change;

	pc_mention_judge(&judged, t->look->models, mention, &t->look->how);
	if (!needs_change(&judged) || !judged.successor ||
		read_allowed(text, mention->offset) == ALLOWED)
		return;
	instead = pc_mention_instead(t->arena, t->look->models, mention, &judged);
	change = find_change(t, judged.model, judged.successor);
	if (!instead.len || !change || change->is_more) {
		t->out->n_left++;
		return;
	}
	pc_buf_add(&t->out->text,
		(struct pc_str){text.ptr + t->copied, mention->offset - t->copied});
	pc_buf_add(&t->out->text, instead);
	t->copied = mention->offset + mention->name.len;
	t->out->n_done++;
}

void models_look_rewrite(struct models_rewritten *out, struct models_look *look,
	struct pc_str path, struct pc_str text)
{
	const struct pc_audit_part part = {.text = text, .own = text.len, .line = 1};
	struct text_look t = {.look = look,
		.part = &part,
		.path = path,
		.file = path.ptr,
		.arena = look->arena,
		.out = out};

	*out = (struct models_rewritten){0};
	pc_mentions_find(look->mentions, text, pc_mention_where(path), on_rewrite, &t);
	pc_buf_add(&out->text, pc_str_from(text, t.copied));
}
