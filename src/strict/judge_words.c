/* SPDX-License-Identifier: Apache-2.0 */
/* What a command rule means, read strictly: its words, where options may stand anywhere
 * and in any spelling, and between the words that are none.
 *
 *   git push:*      git -C x push, git --no-pager push origin
 *   rm -rf *        rm -r -f x, rm -fr x, rm --recursive --force x
 *   curl            curl with anything */
#include "pc/base/fs.h"
#include "walk_priv.h"

/* ---- patterns --------------------------------------------------------------- */

/* Past a set at pattern.ptr[*at] == '[': whether it has c; false and *at untouched when
 * it does not end. */
static bool set_has(struct pc_str pattern, size_t *at, char c, bool *is_set)
{
	size_t i = *at + 1;
	bool negated = i < pattern.len && memchr("!^", pattern.ptr[i], 2);
	size_t first = i += negated;
	bool has = false;

	for (; i < pattern.len && (pattern.ptr[i] != ']' || i == first); i++) {
		unsigned char from = (unsigned char)pattern.ptr[i], to = from;

		if (from == '[' && i + 1 < pattern.len && pattern.ptr[i + 1] == ':') {
			/* A class: strictly, whatever it is. */
			has = true;
			i += pc_str_find_str(pc_str_from(pattern, i), PC_STR(":]")) + 1;
			continue;
		}
		if (i + 2 < pattern.len && pattern.ptr[i + 1] == '-' &&
			pattern.ptr[i + 2] != ']') {
			to = (unsigned char)pattern.ptr[i + 2];
			i += 2;
		}
		has |= (unsigned char)c >= from && (unsigned char)c <= to;
	}
	*is_set = i < pattern.len;
	if (*is_set)
		*at = i + 1;
	return has != negated;
}

/* Whether the one thing at pattern.ptr[*at] takes c; moves past it. */
static bool takes(struct pc_str pattern, size_t *at, char c)
{
	bool is_set = false, has;

	switch (pattern.ptr[*at]) {
	case '?':
		++*at;
		return true;
	case '[':
		has = set_has(pattern, at, c, &is_set);
		if (is_set)
			return has;
		break;
	case '\\':
		*at += *at + 1 < pattern.len;
		break;
	default:
		break;
	}
	return pattern.ptr[(*at)++] == c;
}

/* The first @(a|b) or the like: some alternative fits.  Of !(a) nothing is asked. */
static bool takes_list(struct pc_str pattern, size_t open, struct pc_str text)
{
	size_t close = pc_str_rfind(pattern, ')');
	struct pc_str inner =
		pc_str_head(pc_str_from(pattern, open + 1), close - open - 1);
	struct pc_str before = pc_str_head(pattern, open - 1);
	struct pc_str behind = pc_str_from(pattern, close + 1);

	if (text.len < before.len || !judge_glob(before, pc_str_head(text, before.len)))
		return false;
	text = pc_str_from(text, before.len);
	while (inner.ptr) {
		struct pc_str one = pc_str_cut(&inner, '|');

		if (one.len <= text.len && judge_glob(one, pc_str_head(text, one.len)) &&
			judge_glob(behind, pc_str_from(text, one.len)))
			return true;
	}
	return false;
}

bool judge_glob(struct pc_str pattern, struct pc_str text)
{
	size_t p = 0, t = 0, star = SIZE_MAX, from = 0;
	size_t open = pc_str_find(pattern, '(');

	if (open && open < pc_str_rfind(pattern, ')') &&
		pc_str_rfind(pattern, ')') < pattern.len &&
		strchr("@?+*", pattern.ptr[open - 1]))
		return takes_list(pattern, open, text);

	while (t < text.len) {
		size_t at = p;

		if (p < pattern.len && pattern.ptr[p] == '*') {
			star = ++p;
			from = t;
		} else if (p < pattern.len && takes(pattern, &at, text.ptr[t])) {
			p = at;
			t++;
		} else if (star != SIZE_MAX) {
			p = star;
			t = ++from;
		} else {
			return false;
		}
	}
	while (p < pattern.len && pattern.ptr[p] == '*')
		p++;
	return p == pattern.len;
}

bool judge_may_be(const struct field *field, struct pc_str text)
{
	return text.len >= field->begins.len + field->ends.len &&
	       pc_str_starts(text, field->begins) && pc_str_ends(text, field->ends);
}

/* ---- options ---------------------------------------------------------------- */

/* Options that take the next word, by program; where a subcommand is looked for they are
 * passed with it. */
static const struct valued {
	const char *program, *options;
} valued[] = {
	{"git", " -C -c --git-dir --work-tree --namespace --exec-path --super-prefix "
		"--config-env --attr-source "},
	{"docker",
		" --context -c --host -H --config --log-level -l --tlscacert --tlscert "
		"--tlskey "},
	{"podman", " --context -c --connection --url --identity --log-level --root "
		   "--runroot "},
	{"kubectl",
		" --context --cluster --namespace -n --kubeconfig --user --server -s "
		"--token --as --request-timeout -v --v --as-group --as-uid --cache-dir "
		"--certificate-authority --client-certificate --client-key --password "
		"--username --profile --profile-output --tls-server-name --vmodule "
		"--log-file -l --selector -o --output "},
	{"helm", " --kube-context --namespace -n --kubeconfig "},
	{"npm", " --prefix -C --workspace -w --registry --loglevel --userconfig "
		"--cache --access --tag --otp --scope --prefer --globalconfig "
		"--script-shell "
		"--node-options --omit --include --auth-type "},
	{"pnpm", " --dir -C --filter -F --workspace "},
	{"yarn", " --cwd "},
	{"cargo", " --config -Z -C --color "},
	{"pip", " --proxy --python --log --cache-dir --retries --timeout --cert "
		"--trusted-host --exists-action --client-cert --keyring-provider "},
	{"make", " -C --directory -f --file -I -j "},
	{"aws", " --profile --region --output --endpoint-url --query --color --ca-bundle "
		"--cli-read-timeout --cli-connect-timeout --cli-binary-format "},
	{"gcloud", " --project --account --configuration "},
	{"terraform", " -chdir "},
	{"systemctl", " -H --host -M --machine -t --type -p --property "},
	{"sudo", " -u -g -h -p -r -t -C -D -R -T -U --user --group --host --prompt "},
	{"apt-get", " -o -c -t "},
	{"apt", " -o -c -t "},
	{"gh", " -R --repo "},
	{"curl", " -X -H -d -o -u -A -b -c -e -F -m -T -w -x --request --header --data "
		 "--output --user "},
};

/* Long names of single letters, the same in most programs that have both. */
static const struct synonym {
	const char *program; /* NULL: any */
	char letter;
	const char *name;
} synonyms[] = {
	{"rm", 'r', "--recursive"},
	{"rm", 'R', "--recursive"},
	{"rm", 'f', "--force"},
	{"cp", 'r', "--recursive"},
	{"cp", 'R', "--recursive"},
	{"chmod", 'R', "--recursive"},
	{"chown", 'R', "--recursive"},
	{"grep", 'r', "--recursive"},
	{"git", 'f', "--force"},
	{"git", 'D', "--delete"},
	{"git", 'd', "--delete"},
	{"git", 'n', "--no-verify"},
	{"git", 'a', "--all"},
	{"curl", 'o', "--output"},
	{"curl", 'O', "--remote-name"},
	{"curl", 'X', "--request"},
	{"curl", 'd', "--data"},
	{"curl", 'F', "--form"},
	{"curl", 'T', "--upload-file"},
	{"curl", 'u', "--user"},
	{"curl", 'k', "--insecure"},
	{"sed", 'i', "--in-place"},
	{NULL, 'f', "--force"},
	{NULL, 'r', "--recursive"},
	{NULL, 'R', "--recursive"},
	{NULL, 'y', "--yes"},
	{NULL, 'g', "--global"},
	{NULL, 'v', "--verbose"},
	{NULL, 'q', "--quiet"},
	{NULL, 'n', "--dry-run"},
};

struct reading {
	struct walk *walk;
	struct pc_str program;
	const struct fields *words; /* from the program on */
	enum fit fit;               /* the least certain so far */
};

static bool is_option(struct pc_str text)
{
	return text.len > 1 && text.ptr[0] == '-';
}

/* cargo +nightly publish */
static bool is_toolchain(const struct reading *r, struct pc_str text)
{
	return text.len > 1 && text.ptr[0] == '+' &&
	       (pc_str_is(r->program, "cargo") || pc_str_is(r->program, "rustc"));
}

static bool takes_value(struct pc_str program, struct pc_str option)
{
	for (size_t i = 0; i < PC_COUNT(valued); i++) {
		struct pc_str all = pc_str(valued[i].options);
		char wanted[40];
		struct pc_str key = {wanted, option.len + 2};

		if (!pc_str_is(program, valued[i].program) || option.len > 36)
			continue;
		wanted[0] = ' ';
		memcpy(wanted + 1, option.ptr, option.len);
		wanted[option.len + 1] = ' ';
		return pc_str_find_str(all, key) < all.len;
	}
	return false;
}

static bool has_table(struct pc_str program)
{
	for (size_t i = 0; i < PC_COUNT(valued); i++) {
		if (pc_str_is(program, valued[i].program))
			return true;
	}
	return false;
}

/* "-rf" has the letter r; "--force" and "-name" do not count as clusters. */
static bool cluster_has(struct pc_str word, char letter)
{
	return is_option(word) && word.ptr[1] != '-' &&
	       pc_str_find(pc_str_from(word, 1), letter) < word.len - 1;
}

/* "--recur" for "--recursive", "--force=yes" for "--force". */
static bool long_is(struct pc_str word, struct pc_str name)
{
	struct pc_str head = pc_str_head(word, pc_str_find(word, '='));

	return pc_str_eq(head, name) || (head.len > 2 && pc_str_starts(name, head) &&
						pc_str_starts(head, PC_STR("--")));
}

/* Behind "--" stand operands; other programs hand that on to who knows whom. */
static size_t options_end(const struct reading *r)
{
	static const char *const plain[] = {
		"rm", "cp", "mv", "ln", "chmod", "chown", "git"};
	size_t i = 0;

	while (i < PC_COUNT(plain) && !pc_str_is(r->program, plain[i]))
		i++;
	if (i == PC_COUNT(plain))
		return r->words->count;
	i = 1;
	while (i < r->words->count && !(r->words->items[i].kind == FIELD_KNOWN &&
					      pc_str_is(r->words->items[i].text, "--")))
		i++;
	return i;
}

static bool has_letter(const struct reading *r, char letter)
{
	for (size_t i = 1; i < options_end(r); i++) {
		struct pc_str word = r->words->items[i].text;

		if (cluster_has(word, letter))
			return true;
		for (size_t s = 0; s < PC_COUNT(synonyms); s++) {
			if (synonyms[s].letter == letter &&
				(!synonyms[s].program ||
					pc_str_is(r->program, synonyms[s].program)) &&
				long_is(word, pc_str(synonyms[s].name)))
				return true;
		}
	}
	/* rm -R is rm -r. */
	return letter == 'r' && pc_str_is(r->program, "rm") && has_letter(r, 'R');
}

static bool has_long(const struct reading *r, struct pc_str option)
{
	for (size_t i = 1; i < options_end(r); i++) {
		struct pc_str word = r->words->items[i].text;

		if (pc_str_eq(word, option) ||
			(pc_str_starts(option, PC_STR("--")) && is_option(word) &&
				long_is(word, option)))
			return true;
	}
	for (size_t s = 0; s < PC_COUNT(synonyms); s++) {
		if (pc_str_is(option, synonyms[s].name) &&
			(!synonyms[s].program ||
				pc_str_is(r->program, synonyms[s].program))) {
			for (size_t i = 1; i < options_end(r); i++) {
				if (cluster_has(
					    r->words->items[i].text, synonyms[s].letter))
					return true;
			}
		}
	}
	return false;
}

enum { MOST_LETTERS = 4 };

static bool has_option(const struct reading *r, struct pc_str option)
{
	if (has_long(r, option))
		return true;
	if (option.ptr[1] == '-' || option.len > MOST_LETTERS)
		return false;
	for (size_t i = 1; i < option.len; i++) {
		if (!has_letter(r, option.ptr[i]))
			return false;
	}
	return true;
}

/* ---- operands --------------------------------------------------------------- */

/* The next word from *at on that is no option and no option's value. */
static bool skip_options(const struct reading *r, size_t *at)
{
	while (*at < r->words->count) {
		struct pc_str word = r->words->items[*at].text;

		if (is_toolchain(r, word)) {
			++*at;
			continue;
		}
		if (r->words->items[*at].kind == FIELD_UNKNOWN)
			word = r->words->items[*at].begins;
		if (!is_option(word))
			return true;
		++*at;
		if (pc_str_is(word, "--"))
			return *at < r->words->count;
		if (takes_value(r->program, word))
			++*at;
	}
	return false;
}

static enum fit word_fits(const struct field *word, struct pc_str want)
{
	switch (word->kind) {
	case FIELD_UNKNOWN:
		return judge_may_be(word, want) ? FIT_MAYBE : FIT_NO;
	case FIELD_PATTERN:
		return judge_glob(word->text, want) ? FIT_YES : FIT_NO;
	default:
		return judge_glob(want, word->text) ? FIT_YES : FIT_NO;
	}
}

/* Finds want at *at or, when anywhere, at any word behind it; moves past it. */
static enum fit find_operand(
	const struct reading *r, size_t *at, struct pc_str want, bool anywhere)
{
	bool option = want.len && want.ptr[0] == '*';

	for (;;) {
		enum fit fit;
		size_t before = *at;

		if (!(anywhere && option) && !skip_options(r, at))
			return FIT_NO;
		if (*at >= r->words->count)
			return FIT_NO;
		fit = word_fits(&r->words->items[*at], want);
		++*at;
		if (fit != FIT_NO)
			return fit;
		/* An option that we do not know may have taken this word. */
		if (!anywhere && !has_table(r->program) && *at - 1 > before &&
			is_option(r->words->items[*at - 2].text))
			continue;
		if (!anywhere)
			return FIT_NO;
	}
}

/* ---- the rule --------------------------------------------------------------- */

static struct pc_str spec_of(const struct pc_program_rule *rule)
{
	struct pc_str spec = rule->rule->spec;

	if (rule->shape.kind == PC_COMMAND_PREFIX)
		return rule->shape.head;
	return pc_str_trim(spec);
}

static bool read_words(struct reading *r, struct pc_str rest, bool is_exact)
{
	size_t at = 1, n = 0;
	bool anywhere = false, open = !is_exact;

	while (rest.len) {
		struct pc_str want = pc_str_cut(&rest, ' ');
		enum fit fit;

		if (!want.len || (n++ == 0))
			continue;
		if (pc_str_is(want, "*")) {
			anywhere = true;
			open = true;
			continue;
		}
		if (is_option(want)) {
			if (!has_option(r, want))
				return false;
			continue;
		}
		/* A star anywhere in the last word may reach over blanks. */
		open |= want.ptr[want.len - 1] == '*';
		anywhere |= want.ptr[0] == '*';
		fit = find_operand(r, &at, want, anywhere);
		if (fit == FIT_NO)
			return false;
		if (fit < r->fit)
			r->fit = fit;
		anywhere = want.ptr[want.len - 1] == '*';
	}
	/* The one word of Bash(curl) is the program, whatever stands behind it. */
	return open || n <= 1 || !skip_options(r, &at);
}

/* The words as one text, against a rule with stars. */
static bool text_fits(struct walk *walk, const struct pc_command_shape *shape,
	const struct fields *words)
{
	struct flow text = {0};
	struct pc_str rest, program = pc_path_base(words->items[0].text);

	flow_add(walk, &text, program);
	for (size_t i = 1; i < words->count; i++) {
		flow_add(walk, &text, PC_STR(" "));
		flow_add(walk, &text, words->items[i].text);
	}
	rest = flow_text(&text);
	if (text.unknown || !pc_str_starts(rest, shape->head))
		return false;
	rest = pc_str_from(rest, shape->head.len);
	for (size_t i = 0; i + 1 < shape->n_pieces; i++) {
		size_t at = pc_str_find_str(rest, shape->pieces[i]);

		if (at == rest.len && shape->pieces[i].len)
			return false;
		rest = pc_str_from(rest, at + shape->pieces[i].len);
	}
	return shape->n_pieces == 0 ||
	       pc_str_ends(rest, shape->pieces[shape->n_pieces - 1]);
}

enum fit judge_words(
	struct walk *walk, const struct pc_program_rule *rule, const struct fields *words)
{
	struct reading r = {
		.walk = walk, .program = rule->program, .words = words, .fit = FIT_YES};
	struct pc_str spec = spec_of(rule);

	if (rule->shape.kind == PC_COMMAND_GLOB && text_fits(walk, &rule->shape, words))
		return FIT_YES;
	if (!rule->program.len)
		return FIT_NO;
	return read_words(&r, spec, rule->shape.kind == PC_COMMAND_EXACT) ? r.fit
									  : FIT_NO;
}
