/* SPDX-License-Identifier: Apache-2.0 */
/* The files that a simple command reads and writes: its redirections, and those of its
 * words that its program (roles.h) takes for files.
 *
 * What is looked into of programs that nobody put into the table: words that look like
 * paths, whole or behind "=", "@", ":", "," and "file://".  A rule must name such a path
 * exactly to matter, so data that merely looks like one does no harm. */
#include "pc/base/fs.h"
#include "pc/base/limits.h"
#include "roles.h"

enum { MAX_PIECES = 32, MAX_PATH_TEXT = 4096, MAX_LISTED = 256, MAX_NAMES = 64 };

struct seen {
	struct walk *walk;
	const struct simple *simple;
	struct pc_arena *arena;
	const struct uses *uses;
};

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

static void read_file(const struct seen *s, const struct field *path, const char *how)
{
	if (path->text.len)
		implies_file(s->walk, s->simple, path, false, how);
}

static void write_file(const struct seen *s, const struct field *path, const char *how)
{
	if (path->text.len)
		implies_file(s->walk, s->simple, path, true, how);
}

static void touch(const struct seen *s, const struct field *path)
{
	struct field below = field_below(s->arena, &s->uses->dir, path);

	if (!looks_like_path(path))
		return;
	read_file(s, &below, "names a file");
	write_file(s, &below, "names a file");
}

/* ---- words of unknown meaning ----------------------------------------------- */

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

static void both(const struct seen *s, const struct use *use)
{
	implies_file(s->walk, s->simple, &use->value, false, "reads");
	implies_file(s->walk, s->simple, &use->value, true, "writes");
}

/* A directory read as a whole: a rule that forbids all in it forbids that. */
static void read_below(const struct seen *s, const struct use *use)
{
	struct field any = field_known(PC_STR("*"));
	struct field child;

	read_file(s, &use->value, "reads");
	if (use->value.kind != FIELD_KNOWN || pc_str_is(use->value.text, "."))
		return;
	child = field_below(s->arena, &use->value, &any);
	read_file(s, &child, "reads");
}

static void listed(const struct seen *s, const struct use *use)
{
	struct pc_str rest = s->simple->input;
	struct field line;

	if (!pc_str_is(use->value.text, "-")) {
		read_file(s, &use->value, "reads");
		return;
	}
	if (!s->simple->input_known)
		implies_unknown(
			s->walk, s->simple, UNKNOWN_READ, "reads a list of files");
	for (int i = 0; s->simple->input_known && rest.ptr && i < MAX_LISTED; i++) {
		line = field_known(pc_str_cut(&rest, '\n'));
		read_file(s, &line, "reads");
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
	if (rest.kind == FIELD_KNOWN)
		rest.text = pc_str_head(rest.text, pc_str_find(rest.text, ';'));
	read_file(s, &rest, "sends");
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
		read_file(s, &value, "reads");
	else if (pc_str_is(pc_str_head(use->value.text, eq), "of"))
		write_file(s, &value, "writes");
	else
		look_into(s, &use->value);
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

static bool is_remote(const struct field *f)
{
	size_t colon = pc_str_find(f->text, ':');

	return colon < f->text.len && pc_str_find(f->text, '/') > colon;
}

static void copied(const struct seen *s, const struct use *use)
{
	bool writes = use->role == 'S';

	if (is_remote(&use->value))
		return;
	if (use->tree)
		implies_tree(s->walk, s->simple, &use->value, writes, "copies");
	else
		implies_file(s->walk, s->simple, &use->value, writes, "copies");
}

/* REV:PATH, or a path. */
static void revision(const struct seen *s, const struct use *use)
{
	size_t colon = pc_str_find(use->value.text, ':');
	struct field path = use->value;

	if (colon < path.text.len) {
		path = field_behind(&use->value, colon + 1);
		path = field_below(s->arena, &s->uses->dir, &path);
	} else if (path.kind == FIELD_UNKNOWN && !looks_like_path(&path)) {
		return; /* most likely a commit */
	}
	read_file(s, &path, "reads");
}

/* FILE:x OPEN:x,opts CREATE:x GOPEN:x of socat. */
static void socket_address(const struct seen *s, const struct use *use)
{
	size_t colon = pc_str_find(use->value.text, ':');
	struct field path = field_behind(&use->value, colon + 1);

	if (path.kind == FIELD_KNOWN)
		path.text = pc_str_head(path.text, pc_str_find(path.text, ','));
	touch(s, colon < use->value.text.len ? &path : &use->value);
}

static void plain_file(const struct seen *s, const struct use *use)
{
	if (use->role != 'w' && use->tree)
		implies_tree(s->walk, s->simple, &use->value, false, "reads");
	else if (use->role != 'w')
		read_file(s, &use->value, "reads");
	if (use->role != 'r' && use->tree)
		implies_tree(s->walk, s->simple, &use->value, true, "writes");
	else if (use->role != 'r')
		write_file(s, &use->value, "writes");
}

static void url_of_file(const struct seen *s, const struct use *use)
{
	static const struct pc_str scheme = {"file://", 7};

	if (pc_str_eq_nocase(pc_str_head(use->value.text, scheme.len), scheme)) {
		struct field path = field_behind(&use->value, scheme.len);

		read_file(s, &path, "reads");
	}
}

static void unknown_word(const struct seen *s, const struct use *use)
{
	look_into(s, &use->value);
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
	{'b', both},
	{'g', grepped},
	{'?', unknown_word},
	{'d', data_files},
	{'q', item_of_http},
	{'k', key_value},
	{'l', listed},
	{'v', mounted},
	{'R', revision},
	{'s', copied},
	{'S', copied},
	{'a', socket_address},
	{'u', url_of_file},
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

/* ---- programs with ways of their own ---------------------------------------- */

/* cp x/.env dir writes dir/.env. */
static void into_directory(const struct seen *s)
{
	const struct use *to = NULL;

	for (size_t i = 0; i < s->uses->count; i++) {
		const struct use *use = &s->uses->items[i];

		if (use->role == 'D' || (use->operand && strchr("wS", use->role)))
			to = use;
	}
	for (size_t i = 0; to && i < s->uses->count; i++) {
		const struct use *use = &s->uses->items[i];
		struct field base = use->value;
		struct field path;

		if (!use->operand || use == to || base.kind == FIELD_UNKNOWN ||
			is_remote(&to->value))
			continue;
		base.text = pc_path_base(base.text);
		path = field_below(s->arena, &to->value, &base);
		write_file(s, &path, "writes");
	}
}

/* wget http://x/.env writes .env. */
static void named_by_url(const struct seen *s)
{
	for (size_t i = 0; i < s->uses->count; i++) {
		struct field base = s->uses->items[i].value;

		if (s->uses->items[i].role != 'u' || base.kind != FIELD_KNOWN)
			continue;
		base.text =
			pc_path_base(pc_str_head(base.text, pc_str_find(base.text, '?')));
		if (base.text.len)
			write_file(s, &base, "writes");
	}
}

/* find DIR -name X -delete: X in DIR, and somewhere below it. */
static void found_below(
	const struct seen *s, const struct field *dir, const struct field *name)
{
	struct field here = field_below(s->arena, dir, name);
	struct field below = {.kind = FIELD_UNKNOWN, .text = here.text};
	size_t fixed = name->text.len;

	while (fixed && !strchr("*?[]", name->text.ptr[fixed - 1]))
		fixed--;
	below.begins = pc_arena_printf(s->arena, "%.*s/", PC_STR_ARG(dir->text));
	below.ends = fixed ? pc_str_from(name->text, fixed)
			   : pc_arena_printf(s->arena, "/%.*s", PC_STR_ARG(name->text));
	write_file(s, &here, "find -delete");
	if (below.ends.len)
		write_file(s, &below, "find -delete");
}

static bool word_is(const struct field *word, const char *text)
{
	return word->kind == FIELD_KNOWN && pc_str_is(word->text, text);
}

/* A test that leaves most files out; which ones only run time knows. */
static bool is_narrow(const struct field *word)
{
	static const char wide[] =
		"-delete -type -depth -xdev -mount -maxdepth -mindepth "
		"-print -print0 -follow -noleaf -ls";

	return word->text.len > 1 && word->text.ptr[0] == '-' &&
	       !names_have(wide, word->text);
}

static bool is_directory_test(const struct fields *words, size_t at)
{
	return at && word_is(&words->items[at], "d") &&
	       word_is(&words->items[at - 1], "-type");
}

/* Of all below dir what the names say; without names, all. */
static void deleted_in(const struct seen *s, const struct field *dir)
{
	const struct fields *words = s->simple->words;
	bool named = false;
	unsigned n_names = 0;

	for (size_t i = 1; i + 1 < words->count; i++) {
		struct field name = words->items[i + 1];

		named = named || is_narrow(&words->items[i]) ||
			is_directory_test(words, i + 1);
		if (!word_is(&words->items[i], "-name") &&
			!word_is(&words->items[i], "-iname"))
			continue;
		if (n_names++ == MAX_NAMES) {
			named = false;
			break;
		}
		if (name.kind == FIELD_KNOWN)
			name.kind = FIELD_PATTERN;
		found_below(s, dir, &name);
	}
	if (!named)
		implies_tree(s->walk, s->simple, dir, true, "find -delete");
}

/* Where find starts: its operands before the first option, or ".". */
static void find_deletes(const struct seen *s)
{
	const struct fields *words = s->simple->words;
	struct field here = field_known(PC_STR("."));
	bool deletes = false;
	size_t n = 0;

	for (size_t i = 1; i < words->count; i++)
		deletes = deletes || word_is(&words->items[i], "-delete");
	for (size_t i = 1; deletes && i < words->count; i++, n++) {
		struct pc_str text = words->items[i].text;

		if (text.len && strchr("-(!", text.ptr[0]))
			break;
		if (!text.len) /* find refuses it */
			continue;
		deleted_in(s, &words->items[i]);
	}
	if (deletes && !n)
		deleted_in(s, &here);
}

/* find DIR -exec cat {} +: programs that show or copy all that is in a file; grep where
 * it looks for anything. */
static bool runs_reader(const struct fields *words, size_t at)
{
	static const char runs[] = "-exec -execdir -ok -okdir";
	static const char shows[] =
		"cat tac nl head tail less more bat cp base64 base32 xxd od hexdump "
		"strings "
		"rev curl scp rsync tar zip cpio dd openssl gpg install paste sort uniq";
	static const char any[] = ". .* ^ $ = [^]";
	struct pc_str program;

	if (!names_have(runs, words->items[at].text) || at + 1 >= words->count)
		return false;
	program = pc_path_base(words->items[at + 1].text);
	if (!names_have("grep egrep fgrep", program))
		return names_have(shows, program);
	for (size_t i = at + 2; i < words->count; i++) {
		struct pc_str text = words->items[i].text;

		/* With -q it says whether there is something, but not what. */
		if (text.len > 1 && text.ptr[0] == '-' && text.ptr[1] != '-' &&
			pc_str_find(text, 'q') < text.len)
			return false;
		if (!text.len || names_have(any, text))
			return true;
	}
	return false;
}

/* Without a test that leaves files out, that is all files below its directories. */
static void find_runs(const struct seen *s)
{
	const struct fields *words = s->simple->words;
	struct field here = field_known(PC_STR("."));
	bool runs = false;
	size_t first = 0;

	for (size_t i = 1; i < words->count && !runs; i++) {
		runs = runs_reader(words, i);
		if (!runs && (is_narrow(&words->items[i]) || is_directory_test(words, i)))
			return;
		if (!first && words->items[i].text.len &&
			strchr("-(!", words->items[i].text.ptr[0]))
			first = i;
	}
	if (!runs)
		return;
	if (first == 1)
		implies_tree(s->walk, s->simple, &here, false, "find -exec");
	for (size_t i = 1; i < first; i++)
		implies_tree(s->walk, s->simple, &words->items[i], false, "find -exec");
}

/* git log shows what was in a file only when asked for patches. */
static void log_patches(const struct seen *s)
{
	static const char shows[] = "-p -u --patch --cc -c --patch-with-stat --full-diff";
	const struct fields *words = s->simple->words;
	bool patches = false;

	for (size_t i = 1; i < words->count; i++)
		patches = patches || names_have(shows, words->items[i].text);
	for (size_t i = 2; patches && i < words->count; i++) {
		struct use use = {.role = 'R', .value = words->items[i]};

		if (use.value.text.len && use.value.text.ptr[0] != '-')
			revision(s, &use);
	}
}

/* cpio and pax read names from their input. */
static void archive_input(const struct seen *s)
{
	struct use use = {.role = 'l', .value = field_known(PC_STR("-"))};

	listed(s, &use);
}

static const struct way {
	const char *names; /* programs, and commands of git */
	void (*look)(const struct seen *s);
} ways[] = {
	{"cp mv ln link install ginstall rsync scp git:mv", into_directory},
	{"wget wget2", named_by_url},
	{"find gfind", find_deletes},
	{"find gfind", find_runs},
	{"git:log git:shortlog git:reflog", log_patches},
	{"cpio pax", archive_input},
};

static const struct known_table way_table = KNOWN_TABLE(ways);

static void own_ways(const struct seen *s)
{
	static const struct known_table *const tables[] = {&way_table};
	static struct known_tables known = KNOWN_IN(tables);
	struct pc_str name = simple_program(s->simple);
	const struct way *way = NULL;

	if (s->uses->sub.len)
		name = pc_arena_printf(s->arena, "%.*s:%.*s", PC_STR_ARG(name),
			PC_STR_ARG(s->uses->sub));
	while ((way = known_row(&known, name, way)) != NULL)
		way->look(s);
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
				read_file(s, &targets.items[i], "redirection");
			if (redirected[r->op] & WRITES)
				write_file(s, &targets.items[i], "redirection");
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
	if (simple->words && simple->words->count)
		own_ways(&s);
}
