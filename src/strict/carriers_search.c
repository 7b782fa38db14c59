/* SPDX-License-Identifier: Apache-2.0 */
/* Programs that run a command for each of many words: xargs, parallel, fd, entr.  find,
 * which has a language of its own, is in carriers_find.c. */
#include "pc/base/limits.h"

#include "carriers_priv.h"

struct items {
	struct field *items;
	size_t count, cap;
};

static void add_item(struct carry *carry, struct items *items, struct field field)
{
	pc_arena_grow(carry->arena, items->items, items->count, items->cap);
	items->items[items->count++] = field;
}

/* ---- xargs ------------------------------------------------------------------------- */

struct xargs {
	struct carry *carry;
	struct items input;
	struct pc_str replace;
	size_t each; /* words for one run, 0: all */
};

/* What separates the words of the input, as xargs reads it: quotes and backslashes count
 * unless -d, -0 or -I says otherwise. */
static void read_input(struct xargs *xargs, struct pc_str rest)
{
	struct carry *carry = xargs->carry;
	const struct field *by = carry_option(carry, "-d --delimiter");
	bool zero = carry_has(carry, "-0 --null");
	struct pc_buf word = {0};
	bool open = false, plain = by || zero;
	char until = '\n', quote = '\0';

	if (by && by->kind == FIELD_KNOWN && by->text.len)
		until = by->text.ptr[0] == '\\' && by->text.len > 1
				? (by->text.ptr[1] == '0'          ? '\0'
					  : by->text.ptr[1] == 't' ? '\t'
								   : '\n')
				: by->text.ptr[0];
	until = zero ? '\0' : until;
	for (size_t i = 0; i <= rest.len && xargs->input.count < PC_MAX_CARRIED_WORDS;
		i++) {
		char c = i < rest.len ? rest.ptr[i] : until;
		bool ends = c == until ||
			    (!plain && !xargs->replace.len && (c == ' ' || c == '\t'));

		if (ends && !quote) {
			if (open)
				add_item(carry, &xargs->input,
					known_field(buf_taken(carry->arena, &word)));
			open = false;
		} else if (!plain && (quote ? c == quote : c == '\'' || c == '"')) {
			quote = quote ? '\0' : c;
			open = true;
		} else {
			i += !plain && !quote && c == '\\' && i + 1 < rest.len;
			if (i < rest.len)
				pc_buf_add_char(&word, rest.ptr[i]);
			open = true;
		}
	}
	pc_buf_done(&word);
	if (xargs->input.count >= PC_MAX_CARRIED_WORDS)
		xargs->input.items[0] =
			unknown_field((struct pc_str){0}, (struct pc_str){0});
}

static void run_replaced(struct xargs *xargs, const struct field *item)
{
	struct carry *carry = xargs->carry;
	size_t n = carry->n_words - carry->begins;
	struct field *words = pc_arena_new_array(carry->arena, struct field, n);

	for (size_t i = 0; i < n; i++)
		words[i] = field_replaced(carry->arena, &carry->words[carry->begins + i],
			xargs->replace, item);
	tell_words(carry, words, n);
}

static void run_appended(struct xargs *xargs, const struct field *items, size_t count)
{
	struct carry *carry = xargs->carry;
	size_t n = carry->n_words - carry->begins;
	struct field *words = pc_arena_new_array(carry->arena, struct field, n + count);

	memcpy(words, carry->words + carry->begins, n * sizeof(*words));
	if (count)
		memcpy(words + n, items, count * sizeof(*words));
	tell_words(carry, words, n + count);
}

static void run_all(struct xargs *xargs)
{
	const struct items *input = &xargs->input;
	size_t step = xargs->each ? xargs->each : input->count, runs = 0;

	if (xargs->replace.len) {
		for (size_t i = 0; i < input->count && i < PC_MAX_CARRIED_RUNS; i++)
			run_replaced(xargs, &input->items[i]);
		return;
	}
	for (size_t i = 0; i < input->count && runs < PC_MAX_CARRIED_RUNS;
		i += step, runs++)
		run_appended(xargs, input->items + i,
			input->count - i < step ? input->count - i : step);
}

static size_t number(const struct field *field)
{
	size_t n = 0;

	for (size_t i = 0; field && i < field->text.len && i < 4; i++)
		if (field->text.ptr[i] >= '0' && field->text.ptr[i] <= '9')
			n = n * 10 + (size_t)(field->text.ptr[i] - '0');
	return n;
}

static void carry_xargs(struct carry *carry)
{
	struct xargs xargs = {.carry = carry};
	const struct field *replace = carry_option(carry, "-I --replace -i");
	struct field unknown = unknown_field((struct pc_str){0}, (struct pc_str){0});

	if (carry->quits || carry->begins == carry->n_words)
		return; /* echo */
	if (replace && replace->kind == FIELD_KNOWN)
		xargs.replace = replace->text;
	else if (carry_has(carry, "-i --replace"))
		xargs.replace = PC_STR("{}");
	xargs.each = number(carry_option(carry, "-n --max-args -L --max-lines -l"));
	if (!xargs.each && carry_has(carry, "-l"))
		xargs.each = 1;
	if (carry->by->input_known && !carry_has(carry, "-a --arg-file"))
		read_input(&xargs, carry->by->input);
	else
		add_item(carry, &xargs.input, unknown);
	if (xargs.input.count > PC_MAX_CARRIED_RUNS && (xargs.replace.len || xargs.each))
		xargs.input.items[0] = unknown;
	if (!xargs.input.count)
		run_appended(&xargs, NULL, 0);
	else
		run_all(&xargs);
}

/* ---- parallel ---------------------------------------------------------------------- */

static bool is_source(const struct field *word)
{
	return word->kind == FIELD_KNOWN && list_has("::: ::::  :::+ ::::+", word->text);
}

/* The command's words up to ":::", as a script with item in its place. */
static void run_script(
	struct carry *carry, size_t end, const struct field *item, bool quoted)
{
	static const char *const places[] = {
		"{}", "{1}", "{2}", "{.}", "{/}", "{//}", "{/.}"};
	struct pc_buf text = {0}, value = {0};
	struct field out = {0}, shown;
	bool placed = false;

	add_field(&value, item, quoted);
	shown = known_field(buf_taken(carry->arena, &value));
	for (size_t i = carry->begins; i < end; i++) {
		struct field word = carry->words[i];

		for (size_t p = 0; p < sizeof(places) / sizeof(places[0]); p++) {
			struct pc_str from = pc_str(places[p]);

			placed |= word.text.len >= from.len &&
				  pc_str_find_str(word.text, from) < word.text.len;
			word = field_replaced(carry->arena, &word, from, &shown);
		}
		add_field(&text, &word, false);
		pc_buf_add_char(&text, ' ');
	}
	if (!placed)
		pc_buf_add(&text, shown.text);
	out.text = pc_str_trim(buf_taken(carry->arena, &text));
	tell_joined(carry, &out, 1);
}

static void carry_parallel(struct carry *carry)
{
	struct field unknown = unknown_field((struct pc_str){0}, (struct pc_str){0});
	size_t end = carry->begins, runs = 0;

	if (carry->quits)
		return;
	while (end < carry->n_words && !is_source(&carry->words[end]))
		end++;
	for (size_t i = end; i < carry->n_words && runs < PC_MAX_CARRIED_RUNS; i++) {
		if (is_source(&carry->words[i]))
			continue;
		/* Without a command each argument is one. */
		run_script(carry, end, &carry->words[i], end > carry->begins);
		runs++;
	}
	if (end < carry->n_words && runs < PC_MAX_CARRIED_RUNS)
		return;
	if (end == carry->begins) {
		tell_input(carry);
	} else if (carry->by->input_known) {
		struct pc_str rest = carry->by->input;

		while (rest.ptr && runs++ < PC_MAX_CARRIED_RUNS) {
			struct field line = known_field(pc_str_cut(&rest, '\n'));

			if (line.text.len)
				run_script(carry, end, &line, true);
		}
	} else {
		run_script(carry, end, &unknown, true);
	}
}

/* ---- fd -x command {} ; ------------------------------------------------------------ */

static void carry_fd(struct carry *carry)
{
	struct field unknown = unknown_field((struct pc_str){0}, (struct pc_str){0});
	size_t at = 1;

	while (at < carry->n_words &&
		!list_has("-x -X --exec --exec-batch", field_start(&carry->words[at])))
		at++;
	if (at + 1 < carry->n_words) {
		struct xargs xargs = {.carry = carry, .replace = PC_STR("{}")};

		carry->begins = at + 1;
		run_replaced(&xargs, &unknown);
	}
}

static const struct carrier rows[] = {
	{"xargs gxargs", NULL,
		"-a --arg-file -d --delimiter -E -I -L -n --max-args -P --max-procs -s "
		"--max-chars --process-slot-var",
		"-i= -l= -e=", 0, NULL, carry_xargs},
	{"parallel sem", NULL,
		"-j --jobs -a --arg-file -S --sshlogin --colsep -C -d --delimiter -I -N "
		"-n "
		"--max-args -L --delay --timeout --joblog --results --tmpdir --tagstring "
		"--workdir --wd --env --basefile --bf --return --retries --nice -P "
		"--max-procs "
		"-s --load --memfree --id --halt --line-buffer= --shuf=",
		NULL, 0, NULL, carry_parallel},
	{"find gfind bfs", NULL, NULL, NULL, CARRIES_NOTHING | CARRIES_LONG, NULL,
		carry_find},
	{"fd fdfind", NULL, NULL, NULL, CARRIES_NOTHING | CARRIES_LONG, NULL, carry_fd},
	{"entr", NULL, NULL, "-s", 0, NULL, NULL},
	{"watchexec", NULL,
		"-e --exts -w --watch -f --filter -i --ignore -d --debounce -s --signal "
		"--shell -o --on-busy-update --workdir -E --env",
		NULL, CARRIES_TEXT, NULL, NULL},
	{"nodemon", NULL, "-e --ext -w --watch -i --ignore -d --delay -C --cwd",
		"-x --exec", CARRIES_NOTHING, NULL, NULL},
	{"rg ripgrep", NULL, "-e -f -g -t -T -A -B -C -m -M -r -j -E -d",
		"--pre --hostname-bin", CARRIES_NOTHING, NULL, NULL},
	{"sort", NULL, "-k -t -o -S -T --parallel --batch-size --files0-from",
		"--compress-program", CARRIES_NOTHING, NULL, NULL},
	{"split", NULL, "-b -C -l -n -a -t", "--filter", CARRIES_NOTHING, NULL, NULL},
	{"install", NULL, "-m -o -g -t -S", "--strip-program", CARRIES_NOTHING, NULL,
		NULL},
};

const struct known_table carrier_search = KNOWN_TABLE(rows);
