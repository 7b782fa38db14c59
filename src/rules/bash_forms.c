/* SPDX-License-Identifier: Apache-2.0 */
/* The texts of a command that rules are compared with.  A rule is a text itself, so the
 * question is which spellings of a command it means: as written, without redirections,
 * without assignments and wrappers in front; for deny and ask rules also with all quotes
 * removed, without the directory of the program, and what sudo, env and the like start.
 */
#include "bash_priv.h"
#include "pc/base/fs.h"

/* ---- the list ------------------------------------------------------------- */

/* Among the last ones: a text that stands twice is only compared twice. */
static bool is_known(const struct bash_texts *texts, struct pc_str text)
{
	enum { LAST = 64 };
	size_t from = texts->count > LAST ? texts->count - LAST : 0;

	for (size_t i = from > texts->from ? from : texts->from; i < texts->count; i++) {
		if (pc_str_eq(texts->items[i].raw, text))
			return true;
	}
	return false;
}

static void grow(struct bash_texts *texts)
{
	struct bash_text *items;

	texts->room = texts->room ? texts->room * 2 : 16;
	items = pc_arena_new_array(texts->arena, struct bash_text, texts->room);
	if (texts->count)
		memcpy(items, texts->items, texts->count * sizeof(*items));
	texts->items = items;
}

static bool has_quotes(struct pc_str text)
{
	return pc_str_find(text, '"') < text.len || pc_str_find(text, '\'') < text.len;
}

/* No quotes and no backslashes. */
static bool is_plain(struct pc_str text)
{
	return !has_quotes(text) && pc_str_find(text, '\\') == text.len;
}

static bool has_continuation(struct pc_str text)
{
	return pc_str_find_str(text, PC_STR("\\\n")) < text.len;
}

/* A backslash-newline is a blank to rules, wherever it stands. */
static struct pc_str join_lines(struct pc_arena *arena, struct pc_str text)
{
	char *to;
	size_t len = 0;

	if (!has_continuation(text))
		return text;
	to = pc_arena_bytes(arena, text.len);
	for (size_t i = 0; i < text.len; i++) {
		if (text.ptr[i] != '\\' || i + 1 == text.len || text.ptr[i + 1] != '\n') {
			to[len++] = text.ptr[i];
			continue;
		}
		while (len && (to[len - 1] == ' ' || to[len - 1] == '\t'))
			len--;
		for (i++; i + 1 < text.len &&
			  (text.ptr[i + 1] == ' ' || text.ptr[i + 1] == '\t');)
			i++;
		to[len++] = ' ';
	}
	return (struct pc_str){to, len};
}

/* A word that goes on in the next line is one that the client does not trust. */
static bool splits_word(struct pc_str text)
{
	struct pc_str rest = text;
	size_t at;

	while ((at = pc_str_find_str(rest, PC_STR("\\\n"))) < rest.len) {
		if (at > 0 && rest.ptr[at - 1] != ' ' && rest.ptr[at - 1] != '\t')
			return true;
		rest = pc_str_from(rest, at + 2);
	}
	return false;
}

static bool is_starry(struct pc_str text)
{
	for (size_t i = 0; i < text.len && text.ptr[i] != ' '; i++) {
		if (text.ptr[i] == '*')
			return true;
	}
	return false;
}

static void push_one(struct bash_texts *texts, struct pc_str text, bool whole)
{
	if (text.len == 0 || is_known(texts, text))
		return;
	if (texts->count == texts->room)
		grow(texts);
	texts->items[texts->count++] = (struct bash_text){
		.raw = text,
		.group = texts->from,
		.flat = bash_flatten(texts->arena, text, whole),
		.whole = whole,
		.loose = texts->strict && is_plain(text),
		.starry = !texts->strict && is_starry(text),
	};
}

void bash_texts_push(struct bash_texts *texts, struct pc_str text, bool whole)
{
	struct pc_str joined;

	text = pc_str_trim(text);
	if (!texts->continued) {
		push_one(texts, text, whole);
		return;
	}
	joined = join_lines(texts->arena, text);
	if (joined.len == text.len || whole || texts->doubt)
		push_one(texts, text, whole);
	if (joined.len != text.len && !has_quotes(text) &&
		(texts->strict || !splits_word(text)))
		push_one(texts, pc_str_trim(joined), whole);
}

static bool is_same(struct pc_str a, struct pc_str b)
{
	return a.ptr == b.ptr && a.len == b.len;
}

/* Pushes what is left of a text when something was taken off. */
static struct pc_str less(
	struct bash_texts *texts, struct pc_str before, struct pc_str text)
{
	if (!is_same(before, text))
		bash_texts_push(texts, text, false);
	return text;
}

void bash_texts_add(struct bash_texts *texts, struct pc_str text)
{
	struct pc_arena *arena = texts->arena;
	size_t len;

	text = pc_str_trim(text);
	bash_texts_push(texts, text, false);
	do {
		len = text.len;
		text = less(texts, text, bash_wrap_unquote(arena, text));
		text = less(texts, text, bash_wrap_assigns(text, texts->strict));
		text = less(texts, text, bash_wrap_unquote(arena, text));
		text = less(texts, text, bash_wrap_text(arena, text, texts->strict));
	} while (texts->strict && text.len < len);
}

/* ---- source text without redirections ------------------------------------- */

static struct pc_str source(
	const struct pc_sh_command *command, uint32_t from, uint32_t to)
{
	return pc_sh_text(command->tree, (struct pc_sh_span){from, to});
}

/* Here-strings are part of a command's text, other redirections are not. */
static bool is_cut(const struct pc_sh_redir *redir)
{
	return redir->op != PC_SH_REDIR_STRING;
}

static struct pc_str without_redirs(struct pc_arena *arena,
	const struct pc_sh_command *command, struct pc_sh_span span)
{
	const struct pc_sh_redir *redir = command->node->redirs;
	struct pc_str text = {0};
	char *to;

	while (redir && (redir->span.end <= span.start || !is_cut(redir)))
		redir = redir->next;
	if (!redir || redir->span.start >= span.end)
		return pc_sh_text(command->tree, span);
	to = pc_arena_bytes(arena, span.end - span.start);
	for (uint32_t at = span.start; at < span.end;) {
		uint32_t stop = redir ? redir->span.start : span.end;
		struct pc_str piece;

		stop = stop < span.end ? stop : span.end;
		piece = source(command, at, stop > at ? stop : at);
		if (piece.len)
			memcpy(to + text.len, piece.ptr, piece.len);
		text.len += piece.len;
		at = redir ? redir->span.end : span.end;
		do {
			redir = redir ? redir->next : NULL;
		} while (redir && !is_cut(redir));
	}
	text.ptr = to;
	return text;
}

/* From the first assignment or word to the last word or here-string. */
static struct pc_sh_span text_span(const struct pc_sh_command *command)
{
	uint32_t start = (uint32_t)(command->text.ptr - command->tree->text.ptr);
	struct pc_sh_span span = {start, start + (uint32_t)command->text.len};

	for (const struct pc_sh_redir *redir = command->node->redirs; redir;
		redir = redir->next) {
		if (!is_cut(redir) && redir->span.end > span.end)
			span.end = redir->span.end;
	}
	return span;
}

/* ---- deny and ask: words as values ---------------------------------------- */

/* Words looked at one by one; the text as it is written has all of them. */
enum { MAX_WORDS = 1024 };

enum fate {
	KEEP, /* the word is its value */
	DROP, /* it leaves no trace */
	CUT,  /* neither it nor what follows */
};

/* What becomes of a word that is nothing but an expansion. */
static enum fate fate_of(const struct pc_sh_arg *arg)
{
	const struct pc_sh_part *part = arg->word->parts;

	if (!part || part->next)
		return KEEP;
	switch (part->kind) {
	case PC_SH_PARAM:
	case PC_SH_ANSI:
	case PC_SH_ARITH:
		return DROP;
	case PC_SH_COMMAND:
	case PC_SH_BACKTICK:
	case PC_SH_PROC_IN:
	case PC_SH_PROC_OUT:
		return CUT;
	default:
		return KEEP;
	}
}

/* The keyword time is a program to rules. */
static void put_timed(struct bash_args *args, const struct pc_sh_command *command)
{
	if (!(command->within & PC_SH_IS_TIMED))
		return;
	args->items[args->count++] = PC_STR("time");
	if (command->node->time_posix)
		args->items[args->count++] = PC_STR("-p");
}

static size_t words_of(const struct pc_sh_command *command)
{
	return command->n_args < MAX_WORDS ? command->n_args : MAX_WORDS;
}

static void fill_args(struct bash_args *args, struct pc_arena *arena,
	const struct pc_sh_command *command, const struct bash_vars *vars)
{
	size_t n = words_of(command);

	args->items = pc_arena_new_array(arena, struct pc_str, n + 2);
	put_timed(args, command);
	for (size_t i = 0; i < n; i++) {
		const struct pc_sh_arg *arg = &command->args[i];
		struct pc_str value = arg->value, set;
		enum fate fate = arg->word->has ? fate_of(arg) : KEEP;

		if (!arg->known && vars->count &&
			!(command->within & PC_SH_IS_PIPED_FROM) &&
			bash_vars_value(vars, arena, arg->word, &set)) {
			args->items[args->count++] = set;
			continue;
		}
		if (fate == CUT && i > 0)
			return;
		if (fate == DROP && i > 0)
			continue;
		if (fate != KEEP || (arg->word->has && bash_holds_ansi(arg->word)))
			value = arg->word->text;
		args->items[args->count++] = value;
	}
}

static void fill_raw(struct bash_args *args, struct pc_arena *arena,
	const struct pc_sh_command *command)
{
	size_t n = words_of(command);

	args->items = pc_arena_new_array(arena, struct pc_str, n + 2);
	put_timed(args, command);
	for (size_t i = 0; i < n; i++)
		args->items[args->count++] = command->args[i].word->text;
}

static struct pc_str join(struct pc_arena *arena, struct pc_str program,
	const struct bash_args *args, size_t from)
{
	size_t size = program.len, len = program.len;
	char *to;

	for (size_t i = from + 1; i < args->count; i++)
		size += args->items[i].len + 1;
	to = pc_arena_bytes(arena, size + 1);
	if (len)
		memcpy(to, program.ptr, len);
	for (size_t i = from + 1; i < args->count; i++) {
		to[len++] = ' ';
		if (args->items[i].len)
			memcpy(to + len, args->items[i].ptr, args->items[i].len);
		len += args->items[i].len;
	}
	return (struct pc_str){to, len};
}

static void add_args(struct bash_texts *texts, const struct bash_args *args, size_t from)
{
	struct pc_str program = args->items[from], base = pc_path_base(program);

	bash_texts_add(texts, join(texts->arena, program, args, from));
	if (base.len && base.len < program.len)
		bash_texts_add(texts, join(texts->arena, base, args, from));
}

static void add_started(struct bash_texts *texts, const struct bash_args *args);

/* The text behind "script -c", cut at blanks. */
static void add_script(struct bash_texts *texts, struct pc_str script)
{
	struct pc_str rest = pc_str_trim(bash_flatten(texts->arena, script, true));
	struct bash_args args = {
		pc_arena_new_array(texts->arena, struct pc_str, MAX_WORDS), 0};

	bash_texts_add(texts, script);
	while (rest.ptr && rest.len && args.count < MAX_WORDS) {
		args.items[args.count++] =
			bash_wrap_unquote(texts->arena, pc_str_cut(&rest, ' '));
	}
	if (args.count && args.count < script.len)
		add_started(texts, &args);
}

static void add_started(struct bash_texts *texts, const struct bash_args *args)
{
	struct bash_starts starts;

	bash_wrap_args(&starts, args);
	for (size_t i = 0; i < starts.count; i++) {
		if (starts.at[i] < args->count)
			add_args(texts, args, starts.at[i]);
	}
	if (starts.script.len)
		add_script(texts, starts.script);
}

/* ---- one command ---------------------------------------------------------- */

/* do''x, fi''x: the client takes the keyword for one and stumbles; rules see the two
 * halves. */
static struct pc_str stumble(const struct pc_sh_command *command)
{
	static const char *const closing[] = {
		"do", "done", "fi", "then", "for", "esac", "select", "else", "elif"};
	const struct pc_sh_part *part = command->n_args && !command->node->assigns
						? command->args[0].word->parts
						: NULL;

	if (!part || part->kind != PC_SH_LITERAL || !part->next ||
		(command->within & PC_SH_IS_TIMED))
		return (struct pc_str){0};
	if (command->n_args == 1 && command->text.len == command->tree->text.len)
		return (struct pc_str){0};
	if (part->next->kind != PC_SH_SINGLE && part->next->kind != PC_SH_DOUBLE)
		return (struct pc_str){0};
	for (size_t i = 0; i < PC_COUNT(closing); i++) {
		if (pc_str_is(part->text, closing[i]))
			return part->text;
	}
	return (struct pc_str){0};
}

static void add_stumble(
	struct bash_texts *texts, struct pc_str text, struct pc_str keyword)
{
	struct pc_str rest = pc_str_from(text, keyword.len);

	bash_texts_push(texts,
		pc_arena_printf(
			texts->arena, "%.*s %.*s", PC_STR_ARG(keyword), PC_STR_ARG(rest)),
		false);
}

/* The command as it is written; the keyword time before it is part of that. */
static struct pc_str written(const struct bash_texts *texts,
	const struct pc_sh_command *command, struct pc_sh_span span)
{
	struct pc_str text = without_redirs(texts->arena, command, span);

	if (!(command->within & PC_SH_IS_TIMED))
		return text;
	return pc_arena_printf(texts->arena, "time %s%.*s",
		command->node->time_posix ? "-p " : "", PC_STR_ARG(text));
}

/* As written from the first assignment or word on; redirections before it count. */
static struct pc_str written_whole(
	const struct bash_texts *texts, const struct pc_sh_command *command)
{
	const struct pc_sh_redir *redirs = command->node->redirs;
	struct pc_sh_span span = text_span(command);

	if (redirs && redirs->span.start < span.start)
		return source(command, redirs->span.start, span.end);
	return written(texts, command, span);
}

static void add_strict(struct bash_texts *texts, const struct pc_sh_command *command,
	const struct bash_vars *vars)
{
	struct pc_sh_span span = text_span(command);
	struct pc_str keyword = stumble(command);
	struct bash_args args = {0};

	if (keyword.len) {
		add_stumble(texts, command->text, keyword);
		texts->stumbled = true;
		return;
	}
	bash_texts_add(texts, written_whole(texts, command));
	if (command->node->assigns) {
		span.start = command->args[0].word->span.start;
		bash_texts_add(texts, written(texts, command, span));
	}
	fill_args(&args, texts->arena, command, vars);
	add_args(texts, &args, 0);
	add_started(texts, &args);
	if (texts->doubt && !(texts->continued && has_continuation(command->text))) {
		args = (struct bash_args){0};
		fill_raw(&args, texts->arena, command);
		add_started(texts, &args);
	}
}

/* "coproc rm x" is a program coproc to the client; "coproc (rm x)" is not. */
static bool is_hidden(const struct pc_sh_command *command)
{
	return (command->within & PC_SH_IN_COPROC) &&
	       !(command->within & (PC_SH_IN_SUBSHELL | PC_SH_IN_SUBST | PC_SH_IN_PROC));
}

void bash_texts_of_line(struct bash_texts *texts, const struct bash_call *call)
{
	struct bash_line line;
	struct bash_vars vars;

	bash_vars_find(&vars, call);
	bash_line_scan(&line, call);
	texts->doubt = bash_is_doubtful(call, &line, vars.all_known);
	for (size_t i = 0; i < call->commands.count; i++) {
		const struct pc_sh_command *command = &call->commands.items[i];

		texts->from = texts->count;
		if (command->node->kind != PC_SH_SIMPLE)
			bash_texts_push(texts, command->text, false);
		else if (command->n_args && !is_hidden(command))
			add_strict(texts, command, &vars);
		else if (!vars.all_known && command->node->assigns)
			bash_texts_push(texts, command->text, false);
	}
	texts->of_commands = texts->count;
	bash_line_texts(texts, &line, call);
}

/* Just "time" stands before the command, once: no -p, no --. */
static bool is_timed_plainly(const struct pc_sh_command *command)
{
	size_t at = (size_t)(command->text.ptr - command->tree->text.ptr);
	struct pc_str before = pc_str_trim(pc_str_head(command->tree->text, at));
	struct pc_str time = PC_STR("time");

	if (!pc_str_ends(before, time))
		return false;
	before = pc_str_trim(pc_str_head(before, before.len - time.len));
	return !pc_str_ends(before, time);
}

void bash_texts_of_command(struct bash_texts *texts, const struct pc_sh_command *command)
{
	struct pc_str text;

	if (command->node->kind != PC_SH_SIMPLE) {
		bash_texts_push(texts, command->text, false);
		return;
	}
	if (!command->n_args)
		return;
	text = written_whole(texts, command);
	if ((command->within & PC_SH_IS_TIMED) && !is_timed_plainly(command))
		bash_texts_push(texts, text, false);
	else
		bash_texts_add(texts, text);
}
