/* SPDX-License-Identifier: Apache-2.0 */
/* Deny and ask rules that spell out arguments: the same command, its options in another
 * order or by another name, is another text, and texts are what the client compares.
 * Every spelling below does the same to the program; the policy says whether it is
 * stopped too. */
#include "lint_priv.h"

/* ---- what is known of programs -------------------------------------------- */

struct program {
	const char *words; /* "git push": what stands before the arguments */
	const char
		*letters;  /* options that take no value and may be written as one word */
	const char *names; /* "f=force": one letter and the long name of the same */
	const char *silent; /* an option that changes nothing that matters */
	bool is_lax;        /* options may stand behind operands */
};

static const struct program programs[] = {
	{"rm", "rfviRd", "r=recursive f=force R=recursive", "-v", true},
	{"rmdir", "pv", "p=parents", "-v", true},
	{"cp", "rRfavp", "r=recursive R=recursive f=force a=archive", "-v", true},
	{"mv", "fvn", "f=force", "-v", true},
	{"ln", "sfv", "s=symbolic f=force", "-v", true},
	{"chmod", "Rvf", "R=recursive", "-v", true},
	{"chown", "Rvf", "R=recursive", "-v", true},
	{"curl", "sSLkfIv",
		"X=request d=data o=output T=upload-file k=insecure L=location F=form "
		"H=header u=user x=proxy",
		"-s", true},
	{"wget", "qcN", "O=output-document", "-q", true},
	{"ssh", "qvTt", "", "-q", false},
	{"scp", "rpqv", "", "-q", true},
	{"rsync", "avrz", "a=archive r=recursive", "-v", true},
	{"psql", "q", "c=command f=file d=dbname h=host U=username", "-q", true},
	{"mysql", "", "e=execute h=host u=user", "-s", true},
	{"base64", "", "d=decode w=wrap i=ignore-garbage", "-w0", true},
	{"sed", "nEr", "i=in-place e=expression n=quiet", "-u", true},
	{"dd", "", "", "status=none", true},
	{"chgrp", "Rvf", "R=recursive", "-v", true},
	{"git push", "fqvn", "f=force d=delete u=set-upstream", "-q", true},
	{"git reset", "q", "", "-q", true},
	{"git clean", "fdxXqn", "f=force", "-q", true},
	{"git commit", "anqsv", "a=all m=message n=no-verify", "-q", true},
	{"git checkout", "fq", "f=force", "-q", true},
	{"git branch", "qfv", "d=delete f=force", "-q", true},
	{"git rebase", "qiv", "i=interactive", "-q", true},
	{"git stash", "", "", "", false},
	{"git config", "", "", "", true},
	{"docker run", "itd", "v=volume e=env p=publish u=user", "-t", false},
	{"docker exec", "itd", "u=user e=env", "-t", false},
	{"kubectl delete", "", "f=filename n=namespace l=selector", "--wait", true},
	{"kubectl apply", "", "f=filename n=namespace", "--wait", true},
	{"npm publish", "", "", "--silent", true},
	{"npm install", "", "g=global", "--silent", true},
	{"pip install", "q", "r=requirement e=editable", "-q", true},
	{"terraform apply", "", "", "-no-color", false},
	{"terraform destroy", "", "", "-no-color", false},
};

/* Long options that take a value, whatever the program. */
static const char *const valued[] = {"--target", "--env", "--environment", "--profile",
	"--region", "--namespace", "--context", "--project", "--host", "--user",
	"--database", "--file", "--config", "--output", "--stage", "--workspace"};

/* ---- a rule as words ------------------------------------------------------ */

static bool is_plain(struct pc_str word)
{
	for (size_t i = 0; i < word.len; i++) {
		char c = word.ptr[i];

		if (!((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
			    (c >= '0' && c <= '9') || (c && strchr("._-/~@+,=:%*", c))))
			return false;
	}
	return word.len > 0;
}

/* The word with something for its stars, so that it names a thing. */
static struct pc_str filled(struct lint *lint, struct pc_str word)
{
	bool is_option = pc_str_starts(word, PC_STR("-"));
	PC_AUTO(pc_buf_done) struct pc_buf out = {0};

	for (size_t i = 0; i < word.len; i++) {
		char before = i ? word.ptr[i - 1] : ' ';
		bool is_last = i + 1 == word.len;

		if (word.ptr[i] != '*') {
			pc_buf_add_char(&out, word.ptr[i]);
			continue;
		}
		if (before == '*')
			continue;
		if (is_last && before == '~')
			pc_buf_puts(&out, "/x");
		else if (is_last && before == '/')
			pc_buf_puts(&out, "x/y");
		else if (!is_option || !is_last)
			pc_buf_add_char(&out, 'x');
	}
	return pc_arena_str(&lint->work, pc_buf_str(&out));
}

bool lint_words_of(struct lint_words *out, struct lint *lint, const struct pc_rule *rule)
{
	struct pc_str rest = rule->spec;
	bool is_prefix = pc_str_ends(rest, PC_STR(":*"));

	*out = (struct lint_words){0};
	if (rule->param.len)
		return false;
	if (is_prefix)
		rest = pc_str_head(rest, rest.len - 2);
	while (rest.ptr) {
		struct pc_str word = pc_str_cut(&rest, ' ');

		if (!is_plain(word) || out->n + 2 > LINT_MAX_WORDS ||
			(out->n == 0 && pc_str_find(word, '*') < word.len))
			return false;
		out->is_open[out->n] = pc_str_is(word, "*");
		out->items[out->n] = filled(lint, word);
		out->n++;
	}
	if (is_prefix) {
		out->is_open[out->n] = true;
		out->items[out->n] = PC_STR("x");
		out->n++;
	}
	return out->n > 0;
}

struct pc_str lint_words_join(struct lint *lint, const struct lint_words *words)
{
	PC_AUTO(pc_buf_done) struct pc_buf out = {0};

	for (size_t i = 0; i < words->n; i++) {
		if (i)
			pc_buf_add_char(&out, ' ');
		pc_buf_add(&out, words->items[i]);
	}
	return pc_arena_str(&lint->work, pc_buf_str(&out));
}

/* ---- editing words -------------------------------------------------------- */

static void insert(struct lint_words *words, size_t at, struct pc_str word)
{
	if (words->n == LINT_MAX_WORDS)
		return;
	for (size_t i = words->n++; i > at; i--) {
		words->items[i] = words->items[i - 1];
		words->is_open[i] = words->is_open[i - 1];
	}
	words->items[at] = word;
	words->is_open[at] = false;
}

static void take_out(struct lint_words *words, size_t at)
{
	words->n--;
	for (size_t i = at; i < words->n; i++) {
		words->items[i] = words->items[i + 1];
		words->is_open[i] = words->is_open[i + 1];
	}
}

static bool is_option(struct pc_str word)
{
	return word.len > 1 && word.ptr[0] == '-';
}

static bool is_long(struct pc_str word)
{
	return word.len > 2 && pc_str_starts(word, PC_STR("--"));
}

/* ---- spellings ------------------------------------------------------------ */

/* A rule under question. */
struct spelling {
	struct lint *lint;
	const struct program *program; /* NULL: nothing is known of it */
	size_t first;                  /* the first argument's place */
};

/* Makes *words another spelling of the same; false when there is none of this kind. */
typedef bool respell_fn(const struct spelling *s, struct lint_words *words);

static bool is_cluster(const struct spelling *s, struct pc_str word)
{
	if (!is_option(word) || is_long(word) || word.len < 3 || !s->program)
		return false;
	for (size_t i = 1; i < word.len; i++) {
		if (!strchr(s->program->letters, word.ptr[i]))
			return false;
	}
	return true;
}

/* -rf, -fr */
static bool reverse_letters(const struct spelling *s, struct lint_words *words)
{
	for (size_t i = s->first; i < words->n; i++) {
		struct pc_str word = words->items[i];
		char *out;

		if (!is_cluster(s, word))
			continue;
		out = pc_arena_bytes(&s->lint->work, word.len);
		out[0] = '-';
		for (size_t k = 1; k < word.len; k++)
			out[k] = word.ptr[word.len - k];
		words->items[i] = (struct pc_str){out, word.len};
		return true;
	}
	return false;
}

/* -rf, -r -f */
static bool split_letters(const struct spelling *s, struct lint_words *words)
{
	for (size_t i = s->first; i < words->n; i++) {
		struct pc_str word = words->items[i];

		if (!is_cluster(s, word))
			continue;
		take_out(words, i);
		for (size_t k = word.len - 1; k > 0; k--) {
			insert(words, i,
				pc_arena_printf(&s->lint->work, "-%c", word.ptr[k]));
		}
		return true;
	}
	return false;
}

/* The long name of an option letter, or the letter (as text) of a long name. */
static struct pc_str other_name(const struct spelling *s, struct pc_str name)
{
	struct pc_str rest = pc_str(s->program ? s->program->names : "");

	while (rest.len) {
		struct pc_str pair = pc_str_cut(&rest, ' ');
		struct pc_str letter = pc_str_head(pair, 1), word = pc_str_from(pair, 2);

		if (pc_str_eq(name, letter))
			return word;
		if (pc_str_eq(name, word))
			return letter;
	}
	return (struct pc_str){0};
}

/* -r -f, --recursive --force */
static bool use_long_names(const struct spelling *s, struct lint_words *words)
{
	bool changed = false;

	split_letters(s, words);
	for (size_t i = s->first; i < words->n; i++) {
		struct pc_str word = words->items[i], name;

		if (!is_option(word) || is_long(word) || word.len != 2)
			continue;
		name = other_name(s, pc_str_from(word, 1));
		if (!name.len)
			continue;
		words->items[i] =
			pc_arena_printf(&s->lint->work, "--%.*s", PC_STR_ARG(name));
		changed = true;
	}
	return changed;
}

/* --force, -f */
static bool use_letters(const struct spelling *s, struct lint_words *words)
{
	bool changed = false;

	for (size_t i = s->first; i < words->n; i++) {
		struct pc_str letter;

		if (!is_long(words->items[i]))
			continue;
		letter = other_name(s, pc_str_from(words->items[i], 2));
		if (!letter.len)
			continue;
		words->items[i] =
			pc_arena_printf(&s->lint->work, "-%.*s", PC_STR_ARG(letter));
		changed = true;
	}
	return changed;
}

/* push --force x, push x --force */
static bool move_option(const struct spelling *s, struct lint_words *words)
{
	if (!s->program || !s->program->is_lax)
		return false;
	for (size_t i = s->first; i < words->n; i++) {
		struct pc_str option = words->items[i];

		if (!is_option(option))
			continue;
		if (i + 1 == words->n) {
			insert(words, i, PC_STR("x"));
			return true;
		}
		if (is_option(words->items[i + 1]))
			continue;
		words->items[i] = words->items[i + 1];
		words->items[i + 1] = option;
		return true;
	}
	return false;
}

/* curl http://x, curl -s http://x */
static bool add_option(const struct spelling *s, struct lint_words *words)
{
	if (!s->program || !*s->program->silent)
		return false;
	insert(words, s->first, pc_str(s->program->silent));
	return true;
}

/* --target prod, --target=prod */
static bool join_value(const struct spelling *s, struct lint_words *words)
{
	for (size_t i = s->first; i + 1 < words->n; i++) {
		for (size_t k = 0; k < PC_COUNT(valued); k++) {
			if (!pc_str_is(words->items[i], valued[k]) ||
				words->is_open[i + 1])
				continue;
			words->items[i] = pc_arena_printf(&s->lint->work, "%s=%.*s",
				valued[k], PC_STR_ARG(words->items[i + 1]));
			take_out(words, i + 1);
			return true;
		}
	}
	return false;
}

/* psql * prod, psql prod */
static bool leave_out(const struct spelling *s, struct lint_words *words)
{
	for (size_t i = s->first; s->program && i + 1 < words->n; i++) {
		if (!words->is_open[i])
			continue;
		take_out(words, i);
		return true;
	}
	return false;
}

static respell_fn *const respellings[] = {reverse_letters, split_letters, use_long_names,
	use_letters, move_option, add_option, join_value, leave_out};

/* ---- the check ------------------------------------------------------------ */

/* How many of the words are the program's, 0 when they are not. */
static size_t words_of_program(const struct program *program, const struct lint_words *in)
{
	struct pc_str rest = pc_str(program->words);
	size_t n = 0;

	while (rest.ptr) {
		if (n == in->n || !pc_str_eq(pc_str_cut(&rest, ' '), in->items[n]))
			return 0;
		n++;
	}
	return n;
}

static void find_program(struct spelling *out, const struct lint_words *words)
{
	out->program = NULL;
	out->first = 1;
	for (size_t i = 0; i < PC_COUNT(programs); i++) {
		size_t n = words_of_program(&programs[i], words);

		if (!n)
			continue;
		out->program = &programs[i];
		out->first = n;
		return;
	}
}

static bool says_arguments(const struct spelling *s, const struct lint_words *words)
{
	for (size_t i = s->first; i < words->n; i++) {
		if (!words->is_open[i])
			return true;
	}
	return false;
}

static void report(struct lint *lint, const struct pc_rule *rule,
	const struct lint_words *program, struct pc_str command,
	const struct pc_verdict *verdict)
{
	struct pc_diags *diags = lint->diags;
	struct pc_str name = lint_words_join(lint, program);
	struct pc_diag *finding;

	finding = pc_diag_add(diags, "PC1504", PC_WARNING, rule->src->from.at,
		"rule \"%.*s\": arguments are compared as text, and another spelling "
		"escapes it: \"%.*s\" %s",
		PC_STR_ARG(rule->src->text), PC_STR_ARG(command), lint_outcome(verdict));
	lint_about(finding, rule, PC_EFFECT_ACCEPTED);
	finding->hint = pc_arena_printf(diags->arena,
		"name the program alone, Bash(%.*s:*), and leave what its arguments mean "
		"to "
		"a PreToolUse hook or the sandbox",
		PC_STR_ARG(name));
}

void lint_spelling(struct lint *lint, const struct pc_rule *rule)
{
	struct spelling s = {.lint = lint};
	struct lint_words words;

	if (!pc_str_is(rule->tool, "Bash") || !lint_words_of(&words, lint, rule))
		return;
	find_program(&s, &words);
	if (!says_arguments(&s, &words))
		return;
	for (size_t i = 0; i < PC_COUNT(respellings); i++) {
		struct lint_words other = words;
		struct pc_verdict verdict;
		struct pc_str command;

		if (!respellings[i](&s, &other))
			continue;
		command = lint_words_join(lint, &other);
		verdict = lint_decide_command(lint, command);
		if (!lint_escapes(rule->src->list, &verdict))
			continue;
		words.n = s.first;
		report(lint, rule, &words, command, &verdict);
		return;
	}
}
