/* SPDX-License-Identifier: Apache-2.0 */
/* The files that a simple command reads and writes: its redirections, and those of its
 * words that its program (roles.h) takes for files.
 *
 * What is looked into of programs that nobody put into the table: words that look like
 * paths, whole or behind "=", "@", ":", "," and "file://".  A rule must name such a path
 * exactly to matter, so data that merely looks like one does no harm. */
#include "files_priv.h"
#include "pc/base/limits.h"

enum { MAX_PIECES = 32, MAX_PATH_TEXT = 4096, MAX_LISTED = 256 };

/* ---- one file --------------------------------------------------------------- */

static bool looks_like_path(const struct field *f)
{
	struct pc_str text = f->text;

	if (!text.len || text.len > MAX_PATH_TEXT ||
		pc_str_find_str(text, PC_STR("://")) < text.len)
		return false;
	if (f->kind == FIELD_UNKNOWN)
		return pc_str_find(f->ends, '.') < f->ends.len ||
		       pc_str_find(f->ends, '/') < f->ends.len ||
		       pc_str_find(f->begins, '/') < f->begins.len;
	for (size_t i = 0; i < text.len; i++) {
		if (strchr("./~_*?[", text.ptr[i]))
			return true;
	}
	return false;
}

void file_read(const struct seen *s, const struct field *path, const char *how)
{
	if (path->text.len)
		implies_file(s->walk, s->simple, path, false, how);
}

void file_written(const struct seen *s, const struct field *path, const char *how)
{
	if (path->text.len)
		implies_file(s->walk, s->simple, path, true, how);
}

static void touch(const struct seen *s, const struct field *path)
{
	struct field below = field_below(s->arena, &s->uses->dir, path);

	if (!looks_like_path(path))
		return;
	file_read(s, &below, "names a file");
	file_written(s, &below, "names a file");
}

/* ---- words of unknown meaning ----------------------------------------------- */

/* "src=a dest=b" as one word. */
static void touch_first(const struct seen *s, const struct field *piece)
{
	struct field first = *piece;
	size_t blank = pc_str_find(piece->text, ' ');

	if (piece->kind != FIELD_KNOWN || blank == piece->text.len)
		return;
	first.text = pc_str_head(piece->text, blank);
	touch(s, &first);
}

/* The pieces of a word that could each be a path. */
static void touch_pieces(const struct seen *s, const struct field *word)
{
	static const char marks[] = "=@:,<";
	struct field rest = *word;
	unsigned pieces = 0;

	for (size_t i = 0; i < rest.text.len && pieces < MAX_PIECES; i++) {
		struct field head = rest;

		if (!strchr(marks, rest.text.ptr[i]))
			continue;
		pieces++;
		if (rest.kind == FIELD_KNOWN && i) {
			head.text = pc_str_head(rest.text, i);
			touch(s, &head);
		}
		rest = field_behind(&rest, i + 1);
		touch(s, &rest);
		touch_first(s, &rest);
		i = (size_t)-1;
	}
}

static void look_into(const struct seen *s, const struct field *word)
{
	struct pc_str text = word->text;
	struct field rest;

	if (pc_str_starts(text, PC_STR("file://"))) {
		rest = field_behind(word, strlen("file://"));
		touch(s, &rest);
		return;
	}
	if (pc_str_find_str(text, PC_STR("://")) < text.len)
		return;
	touch(s, word);
	touch_pieces(s, word);
	if (text.len > 2 && text.ptr[0] == '-' && text.ptr[1] != '-') {
		rest = field_behind(word, 2);
		touch(s, &rest);
	}
}

/* ---- roles ------------------------------------------------------------------ */

void file_edited(const struct seen *s, const struct use *use)
{
	implies_file(s->walk, s->simple, &use->value, false, "reads");
	implies_file(s->walk, s->simple, &use->value, true, "writes");
}

/* rg -l, rg -g '*.py': only names come out, or few files are read. */
static bool is_narrow_search(const struct seen *s)
{
	static const char narrow[] =
		"-l --files --files-with-matches -c --count -g --glob --iglob -t --type "
		"-G --include";
	const struct fields *words = s->simple->words;

	for (size_t i = 1; i < words->count; i++) {
		struct pc_str name = pc_str_head(
			words->items[i].text, pc_str_find(words->items[i].text, '='));

		if (names_have(narrow, name) ||
			(name.len > 2 && names_have("-t -g", pc_str_head(name, 2))))
			return true;
	}
	return false;
}

/* A directory read as a whole: a rule that forbids all in it forbids that. */
static void read_below(const struct seen *s, const struct use *use)
{
	struct field any = field_known(PC_STR("*"));
	struct field child;

	file_read(s, &use->value, "reads");
	if (use->value.kind != FIELD_KNOWN)
		return;
	if (names_have("rg ag ack pt ugrep ug", simple_program(s->simple)) &&
		!is_narrow_search(s))
		any.text = PC_STR("**");
	else if (pc_str_is(use->value.text, "."))
		return;
	any.kind = FIELD_PATTERN;
	child = field_below(s->arena, &use->value, &any);
	file_read(s, &child, "reads");
}

void file_listed(const struct seen *s, const struct use *use)
{
	struct pc_str rest = s->simple->input;
	bool known = s->simple->input_known;
	struct field line;

	if (!pc_str_is(use->value.text, "-")) {
		file_read(s, &use->value, "reads");
		known = walk_content(&rest, s->walk, s->simple, use->value.text);
	} else if (!known && s->simple->reads_pipe) {
		line = (struct field){.kind = FIELD_UNKNOWN, .text = PC_STR("$RANDOM")};
		file_read(s, &line, "reads a list of files");
	}
	for (int i = 0; known && rest.ptr && i < MAX_LISTED; i++) {
		line = field_known(pc_str_cut(&rest, '\n'));
		file_read(s, &line, "reads");
	}
}

/* Files in the data of curl: @file, name=@file, name=<file;type=x, name@file. */
static void data_files(const struct seen *s, const struct use *use)
{
	struct field rest = use->value;
	size_t i = 0;

	while (i < rest.text.len && !strchr("@<", rest.text.ptr[i]))
		i++;
	if (i == rest.text.len)
		return;
	rest = field_behind(&rest, i + 1);
	if (rest.kind == FIELD_KNOWN) {
		rest.text = pc_str_head(rest.text, pc_str_find(rest.text, ';'));
		rest.text =
			pc_str_from(rest.text, pc_str_starts(rest.text, PC_STR("\"")));
		rest.text = pc_str_head(rest.text, pc_str_find(rest.text, '"'));
	}
	file_read(s, &rest, "sends");
}

static void mounted(const struct seen *s, const struct use *use)
{
	struct field host = use->value;

	if (host.kind == FIELD_KNOWN)
		host.text = pc_str_head(host.text, pc_str_find(host.text, ':'));
	if (!looks_like_path(&host)) /* a named volume */
		return;
	implies_tree(s->walk, s->simple, &host, false, "gives to a container");
	implies_tree(s->walk, s->simple, &host, true, "gives to a container");
}

/* type=bind,source=DIR,target=/x of containers */
static void mounted_parts(const struct seen *s, struct pc_str rest)
{
	while (rest.ptr) {
		struct pc_str piece = pc_str_cut(&rest, ',');
		struct pc_str key = pc_str_head(piece, pc_str_find(piece, '='));
		struct use use = {.value = field_known(pc_str_from(piece, key.len + 1))};

		if (pc_str_is(key, "src") || pc_str_is(key, "source"))
			mounted(s, &use);
	}
}

static void key_value(const struct seen *s, const struct use *use)
{
	struct field value = use->value;
	size_t eq = pc_str_find(value.text, '=');

	if (eq == value.text.len) {
		look_into(s, &use->value);
		return;
	}
	value = field_behind(&use->value, eq + 1);
	if (pc_str_is(pc_str_head(use->value.text, eq), "if"))
		file_read(s, &value, "reads");
	else if (pc_str_is(pc_str_head(use->value.text, eq), "of"))
		file_written(s, &value, "writes");
	else
		look_into(s, &use->value);
	if (pc_str_is(use->option, "--mount") && use->value.kind == FIELD_KNOWN)
		mounted_parts(s, use->value.text);
}

bool file_is_remote(const struct field *f)
{
	size_t colon = pc_str_find(f->text, ':');

	return colon < f->text.len && pc_str_find(f->text, '/') > colon;
}

static void copied(const struct seen *s, const struct use *use)
{
	bool writes = use->role == 'S';

	if (file_is_remote(&use->value))
		return;
	if (use->tree)
		implies_tree(s->walk, s->simple, &use->value, writes, "copies");
	else
		implies_file(s->walk, s->simple, &use->value, writes, "copies");
}

/* REV:PATH, or a path. */
void file_revision(const struct seen *s, const struct use *use)
{
	size_t colon = pc_str_find(use->value.text, ':');
	struct field path = use->value;

	/* :0:path is the path in the index */
	if (!colon && path.text.len > 3 && path.text.ptr[2] == ':')
		colon = 2;
	if (colon < path.text.len) {
		path = field_behind(&use->value, colon + 1);
		path = field_below(s->arena, &s->uses->dir, &path);
	} else if (path.kind == FIELD_UNKNOWN && !looks_like_path(&path)) {
		return; /* most likely a commit */
	}
	file_read(s, &path, "reads");
}

/* FILE:x OPEN:x,opts CREATE:x GOPEN:x of socat. */
static void socket_address(const struct seen *s, const struct use *use)
{
	size_t colon = pc_str_find(use->value.text, ':');
	struct field path = field_behind(&use->value, colon + 1);

	if (path.kind == FIELD_KNOWN)
		path.text = pc_str_head(path.text, pc_str_find(path.text, ','));
	touch(s, colon < use->value.text.len ? &path : &use->value);
	touch_pieces(s, &use->value);
}

static void plain_file(const struct seen *s, const struct use *use)
{
	if (use->role != 'w' && use->tree)
		implies_tree(s->walk, s->simple, &use->value, false, "reads");
	else if (use->role != 'w')
		file_read(s, &use->value, "reads");
	if (use->role == 'r' && pc_str_starts(use->value.text, PC_STR("@"))) {
		struct field listed = field_behind(&use->value, 1); /* gcc @args */

		file_read(s, &listed, "reads");
	}
	if (use->role != 'r' && use->tree)
		implies_tree(s->walk, s->simple, &use->value, true, "writes");
	else if (use->role != 'r')
		file_written(s, &use->value, "writes");
}

static void url_of_file(const struct seen *s, const struct use *use)
{
	static const struct pc_str scheme = {"file://", 7};

	if (pc_str_eq_nocase(pc_str_head(use->value.text, scheme.len), scheme)) {
		struct field path = field_behind(&use->value, scheme.len);

		file_read(s, &path, "reads");
	}
}

static void url_or_file(const struct seen *s, const struct use *use)
{
	url_of_file(s, use);
	if (pc_str_find_str(use->value.text, PC_STR("://")) == use->value.text.len)
		file_read(s, &use->value, "reads");
}

static void unknown_word(const struct seen *s, const struct use *use)
{
	look_into(s, &use->value);
}

/* A command of the program's own: "cat /etc/shadow" of debugfs. */
static void words_in(const struct seen *s, const struct use *use)
{
	struct pc_str rest = use->value.text;

	look_into(s, &use->value);
	for (int i = 0; use->value.kind == FIELD_KNOWN && rest.ptr && i < MAX_PIECES;
		i++) {
		struct field piece = field_known(pc_str_cut(&rest, ' '));

		look_into(s, &piece);
	}
}

static void grepped(const struct seen *s, const struct use *use)
{
	if (use->tree)
		implies_tree(s->walk, s->simple, &use->value, false, "reads");
	else
		read_below(s, use);
}

static void item_of_http(const struct seen *s, const struct use *use)
{
	if (pc_str_find_str(use->value.text, PC_STR("://")) == use->value.text.len)
		data_files(s, use);
}

static const struct {
	char role;
	void (*report)(const struct seen *s, const struct use *use);
} roles[] = {
	{'r', plain_file},
	{'w', plain_file},
	{'b', file_edited},
	{'g', grepped},
	{'?', unknown_word},
	{'d', data_files},
	{'q', item_of_http},
	{'k', key_value},
	{'l', file_listed},
	{'v', mounted},
	{'R', file_revision},
	{'s', copied},
	{'S', copied},
	{'a', socket_address},
	{'u', url_of_file},
	{'U', url_or_file},
	{'N', words_in},
	{'x', unknown_word},
	{'o', unknown_word},
	{'J', unknown_word},
	{'D', plain_file},
};

static void report(const struct seen *s, const struct use *use)
{
	struct use file = *use;

	if (!use->value.text.len)
		return;
	if (use->role == 'D')
		file.role = 'w';
	if (use->role == 'b' && use->tree) {
		plain_file(s, &file);
		return;
	}
	for (size_t i = 0; i < PC_COUNT(roles); i++) {
		if (roles[i].role == use->role)
			roles[i].report(s, &file);
	}
}

/* ---- redirections ----------------------------------------------------------- */

enum { READS = 1, WRITES = 2 };

static const unsigned redirected[] = {
	[PC_SH_REDIR_IN] = READS,
	[PC_SH_REDIR_OUT] = WRITES,
	[PC_SH_REDIR_CLOBBER] = WRITES,
	[PC_SH_REDIR_APPEND] = WRITES,
	[PC_SH_REDIR_RW] = READS | WRITES,
	[PC_SH_REDIR_BOTH] = WRITES,
	[PC_SH_REDIR_BOTH_APP] = WRITES,
	[PC_SH_REDIR_DUP_IN] = 0,
	[PC_SH_REDIR_DUP_OUT] = 0,
	[PC_SH_REDIR_HEREDOC] = 0,
	[PC_SH_REDIR_STRING] = 0,
};

static bool is_socket(const struct field *f)
{
	return pc_str_starts(f->text, PC_STR("/dev/tcp/")) ||
	       pc_str_starts(f->text, PC_STR("/dev/udp/"));
}

static void redirections(const struct seen *s)
{
	for (const struct pc_sh_redir *r = s->simple->redirs; r; r = r->next) {
		struct fields targets = {0};

		if (!redirected[r->op])
			continue;
		values_of(&targets, s->arena, s->simple->scope, &r->target);
		for (size_t i = 0; i < targets.count; i++) {
			if (is_socket(&targets.items[i]))
				continue;
			if (redirected[r->op] & READS)
				file_read(s, &targets.items[i], "redirection");
			if (redirected[r->op] & WRITES)
				file_written(s, &targets.items[i], "redirection");
		}
	}
}

void files_of(struct walk *walk, const struct simple *simple)
{
	const struct uses *uses = simple->uses;
	struct seen s = {walk, simple, walk_arena(walk), uses};

	redirections(&s);
	for (size_t i = 0; i < uses->count && i < PC_MAX_SHELL_COMMANDS; i++)
		report(&s, &uses->items[i]);
	if (uses->count > PC_MAX_SHELL_COMMANDS)
		implies_unknown(walk, simple, UNKNOWN_READ | UNKNOWN_WRITE, "many words");
	if (simple->words && simple->words->count) {
		files_own_ways(&s);
		files_environment(&s);
	}
}
