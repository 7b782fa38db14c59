/* SPDX-License-Identifier: Apache-2.0 */
/* What a pipeline prints when names of files, or lines of files, go through it: the lines
 * are known but for those names.
 *
 *   find . -name '*.c' | sed 's/.*./mv & &.bak/' | sh      each line is  mv NAME NAME.bak
 *   find . -name '*.o' | xargs echo rm | sh                               rm NAME
 *   ls | sh          ls | sed 's/.*./& x/' | sh                           NAME x
 *
 * Such lines are run as a script in which a name is a word that nobody knows: an unknown
 * argument of a harmless command is harmless, an unknown command is not.  What is not
 * followed here to the byte has no lines, and is unknown.
 *
 * This file says whose output are names, who hands lines on, and what script lines are;
 * plain_edit.c is sed and perl -p, plain_awk.c awk, plain_made.c find and xargs.
 * That names are names, and no commands of somebody who made them up, is presumed, unless
 * the line itself makes files whose names are more than that (walk->odd_names). */
#include "plain_priv.h"
#include "roles.h"

static const char some_name[] = {PIECE};
const struct pc_str plain_piece = {some_name, 1};

bool plain_is_names(struct pc_str lines)
{
	for (size_t i = 0; i < lines.len; i++) {
		char c = lines.ptr[i];

		if (c != PIECE && c != '\n' && c != '-' && c != '_' && c != '.' &&
			c != '/' && !(c >= '0' && c <= '9') && !(c >= 'A' && c <= 'Z') &&
			!(c >= 'a' && c <= 'z'))
			return false;
	}
	return lines.len > 0;
}

/* ---- words ------------------------------------------------------------------ */

/* Names of options that leave each line a line, or a name a name, in their long form. */
static const char long_options[] =
	"--recursive --include --exclude --exclude-dir --files-with-matches "
	"--ignore-case "
	"--all --almost-all --reverse --unique --invert-match --extended-regexp "
	"--numeric-sort --lines --version-sort";

static bool long_option_fits(struct pc_str text)
{
	return names_have(long_options, pc_str_head(text, pc_str_find(text, '=')));
}

static bool has(const char *letters, char c)
{
	return letters && c && strchr(letters, c);
}

/* One cluster: false when a letter is in no list; *skips when its value is the next
 * word. */
static bool take_cluster(struct pc_str text, struct plain_options *options, bool *skips)
{
	for (size_t i = 1; i < text.len; i++) {
		char c = text.ptr[i];

		options->n_e += c == 'e';
		options->has_n |= c == 'n';
		options->has_p |= c == 'p';
		options->has_E |= c == 'E';
		options->has_r |= c == 'r' || c == 'R';
		if (has(options->valued, c) || has(options->more_valued, c)) {
			*skips = i + 1 == text.len;
			options->is_more |= !has(options->valued, c);
			return true;
		}
		if (!has(options->flags, c) && !has(options->more, c))
			return false;
		options->is_more |= !has(options->flags, c);
	}
	return true;
}

static size_t name_length(struct pc_str text)
{
	size_t n = 0;

	while (n < text.len &&
		(text.ptr[n] == '_' || (text.ptr[n] >= '0' && text.ptr[n] <= '9') ||
			(text.ptr[n] >= 'A' && text.ptr[n] <= 'Z') ||
			(text.ptr[n] >= 'a' && text.ptr[n] <= 'z')))
		n++;
	return n;
}

/* Unknown, but not of the line's own making: the variables in it come from elsewhere. */
static bool is_foreign(const struct scope *scope, struct pc_str text)
{
	if (pc_str_find(text, '`') < text.len ||
		pc_str_find_str(text, PC_STR("<(")) < text.len ||
		scope_find(scope, PC_STR("@")))
		return false;
	for (size_t at; (at = pc_str_find(text, '$')) < text.len;) {
		struct pc_str name = pc_str_from(text, at + 1);

		if (pc_str_starts(name, PC_STR("{")))
			name = pc_str_from(name, 1);
		name.len = name_length(name);
		if (!name.len || scope_find(scope, name))
			return false;
		text = pc_str_from(text, at + 1);
	}
	return true;
}

bool plain_words(const struct simple *simple)
{
	for (size_t i = 1; i < simple->words->count; i++) {
		const struct field *word = &simple->words->items[i];

		if (pc_str_find(word->text, PIECE) < word->text.len ||
			(word->kind == FIELD_UNKNOWN &&
				!is_foreign(simple->scope, word->text)))
			return false;
	}
	return true;
}

bool plain_operands(struct plain_options *options, const struct simple *simple)
{
	const struct fields *words = simple->words;
	bool over = false;

	for (size_t i = 1; i < words->count; i++) {
		struct pc_str text = words->items[i].text;
		bool is_unknown = words->items[i].kind == FIELD_UNKNOWN, skips = false;

		if (over || is_unknown || text.len < 2 || text.ptr[0] != '-') {
			/* It may be an option; then what comes in is what goes out. */
			if ((is_unknown && simple->reads_pipe) ||
				options->n == PC_COUNT(options->at))
				return false;
			options->at[options->n++] = i;
			continue;
		}
		if (pc_str_is(text, "--"))
			over = true;
		else if (text.ptr[1] == '-' ? !long_option_fits(text)
					    : !take_cluster(text, options, &skips))
			return false;
		i += skips;
	}
	return true;
}

/* A file of which nothing is known but that it is there. */
static bool is_plain_file(const struct walk *walk, const struct simple *simple, size_t at)
{
	struct pc_str text = simple->words->items[at].text;

	return !pc_str_is(text, "-") && !pc_str_starts(text, PC_STR("/dev/")) &&
	       !pc_str_starts(text, PC_STR("/proc/")) &&
	       !written_find(walk, simple->scope, text);
}

bool plain_input(struct pc_str *out, const struct walk *walk, const struct simple *simple,
	const size_t *files, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		if (!is_plain_file(walk, simple, files[i]))
			return false;
	}
	*out = n ? plain_piece : simple->lines;
	return out->len > 0;
}

/* ---- who prints names, who hands lines on ------------------------------------- */

/* keeps: options with which each line stays what it is; others: with which it becomes a
 * piece of itself, or of a name.  Each as letters, and letters that take a value. */
static const struct reader {
	const char *names, *keeps, *keeps_valued, *others, *others_valued;
	size_t patterns; /* operands before the files */
} readers[] = {
	{"cat tac", "u", "", "nbAETvset", "", 0},
	{"grep egrep fgrep zgrep", "EFGPivwxysqh", "em", "rRlLIHncbzaZ", "ABC", 1},
	{"sort", "rnuVfbdghMRsz", "kt", "", "", 0},
	{"uniq", "udiz", "fsw", "c", "", 0},
	{"head tail", "qrzfF0123456789", "n", "v", "c", 0},
	{"shuf", "r", "n", "", "", 0},
	{"cut", "", "", "sz", "dfcb", 0},
	{"md5sum sha1sum sha256sum sha512sum cksum", "", "", "bt", "", 0},
};

/* Their words say what they list, and are not printed themselves. */
static const char listers[] = "ls ps ipcs getent df du mount lsof who last locate";

static const struct reader *reader_named(struct pc_str program)
{
	for (size_t i = 0; i < PC_COUNT(readers); i++) {
		if (names_have(readers[i].names, program))
			return &readers[i];
	}
	return NULL;
}

static bool print_read(struct pc_str *out, struct walk *walk, const struct simple *simple)
{
	const struct reader *reader = reader_named(simple_program(simple));
	struct plain_options options = {.flags = reader->keeps,
		.valued = reader->keeps_valued,
		.more = reader->others,
		.more_valued = reader->others_valued};
	size_t patterns = reader->patterns;

	if (!plain_operands(&options, simple))
		return false;
	if (options.n_e)
		patterns = 0;
	if (options.n < patterns)
		return false;
	if (patterns && options.n == patterns && options.has_r && !simple->reads_pipe) {
		*out = plain_piece;
		return true;
	}
	if (!plain_input(out, walk, simple, options.at + patterns, options.n - patterns))
		return false;
	if (!options.is_more)
		return true;
	if (!plain_is_names(*out))
		return false;
	*out = plain_piece;
	return true;
}

/* A word that gives a format has more in it than a name. */
static bool print_list(struct pc_str *out, struct walk *walk, const struct simple *simple)
{
	(void)walk;
	for (size_t i = 1; i < simple->words->count; i++) {
		struct pc_str text = simple->words->items[i].text;

		for (size_t k = 0; k < text.len; k++) {
			if (strchr("=%;|&{", text.ptr[k]))
				return false;
		}
	}
	*out = plain_piece;
	return true;
}

static const char awks[] = "awk gawk nawk mawk";

bool plain_print(struct pc_str *out, struct walk *walk, const struct simple *simple)
{
	static const struct {
		const char *names;
		plain_printer *print;
	} printers[] = {
		{"find", plain_find},
		{"xargs", plain_xargs},
		{"sed gsed", plain_sed},
		{"perl", plain_perl},
		{"date", plain_date},
	};
	struct pc_str program = simple_program(simple);

	if (walk->odd_names || walk->remote ||
		simple->words->items[0].kind != FIELD_KNOWN)
		return false;
	/* Of awk's words none is printed but the program. */
	if (names_have(awks, program))
		return plain_awk(out, walk, simple);
	if (!plain_words(simple))
		return false;
	for (size_t i = 0; i < PC_COUNT(printers); i++) {
		if (names_have(printers[i].names, program))
			return printers[i].print(out, walk, simple);
	}
	if (reader_named(program))
		return print_read(out, walk, simple);
	return names_have(listers, program) && print_list(out, walk, simple);
}

/* ---- lines as a script ------------------------------------------------------- */

static const struct pc_str piece_word = {"${RANDOM}", 9};

/* One line, its pieces as unknown words: false where their quoting is not plain. */
static bool add_line(struct walk *walk, struct flow *out, struct pc_str line)
{
	char quote = 0;

	for (size_t i = 0; i < line.len; i++) {
		char c = line.ptr[i];

		if (c == PIECE) {
			if (i && line.ptr[i - 1] == '$')
				return false;
			flow_add(walk, out, quote == '\'' ? PC_STR("'\"") : PC_STR(""));
			flow_add(walk, out, piece_word);
			flow_add(walk, out, quote == '\'' ? PC_STR("\"'") : PC_STR(""));
			continue;
		}
		if (c == '\\' && quote != '\'') {
			if (i + 1 == line.len || line.ptr[i + 1] == PIECE)
				return false;
			flow_add(walk, out, pc_str_head(pc_str_from(line, i++), 2));
			continue;
		}
		if (quote ? c == quote : c == '\'' || c == '"')
			quote = quote ? 0 : c;
		flow_add(walk, out, (struct pc_str){&c, 1});
	}
	flow_add(walk, out, PC_STR("\n"));
	return !out->unknown;
}

/* Quotes inside of these are not those of the line. */
static bool is_nested(struct pc_str line)
{
	static const char *const marks[] = {
		"$(", "`", "<<", "${", "$'", "$\"", "<(", ">("};

	for (size_t i = 0; i < PC_COUNT(marks); i++) {
		if (pc_str_find_str(line, pc_str(marks[i])) < line.len)
			return true;
	}
	return false;
}

/* Each line must be whole by itself, for they come in any order and number. */
static bool is_whole(struct walk *walk, struct pc_str line)
{
	struct pc_sh_tree tree;

	pc_sh_parse(&tree, walk->arena, line);
	return tree.fault == PC_SH_FINE;
}

bool plain_script(struct pc_str *out, struct walk *walk, struct pc_str lines)
{
	struct flow script = {0};

	/* Names alone are commands, and nobody knows which. */
	if (!lines.len || lines.len > PC_MAX_PLAIN_LINES || plain_is_names(lines))
		return false;
	/* Twice: what one leaves behind meets the others. */
	for (int turn = 0; turn < 2; turn++) {
		struct pc_str rest = lines;

		while (rest.ptr) {
			struct pc_str line = pc_str_cut(&rest, '\n');
			size_t start = script.len;

			if (is_nested(line) || !add_line(walk, &script, line) ||
				(!turn && !is_whole(walk, pc_str_from(flow_text(&script),
								  start))))
				return false;
		}
	}
	*out = flow_text(&script);
	return true;
}

bool plain_run(struct walk *walk, struct scope *scope, const struct flow *flow)
{
	struct pc_str script, upstream = walk->upstream;

	if (!plain_script(&script, walk, flow->lines))
		return false;
	walk->upstream = flow->source;
	walk_script(walk, scope, script);
	walk->upstream = upstream;
	return true;
}

/* The one part that a word is, without quotes around it. */
static const struct pc_sh_part *only_part(const struct pc_sh_tree *tree)
{
	const struct pc_sh_node *node = tree->root ? tree->root->children : NULL;
	const struct pc_sh_part *part;

	if (tree->fault != PC_SH_FINE || !node || node->next ||
		node->kind != PC_SH_SIMPLE || !node->words || node->words->next)
		return NULL;
	part = node->words->parts;
	if (part && !part->next && part->kind == PC_SH_DOUBLE)
		part = part->parts;
	return part && !part->next ? part : NULL;
}

/* What a substitution prints. */
static struct flow output_of(struct walk *walk, const struct scope *scope,
	const struct pc_sh_part *part, struct pc_str text)
{
	struct pc_str before = walk->text;
	struct flow *output = walk->output, own = {0};
	struct scope inner = *scope;

	walk->text = part->kind == PC_SH_BACKTICK ? part->text : text;
	walk->output = &own;
	walk_node(walk, &inner, part->body);
	walk->output = output;
	walk->text = before;
	return own;
}

bool plain_run_word(struct walk *walk, struct scope *scope, const struct field *word)
{
	struct pc_sh_tree tree;
	const struct pc_sh_part *part;
	const struct variable *variable;
	struct flow output;
	struct pc_str ifs;

	if (word->kind != FIELD_UNKNOWN || !walk_step(walk))
		return false;
	pc_sh_parse(&tree, walk->arena, word->text);
	part = only_part(&tree);
	if (!part)
		return false;
	if (part->kind == PC_SH_PARAM) {
		variable = part->op.len ? NULL : scope_find(scope, part->name);
		return variable && variable->lines &&
		       scope_variable(&ifs, scope, PC_STR("IFS")) &&
		       pc_str_is(ifs, " \t\n") && plain_run(walk, scope, variable->lines);
	}
	if (!part->body || (part->kind != PC_SH_COMMAND && part->kind != PC_SH_BACKTICK))
		return false;
	output = output_of(walk, scope, part, tree.text);
	return plain_run(walk, scope, &output) || setup_prints(walk, scope, word->text);
}

void plain_note_file(struct walk *walk, const struct field *path)
{
	for (size_t i = 0; path->kind == FIELD_KNOWN && i < path->text.len; i++)
		walk->odd_names |=
			strchr(" \t\n;|&`$(){}<>\"'\\", path->text.ptr[i]) != NULL;
}
