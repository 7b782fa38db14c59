/* SPDX-License-Identifier: Apache-2.0 */
/* Tables of TOML 1.0.  They may be added to from all over the file, so they are kept as
 * lists until its end and become nodes then. */
#include "pc/doc/read.h"

#include "toml_priv.h"

#include "pc/base/limits.h"
#include "pc/base/utf.h"

/* Who made a table says who may add to it. */
enum made {
	MADE_ON_THE_WAY, /* [a.b] makes a */
	MADE_BY_HEADER,
	MADE_BY_DOTS, /* a.b = 1 makes a */
	MADE_IN_LINE,
};

struct entry {
	struct entry *next;
	struct pc_str key; /* unused in lists */
	struct pc_span key_at, at;
	struct pc_node *plain; /* or else one of these */
	struct holder *table, *list;
};

struct holder {
	struct entry *first, *last;
	size_t count;
	enum made made;
	bool holds_tables; /* a list that [[a]] made */
};

static enum pc_status read_value(struct entry *out, struct pc_toml *toml);

static struct entry *add(
	struct pc_toml *toml, struct holder *to, struct pc_str key, struct pc_span at)
{
	struct entry *entry = pc_arena_new(toml->build.arena, struct entry);

	entry->key = key;
	entry->key_at = entry->at = at;
	if (to->last)
		to->last->next = entry;
	else
		to->first = entry;
	to->last = entry;
	to->count++;
	return entry;
}

static struct entry *find(const struct holder *in, struct pc_str key)
{
	struct entry *entry = in->first;

	while (entry && !pc_str_eq(entry->key, key))
		entry = entry->next;
	return entry;
}

static enum pc_status refuse(
	struct pc_toml *toml, struct pc_span at, struct pc_str key, const char *what)
{
	return pc_err_set(
		toml->build.err, PC_ERR_PARSE, at, "'%.*s' %s", PC_STR_ARG(key), what);
}

/* Looking for a key takes as long as the table has keys. */
static enum pc_status check_count(
	struct pc_toml *toml, const struct holder *table, struct pc_span at)
{
	if (table->count < PC_MAX_TOML_KEYS)
		return PC_OK;
	return pc_err_set(toml->build.err, PC_ERR_LIMIT, at,
		"more than %d keys in one table", PC_MAX_TOML_KEYS);
}

static struct holder *make(struct pc_toml *toml, enum made made)
{
	struct holder *holder = pc_arena_new(toml->build.arena, struct holder);

	holder->made = made;
	toml->n_holders++;
	return holder;
}

/* The table of that name in *in, made where there is none. */
static enum pc_status step_into(struct holder **in, struct pc_toml *toml,
	struct pc_str key, struct pc_span at, enum made made)
{
	struct entry *entry = find(*in, key);

	if (!entry) {
		PC_TRY(check_count(toml, *in, at));
		entry = add(toml, *in, key, at);
		entry->table = make(toml, made);
	}
	if (entry->list && entry->list->holds_tables && made == MADE_ON_THE_WAY)
		*in = entry->list->last->table;
	else if (entry->table && entry->table->made != MADE_IN_LINE &&
		 (made == MADE_ON_THE_WAY || entry->table->made == MADE_BY_DOTS))
		*in = entry->table;
	else
		return refuse(toml, at, key, "is there already, and cannot be added to");
	return PC_OK;
}

/* a.b.c: goes into a and b, and gives c. */
static enum pc_status read_path(struct pc_str *last, struct pc_span *at,
	struct pc_toml *toml, struct holder **in, enum made made)
{
	for (unsigned depth = 0;; depth++) {
		*at = pc_toml_here(toml);
		if (depth > PC_MAX_TOML_DEPTH)
			return pc_err_set(toml->build.err, PC_ERR_LIMIT, *at,
				"nested deeper than %d levels", PC_MAX_TOML_DEPTH);
		PC_TRY(pc_toml_key(last, toml));
		pc_toml_skip_blanks(toml);
		if (!pc_toml_take(toml, "."))
			return PC_OK;
		pc_toml_skip_blanks(toml);
		PC_TRY(step_into(in, toml, *last, *at, made));
	}
}

static enum pc_status read_pair(struct pc_toml *toml, struct holder *table)
{
	struct pc_str key;
	struct pc_span at;
	struct entry *entry;

	PC_TRY(read_path(&key, &at, toml, &table, MADE_BY_DOTS));
	if (!pc_toml_take(toml, "="))
		return pc_toml_fault(toml, "a '=' has to stand behind a key");
	pc_toml_skip_blanks(toml);
	if (find(table, key))
		return refuse(toml, at, key, "stands twice");
	PC_TRY(check_count(toml, table, at));
	entry = add(toml, table, key, at);
	return read_value(entry, toml);
}

static enum pc_status check_holders(struct pc_toml *toml)
{
	if (toml->n_holders <= PC_MAX_DOC_NODES)
		return PC_OK;
	return pc_err_set(toml->build.err, PC_ERR_LIMIT, pc_toml_here(toml),
		"more than %d tables and lists: split it", PC_MAX_DOC_NODES);
}

static enum pc_status enter(struct pc_toml *toml)
{
	PC_TRY(check_holders(toml));
	if (++toml->depth > PC_MAX_TOML_DEPTH)
		return pc_err_set(toml->build.err, PC_ERR_LIMIT, pc_toml_here(toml),
			"nested deeper than %d levels", PC_MAX_TOML_DEPTH);
	pc_toml_step(toml, 1);
	return PC_OK;
}

static enum pc_status read_list(struct entry *out, struct pc_toml *toml)
{
	struct holder *list = make(toml, MADE_IN_LINE);

	PC_TRY(enter(toml));
	for (;;) {
		PC_TRY(pc_toml_skip_lines(toml));
		if (pc_toml_take(toml, "]"))
			break;
		PC_TRY(read_value(
			add(toml, list, (struct pc_str){0}, pc_toml_here(toml)), toml));
		PC_TRY(pc_toml_skip_lines(toml));
		if (!pc_toml_take(toml, ",") && pc_toml_peek(toml) != ']')
			return pc_toml_fault(toml, "a ',' or ']' has to stand here");
	}
	toml->depth--;
	out->list = list;
	return PC_OK;
}

static void close_tables(struct holder *table)
{
	for (struct entry *entry = table->first; entry; entry = entry->next)
		if (entry->table) {
			entry->table->made = MADE_IN_LINE;
			close_tables(entry->table);
		}
}

static enum pc_status read_table(struct entry *out, struct pc_toml *toml)
{
	struct holder *table = make(toml, MADE_IN_LINE);

	PC_TRY(enter(toml));
	pc_toml_skip_blanks(toml);
	while (!pc_toml_take(toml, "}")) {
		PC_TRY(read_pair(toml, table));
		pc_toml_skip_blanks(toml);
		if (pc_toml_peek(toml) == '}')
			continue;
		if (!pc_toml_take(toml, ","))
			return pc_toml_fault(toml, "a ',' or '}' has to stand here");
		pc_toml_skip_blanks(toml);
		if (pc_toml_peek(toml) == '}')
			return pc_toml_fault(toml, "a key has to stand behind ','");
	}
	toml->depth--;
	close_tables(table);
	out->table = table;
	return PC_OK;
}

static enum pc_status read_text(struct entry *out, struct pc_toml *toml)
{
	struct pc_str text;
	struct pc_node *node = pc_build_node(&toml->build, PC_TEXT, out->at);

	if (!node)
		return toml->build.err->status;
	PC_TRY(pc_toml_string(&text, toml));
	node->text = text;
	out->plain = node;
	return PC_OK;
}

static enum pc_status read_value(struct entry *out, struct pc_toml *toml)
{
	out->at = pc_toml_here(toml);
	switch (pc_toml_peek(toml)) {
	case '"':
	case '\'':
		return read_text(out, toml);
	case '[':
		return read_list(out, toml);
	case '{':
		return read_table(out, toml);
	default:
		return pc_toml_plain(&out->plain, toml);
	}
}

/* [a.b] */
static enum pc_status open_table(struct holder **out, struct pc_toml *toml,
	struct holder *in, struct pc_str key, struct pc_span at)
{
	struct entry *entry = find(in, key);

	if (!entry) {
		PC_TRY(check_count(toml, in, at));
		entry = add(toml, in, key, at);
		entry->table = make(toml, MADE_BY_HEADER);
	} else if (!entry->table || entry->table->made != MADE_ON_THE_WAY) {
		return refuse(toml, at, key, "stands twice");
	}
	entry->table->made = MADE_BY_HEADER;
	*out = entry->table;
	return PC_OK;
}

/* [[a.b]] */
static enum pc_status open_item(struct holder **out, struct pc_toml *toml,
	struct holder *in, struct pc_str key, struct pc_span at)
{
	struct entry *entry = find(in, key), *item;

	if (!entry) {
		PC_TRY(check_count(toml, in, at));
		entry = add(toml, in, key, at);
		entry->list = make(toml, MADE_BY_HEADER);
		entry->list->holds_tables = true;
	} else if (!entry->list || !entry->list->holds_tables) {
		return refuse(
			toml, at, key, "is there already, and is no list of tables");
	}
	item = add(toml, entry->list, (struct pc_str){0}, at);
	item->table = make(toml, MADE_BY_HEADER);
	*out = item->table;
	return PC_OK;
}

static enum pc_status read_header(
	struct holder **out, struct pc_toml *toml, struct holder *root)
{
	bool is_item = pc_toml_take(toml, "[[");
	struct pc_str key;
	struct pc_span at;
	struct holder *in = root;

	if (!is_item)
		pc_toml_step(toml, 1);
	pc_toml_skip_blanks(toml);
	PC_TRY(read_path(&key, &at, toml, &in, MADE_ON_THE_WAY));
	if (!pc_toml_take(toml, is_item ? "]]" : "]"))
		return pc_toml_fault(toml, "a ']' has to stand behind a name");
	return is_item ? open_item(out, toml, in, key, at)
		       : open_table(out, toml, in, key, at);
}

/* ---- nodes ------------------------------------------------------------------------ */

static enum pc_status to_node(struct pc_node **out, struct pc_toml *toml,
	const struct holder *holder, enum pc_kind kind, struct pc_span at)
{
	struct pc_node *node = pc_build_node(&toml->build, kind, at);
	size_t from = toml->build.n_waiting;

	if (!node)
		return toml->build.err->status;
	for (const struct entry *entry = holder->first; entry; entry = entry->next) {
		struct pc_pair pair = {entry->key, entry->key_at, entry->plain};

		if (entry->table)
			PC_TRY(to_node(
				&pair.value, toml, entry->table, PC_MAP, entry->at));
		else if (entry->list)
			PC_TRY(to_node(
				&pair.value, toml, entry->list, PC_LIST, entry->at));
		pc_build_keep(&toml->build, &pair);
	}
	*out = node;
	if (kind == PC_MAP)
		return pc_build_map(&toml->build, node, from);
	pc_build_list(&toml->build, node, from);
	return PC_OK;
}

static enum pc_status read_file(struct pc_node **out, struct pc_toml *toml)
{
	struct pc_span top = pc_toml_here(toml);
	struct holder root = {.made = MADE_BY_HEADER}, *table = &root;

	for (;;) {
		PC_TRY(check_holders(toml));
		PC_TRY(pc_toml_skip_lines(toml));
		if (pc_toml_at_end(toml))
			break;
		if (pc_toml_peek(toml) == '[')
			PC_TRY(read_header(&table, toml, &root));
		else
			PC_TRY(read_pair(toml, table));
		PC_TRY(pc_toml_end_line(toml));
	}
	return to_node(out, toml, &root, PC_MAP, top);
}

enum pc_status pc_toml_read(struct pc_node **out, struct pc_arena *arena,
	const char *file, struct pc_str text, struct pc_err *err)
{
	struct pc_toml toml = {
		.build = {.arena = arena, .err = err, .keys_unique = true},
		.file = file,
		.rest = text,
		.line = 1,
		.col = 1,
	};
	struct pc_span whole = {file, 0, 0};
	enum pc_status status;
	size_t bad;

	if (text.len > PC_MAX_DOC_SIZE)
		return pc_err_set(err, PC_ERR_LIMIT, whole, "larger than %d bytes",
			PC_MAX_DOC_SIZE);
	if (!pc_utf8_valid(text, &bad)) {
		pc_toml_step(&toml, bad);
		return pc_err_set(err, PC_ERR_PARSE, pc_toml_here(&toml), "not UTF-8");
	}
	if (pc_str_starts(text, PC_STR("\xef\xbb\xbf")))
		toml.rest = pc_str_from(text, 3);
	status = read_file(out, &toml);
	pc_build_done(&toml.build);
	return status;
}
