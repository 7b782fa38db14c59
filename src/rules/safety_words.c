/* SPDX-License-Identifier: Apache-2.0 */
/* Words whose value the client can tell before the line runs, or is content not to know.
 * It reads a variable, a substitution or arithmetic only inside a string that says
 * something besides; everything else that is settled at run time makes it ask. */
#include "safety_priv.h"

static const char variable[] = "a variable cannot be checked before the line runs";
const char safety_variable_set[] = "the line sets the variable itself";
static const char nested[] = "a nested command cannot be checked before the line runs";
static const char quoted[] = "quoted text is known only when the line runs";
static const char braces[] = "braces may expand to several words";

/* Variables that the shell sets itself; the client lets them stand inside a string. */
static const char shell_variables[] = " BASHPID BASH_VERSION EUID HOSTNAME IFS LINENO "
				      "LOGNAME OLDPWD PATH PPID PWD RANDOM"
				      " SECONDS SHELL TMPDIR UID USER ? $ # - ";

/* Names that change how later commands are found or read. */
static const char risky_names[] =
	" ARGV0 BASH_ENV CDPATH ENV FPATH HISTCHARS HISTFILE HOME IFS LANG NULLCMD "
	"OLDPWD PATH"
	" PROMPT_COMMAND PS0 PS1 PS2 PS3 PS4 PWD READNULLCMD SHELL SHELLOPTS BASHOPTS "
	"GLOBIGNORE"
	" TMPDIR TMPPREFIX"
	" USER LOGNAME HOSTNAME UID EUID PPID RANDOM SECONDS LINENO BASHPID BASH_VERSION"
	" USERNAME GID EGID OPTIND OPTARG MAILCHECK MAILPATH MANPATH MODULE_PATH ZDOTDIR"
	" cdpath fignore fpath histchars mailpath manpath module_path path psvar status "
	"watch"
	" argv prompt signals pipestatus funcstack options commands functions aliases"
	" parameters KEYTIMEOUT LISTMAX LOGCHECK SAVEHIST HISTSIZE DIRSTACKSIZE ERRNO "
	"TTYIDLE"
	" TRY_BLOCK_ERROR SHLVL COLUMNS LINES BAUD FUNCNEST ";
static const char *const risky_prefixes[] = {"LD_", "DYLD_", "LC_", "BASH_FUNC_"};

bool safety_in_list(const char *list, struct pc_str word)
{
	if (word.len == 0 || memchr(word.ptr, ' ', word.len))
		return false;
	while (*list == ' ' && list[1]) {
		size_t len = 0;

		for (list++; list[len] != ' '; len++)
			;
		if (len == word.len && memcmp(list, word.ptr, len) == 0)
			return true;
		list += len;
	}
	return false;
}

static struct pc_str part_source(
	const struct safety_text *text, const struct pc_sh_part *part)
{
	return (struct pc_str){
		text->source.ptr + part->span.start, part->span.end - part->span.start};
}

static bool has_brace(const struct safety_text *text, const struct pc_sh_part *part)
{
	return pc_str_starts(part_source(text, part), PC_STR("${"));
}

/* X=a; foo $X: the value is there to be read. */
static bool sets(const struct bash_call *call, struct pc_str name)
{
	for (size_t i = 0; i < call->commands.count; i++) {
		const struct pc_sh_node *node = call->commands.items[i].node;

		if (node->kind == PC_SH_SIMPLE && !node->words && node->assigns &&
			pc_str_eq(node->assigns->name, name))
			return true;
	}
	return false;
}

static bool is_home(const struct pc_sh_part *part)
{
	return pc_str_is(part->name, "HOME");
}

static const char *check_arithmetic(
	const struct safety_text *text, const struct pc_sh_part *part)
{
	static const char fine[] = "0123456789+-*/%()<>=!&|^~?:, \t";

	if (part->parts || !pc_str_starts(part_source(text, part), PC_STR("$((")))
		return "arithmetic is known only when the line runs";
	for (size_t i = 0; i < part->text.len; i++) {
		if (!memchr(fine, part->text.ptr[i], sizeof(fine) - 1))
			return "arithmetic is known only when the line runs";
	}
	return NULL;
}

/* A comment sign at the start of a line inside a word hides what follows from people. */
static const char *check_lines(struct pc_str text)
{
	size_t at = pc_str_find(text, '\n');

	while (at < text.len) {
		while (at < text.len && memchr(" \t\n", text.ptr[at], 3))
			at++;
		if (at < text.len && text.ptr[at] == '#')
			return "a line inside quotes begins with #";
		at += pc_str_find(pc_str_from(text, at), '\n');
	}
	return NULL;
}

/* $(cat <<'EOF' ...): a literal text in the client's eyes. */
static bool is_cat_heredoc(const struct pc_sh_part *part)
{
	const struct pc_sh_node *node = part->body ? part->body->children : NULL;

	return part->kind == PC_SH_COMMAND && node && !node->next &&
	       node->kind == PC_SH_SIMPLE && node->n_words == 1 && !node->assigns &&
	       node->redirs && !node->redirs->next &&
	       node->redirs->op == PC_SH_REDIR_HEREDOC && node->redirs->quoted &&
	       pc_sh_word_is(node->words, "cat");
}

struct string_state {
	size_t literal; /* bytes that are there whatever happens */
	bool blank;     /* all of them white space */
	bool dynamic;
};

static void add_literal(struct string_state *state, struct pc_str text)
{
	state->literal += text.len;
	if (pc_str_trim(text).len > 0)
		state->blank = false;
}

static const char *check_string_part(const struct safety_text *text,
	const struct pc_sh_part *part, struct string_state *state)
{
	switch (part->kind) {
	case PC_SH_LITERAL:
	case PC_SH_ESCAPED:
		add_literal(state, part_source(text, part));
		return check_lines(part->text);
	case PC_SH_PARAM:
		if (part->op.len > 0 || has_brace(text, part))
			return variable;
		if (is_home(part)) {
			add_literal(state, PC_STR("~/"));
			return NULL;
		}
		if (sets(text->call, part->name))
			return safety_variable_set;
		state->dynamic = true;
		return safety_in_list(shell_variables, part->name) ? NULL : variable;
	case PC_SH_COMMAND:
	case PC_SH_BACKTICK:
		state->dynamic = true;
		return safety_substitution(text, part);
	case PC_SH_ARITH:
		state->dynamic = true;
		return check_arithmetic(text, part);
	default:
		return quoted;
	}
}

static const char *check_string(
	const struct safety_text *text, const struct pc_sh_part *string, bool *dynamic)
{
	struct string_state state = {.blank = true};
	const struct pc_sh_part *part = string->parts;
	const char *why;

	if (part && !part->next && is_cat_heredoc(part))
		return safety_substitution(text, part);
	for (; part; part = part->next) {
		why = check_string_part(text, part, &state);
		if (why)
			return why;
	}
	*dynamic |= state.dynamic;
	if (state.dynamic && (state.literal < 2 || state.blank))
		return quoted;
	return NULL;
}

struct word_state {
	const struct pc_sh_word *word;
	enum safety_place place;
	bool dynamic;
	bool opens, comma, quote; /* an unquoted {, a comma or dots, any quotes */
	unsigned escaped_braces;
};

static void note_braces(struct word_state *state, struct pc_str literal)
{
	if (pc_str_find(literal, '{') < literal.len)
		state->opens = true;
	if (pc_str_find(literal, ',') < literal.len ||
		pc_str_find_str(literal, PC_STR("..")) < literal.len)
		state->comma = true;
}

/* The whole value of NAME=$(...) behind export and its like. */
static bool is_declared_value(
	const struct pc_sh_part *part, const struct word_state *state)
{
	const struct pc_sh_part *name = state->word->parts;

	return state->place == SAFETY_IN_DECLARATION && name->kind == PC_SH_LITERAL &&
	       pc_str_ends(name->text, PC_STR("=")) && name->next == part && !part->next;
}

static const char *check_substitution(const struct safety_text *text,
	const struct pc_sh_part *part, const struct word_state *state)
{
	bool alone = state->word->parts == part && !part->next;
	bool here = state->place == SAFETY_IN_ASSIGNMENT || state->place == SAFETY_IN_FOR;

	if ((alone && here) || is_declared_value(part, state))
		return safety_substitution(text, part);
	return nested;
}

static const char *check_param(
	const struct safety_text *text, const struct pc_sh_part *part)
{
	if (part->op.len > 0 || has_brace(text, part))
		return variable;
	if (is_home(part))
		return NULL;
	return sets(text->call, part->name) ? safety_variable_set : variable;
}

static const char *check_escaped(const struct pc_sh_part *part, struct word_state *state)
{
	if (part->text.len == 1 && memchr("{}", part->text.ptr[0], 2))
		state->escaped_braces++;
	return NULL;
}

static const char *check_part(const struct safety_text *text,
	const struct pc_sh_part *part, struct word_state *state)
{
	switch (part->kind) {
	case PC_SH_LITERAL:
		note_braces(state, part->text);
		return pc_str_find(part->text, '$') < part->text.len ? quoted : NULL;
	case PC_SH_ESCAPED:
		return check_escaped(part, state);
	case PC_SH_SINGLE:
		state->quote = true;
		return check_lines(part->text);
	case PC_SH_DOUBLE:
		state->quote = true;
		return check_string(text, part, &state->dynamic);
	case PC_SH_PARAM:
		return check_param(text, part);
	case PC_SH_COMMAND:
	case PC_SH_BACKTICK:
		return check_substitution(text, part, state);
	case PC_SH_ARITH:
		return check_arithmetic(text, part);
	case PC_SH_TILDE:
		return state->place == SAFETY_IN_ASSIGNMENT
			       ? "a tilde expands when the variable is set"
			       : NULL;
	case PC_SH_GLOB:
		return NULL;
	case PC_SH_PROC_IN:
	case PC_SH_PROC_OUT:
		return "a command used as a file cannot be checked before the line runs";
	case PC_SH_ANSI:
	case PC_SH_LOCALE:
		return "text with escape codes cannot be checked before the line runs";
	case PC_SH_ARRAY:
		return "a list of values cannot be checked before the line runs";
	case PC_SH_BRACE:
	case PC_SH_EXTGLOB:
		return braces;
	}
	return quoted;
}

/* ~ behind a colon of a value expands as well. */
static bool tilde_inside(const struct pc_sh_word *word)
{
	for (const struct pc_sh_part *part = word->parts; part; part = part->next) {
		if (part->kind == PC_SH_LITERAL &&
			pc_str_find(part->text, '~') < part->text.len)
			return true;
	}
	return false;
}

const char *safety_word(const struct safety_text *text, const struct pc_sh_word *word,
	enum safety_place place)
{
	struct word_state state = {.word = word, .place = place};
	const char *why;

	for (const struct pc_sh_part *part = word->parts; part; part = part->next) {
		why = check_part(text, part, &state);
		if (why)
			return why;
	}
	if (state.opens && (state.comma || state.quote))
		return braces;
	if (state.escaped_braces > 1)
		return braces;
	if (place == SAFETY_IN_ASSIGNMENT && tilde_inside(word))
		return "a tilde expands when the variable is set";
	if (state.dynamic && pc_str_starts(word->text, PC_STR("\"-")))
		return "an option is known only when the line runs";
	if (state.dynamic && pc_str_starts(word->text, PC_STR("-")))
		return "an option is known only when the line runs";
	return NULL;
}

static bool risky_name(struct pc_str name)
{
	for (size_t i = 0; i < PC_COUNT(risky_prefixes); i++) {
		if (pc_str_starts(name, pc_str(risky_prefixes[i])))
			return true;
	}
	return safety_in_list(risky_names, name);
}

const char *safety_assigns(const struct safety_text *text, const struct pc_sh_node *node)
{
	const char *why;

	if (!node->words && node->assigns && node->assigns->next)
		return "variable assignments cannot be checked before the line runs";
	for (const struct pc_sh_assign *a = node->assigns; a; a = a->next) {
		if (a->index.len > 0 || a->index_parts)
			return "an index is known only when the line runs";
		if (!node->words && risky_name(a->name))
			return "the variable changes how later commands are found or "
			       "read";
		why = safety_word(text, &a->value, SAFETY_IN_ASSIGNMENT);
		if (why)
			return why;
	}
	return NULL;
}

static bool all_digits(struct pc_str s)
{
	for (size_t i = 0; i < s.len; i++) {
		if (s.ptr[i] < '0' || s.ptr[i] > '9')
			return false;
	}
	return s.len > 0;
}

static const char *check_heredoc(
	const struct safety_text *text, const struct pc_sh_redir *redir)
{
	size_t at = redir->span.end;

	if (!redir->quoted)
		return "a here-document without a quoted delimiter expands";
	while (at < text->source.len && memchr(" \t", text->source.ptr[at], 2))
		at++;
	if (at < text->source.len && text->source.ptr[at] != '\n')
		return "text behind the start of a here-document cannot be checked";
	return NULL;
}

static const char *check_redir(
	const struct safety_text *text, const struct pc_sh_redir *redir)
{
	if (redir->var.len > 0)
		return "a redirection sets a variable";
	switch (redir->op) {
	case PC_SH_REDIR_RW:
		return "a file is opened for reading and writing";
	case PC_SH_REDIR_HEREDOC:
		return check_heredoc(text, redir);
	case PC_SH_REDIR_DUP_IN:
	case PC_SH_REDIR_DUP_OUT:
		return all_digits(redir->target.text) ? NULL
						      : "a file descriptor is closed";
	default:
		return safety_word(text, &redir->target, SAFETY_IN_REDIRECTION);
	}
}

/* The client loses sight of words that stand behind a redirection. */
static bool word_behind(const struct pc_sh_node *node, const struct pc_sh_redir *redir)
{
	if (!node->words || redir->span.start < node->words->span.start)
		return false;
	for (const struct pc_sh_word *word = node->words; word; word = word->next) {
		if (word->span.start > redir->span.start)
			return true;
	}
	return false;
}

const char *safety_redirs(const struct safety_text *text, const struct pc_sh_node *node)
{
	const char *why;

	for (const struct pc_sh_redir *r = node->redirs; r; r = r->next) {
		why = check_redir(text, r);
		if (why)
			return why;
		if (word_behind(node, r))
			return "words stand behind a redirection";
	}
	return NULL;
}
