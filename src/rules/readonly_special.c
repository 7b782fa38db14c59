/* SPDX-License-Identifier: Apache-2.0 */
/* Programs that the client runs by itself only in certain shapes, which no table of
 * options describes. */
#include "readonly_priv.h"

#include "safety_priv.h"

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static bool is_letter(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

static bool all(struct pc_str s, bool (*fits)(char c))
{
	for (size_t i = 0; i < s.len; i++) {
		if (!fits(s.ptr[i]))
			return false;
	}
	return s.len > 0;
}

static struct pc_str word_at(const struct ro_words *words, size_t i)
{
	return i < words->count ? words->args[i].value : (struct pc_str){0};
}

static bool all_known(const struct ro_words *words)
{
	for (size_t i = 0; i < words->count; i++) {
		if (!words->args[i].known)
			return false;
	}
	return true;
}

static bool is_option(struct pc_str s)
{
	return s.len > 1 && s.ptr[0] == '-';
}

/* No $ ` or braces that a second shell would expand. */
static bool inert(struct pc_str word)
{
	bool brace = false;

	for (size_t i = 0; i < word.len; i++) {
		char c = word.ptr[i];

		brace |= c == '{';
		if (c == '$' || c == '`' ||
			(brace && (c == ',' || (c == '.' && word.ptr[i - 1] == '.'))))
			return false;
	}
	return true;
}

static bool only(const struct ro_words *words, const char *list)
{
	return words->count == 1 && words->args[0].known &&
	       safety_in_list(list, words->args[0].value);
}

static bool check_nothing(const struct ro_words *words)
{
	return words->count == 0;
}

static bool check_arch(const struct ro_words *words)
{
	return words->count == 0 || only(words, " -h --help ");
}

static bool check_claude(const struct ro_words *words)
{
	return only(words, " -h --help ");
}

static bool check_node(const struct ro_words *words)
{
	return only(words, " -v --version ");
}

static bool check_python(const struct ro_words *words)
{
	return only(words, " --version ");
}

static bool check_ip(const struct ro_words *words)
{
	return only(words, " addr ");
}

static bool check_history(const struct ro_words *words)
{
	return words->count == 0 ||
	       (words->count == 1 && all(words->args[0].value, is_digit));
}

static bool interface_char(char c)
{
	return is_letter(c) || is_digit(c) || c == '_' || c == '-';
}

static bool check_ifconfig(const struct ro_words *words)
{
	struct pc_str name = word_at(words, 0);

	return words->count == 0 ||
	       (words->count == 1 && all(name, interface_char) && is_letter(name.ptr[0]));
}

static bool check_cd(const struct ro_words *words)
{
	struct pc_str to = word_at(words, 0);

	return words->count == 0 || (words->count == 1 && !is_option(to));
}

static bool option_char(char c)
{
	return is_letter(c) || c == '-';
}

static bool check_uniq(const struct ro_words *words)
{
	for (size_t i = 0; i < words->count; i++) {
		struct pc_str word = words->args[i].value;
		size_t name = pc_str_find(word, '=');

		if (!words->args[i].known || !is_option(word) || pc_str_is(word, "--") ||
			!all(pc_str_from(pc_str_head(word, name), 1), option_char))
			return false;
		if (name < word.len && word.ptr[1] != '-')
			return false;
		if (!safety_in_list(" -f -s -w ", word) || i + 1 >= words->count)
			continue;
		if (!all(words->args[++i].value, is_digit))
			return false;
	}
	return true;
}

static bool check_printf(const struct ro_words *words)
{
	size_t i = 0;

	if (pc_str_starts(word_at(words, 0), PC_STR("-"))) {
		if (!pc_str_is(word_at(words, 0), "--"))
			return false;
		i = 1;
	}
	for (bool behind = i == 1; i < words->count; i++) {
		struct pc_str word = words->args[i].value;

		if (pc_str_starts(word, PC_STR("-")) && !behind)
			return false;
		if (words->args[i].known && pc_str_find(word, '$') < word.len)
			return false;
	}
	return true;
}

/* ---- test and [ ----------------------------------------------------------- */

static bool check_bracket(const struct ro_words *words)
{
	return words->count > 0 && all_known(words) &&
	       pc_str_is(words->args[words->count - 1].value, "]");
}

static bool plain_operand(struct pc_str word)
{
	return inert(word) && !is_option(word) && pc_str_find(word, '[') == word.len;
}

static bool check_test(const struct ro_words *words)
{
	static const char files[] =
		" -b -c -d -e -f -g -h -k -n -p -r -s -u -w -x -z -G -L -N"
		" -O -S ";
	struct ro_words rest = *words;
	struct pc_str first, middle, last;

	if (pc_str_is(word_at(&rest, 0), "!"))
		rest = (struct ro_words){rest.args + 1, rest.count - 1};
	first = word_at(&rest, 0);
	middle = word_at(&rest, 1);
	last = word_at(&rest, 2);
	if (rest.count == 2 && safety_in_list(files, first))
		return !rest.args[1].known || plain_operand(middle);
	if (rest.count < 2)
		return plain_operand(first) && all_known(&rest);
	if (rest.count != 3 || !all_known(&rest) || !plain_operand(first))
		return false;
	if (safety_in_list(" == != < > -nt -ot -ef ", middle))
		return plain_operand(last);
	return safety_in_list(" -eq -ne -lt -le -gt -ge ", middle) &&
	       all(first, is_digit) && all(last, is_digit);
}

/* ---- jq ------------------------------------------------------------------- */

static bool word_char(char c)
{
	return is_letter(c) || is_digit(c) || c == '_';
}

/* The word env, which prints the environment. */
static bool names_env(struct pc_str text)
{
	struct pc_str rest = text;
	size_t at;

	while ((at = pc_str_find_str(rest, PC_STR("env"))) < rest.len) {
		bool before = at > 0 && word_char(rest.ptr[at - 1]);
		bool after = at + 3 < rest.len && word_char(rest.ptr[at + 3]);

		if (!before && !after)
			return true;
		rest = pc_str_from(rest, at + 3);
	}
	return pc_str_find_str(text, PC_STR("$ENV")) < text.len;
}

/* One quoted text or one bare word, without anything that ends it early. */
static bool simple_word(const struct pc_sh_word *word)
{
	const struct pc_sh_part *part = word->parts;

	if (!part || part->next)
		return false;
	if (pc_str_find(word->text, '`') < word->text.len)
		return false;
	if (part->kind == PC_SH_DOUBLE)
		return pc_str_find(word->text, '\\') == word->text.len;
	return part->kind == PC_SH_LITERAL || part->kind == PC_SH_SINGLE;
}

static bool check_jq(const struct ro_words *words)
{
	bool filter = false;

	for (size_t i = 0; i < words->count; i++) {
		struct pc_str word = words->args[i].value;

		if (!words->args[i].known || !simple_word(words->args[i].word) ||
			names_env(word))
			return false;
		if (!pc_str_starts(word, PC_STR("-"))) {
			filter = true;
			continue;
		}
		word = pc_str_from(word, pc_str_starts(word, PC_STR("--")) ? 2 : 1);
		if (!all(pc_str_head(word, pc_str_find(word, '=')), option_char))
			return false;
	}
	return filter;
}

/* ---- xargs ---------------------------------------------------------------- */

static bool xargs_flag(char c)
{
	return memchr("0rtx", c, 4);
}

static bool xargs_option(const struct ro_words *words, size_t *at)
{
	struct pc_str word = words->args[*at].value, value = word_at(words, *at + 1);

	if (all(pc_str_from(word, 1), xargs_flag))
		return true;
	++*at;
	if (pc_str_is(word, "-I"))
		return pc_str_is(value, "{}");
	if (safety_in_list(" -n -s -L -P ", word))
		return all(value, is_digit);
	return pc_str_is(word, "-d") && value.len == 1 && inert(value);
}

static bool check_xargs(const struct ro_words *words)
{
	static const char starts[] = " echo egrep fgrep grep head printf tail wc ";
	size_t at = 0;

	if (!all_known(words))
		return false;
	for (; at < words->count && is_option(words->args[at].value); at++) {
		if (!xargs_option(words, &at))
			return false;
	}
	if (at < words->count && !safety_in_list(starts, words->args[at].value))
		return false;
	for (; at < words->count; at++) {
		if (!inert(words->args[at].value))
			return false;
	}
	return true;
}

/* ---- sed ------------------------------------------------------------------ */

/* p, 5p, 5,9p, any number of them between semicolons. */
static bool sed_prints(struct pc_str script)
{
	while (script.ptr) {
		struct pc_str one = pc_str_trim(pc_str_cut(&script, ';'));
		size_t comma;

		if (one.len == 0 || one.ptr[one.len - 1] != 'p')
			return false;
		one.len--;
		comma = pc_str_find(one, ',');
		if (one.len > 0 && !all(pc_str_head(one, comma), is_digit))
			return false;
		if (comma < one.len && !all(pc_str_from(one, comma + 1), is_digit))
			return false;
	}
	return true;
}

/* g, p, i, m in any order and one digit; w and e write and run. */
static bool sed_flags_fit(struct pc_str flags)
{
	unsigned digits = 0;

	for (size_t i = 0; i < flags.len; i++) {
		digits += is_digit(flags.ptr[i]);
		if (!memchr("gpimIM123456789", flags.ptr[i], 15))
			return false;
	}
	return digits < 2;
}

/* s/text/text/flags and nothing more. */
static bool sed_substitutes(struct pc_str script)
{
	unsigned slashes = 0;
	size_t at = 1;

	if (!pc_str_starts(script, PC_STR("s/")))
		return false;
	for (; at < script.len && slashes < 3; at++) {
		char c = script.ptr[at];

		if (c == '\\' && at + 1 < script.len && script.ptr[at + 1] == '/')
			return false;
		if (c == '\\')
			at++;
		else if (c == '/')
			slashes++;
		else if (c == '\n' || c == '{' || c == '}' || c == '#' || c == '!' ||
			 c == '$' || c == ';' || (unsigned char)c >= 0x80)
			return false;
	}
	return slashes == 3 && sed_flags_fit(pc_str_from(script, at));
}

struct sed_options {
	bool quiet, in_place;
};

static bool sed_option(struct sed_options *options, struct pc_str word)
{
	static const char others[] =
		" --posix --regexp-extended --zero-terminated --null-data ";

	if (safety_in_list(" --quiet --silent ", word)) {
		options->quiet = true;
		return true;
	}
	if (pc_str_is(word, "--in-place")) {
		options->in_place = true;
		return true;
	}
	if (word.ptr[1] == '-')
		return safety_in_list(others, word);
	for (size_t i = 1; i < word.len; i++) {
		switch (word.ptr[i]) {
		case 'n':
			options->quiet = true;
			break;
		case 'i':
			options->in_place = true;
			break;
		case 'E':
		case 'r':
		case 'z':
			break;
		default:
			return false;
		}
	}
	return true;
}

/* Edits are accepted only of files that are named from the working directory. */
bool ro_sed(const struct ro_words *words, bool edits)
{
	struct sed_options options = {0};
	size_t at = 0;
	struct pc_str script;

	if (!all_known(words) && !edits)
		return false;
	for (; at < words->count && is_option(words->args[at].value); at++) {
		if (!sed_option(&options, words->args[at].value))
			return false;
	}
	if (at >= words->count || !words->args[at].known)
		return false;
	script = pc_str_trim(words->args[at++].value);
	if (options.quiet && !options.in_place && sed_prints(script))
		return true;
	if (options.quiet || !sed_substitutes(script))
		return false;
	if (!edits)
		return !options.in_place && at == words->count;
	for (; at < words->count; at++) {
		if (pc_str_starts(words->args[at].value, PC_STR("/")) ||
			pc_str_starts(words->args[at].value, PC_STR("~")))
			return false;
	}
	return true;
}

static bool check_sed(const struct ro_words *words)
{
	return ro_sed(words, false);
}

const struct ro_special ro_specials[] = {
	{"[", check_bracket},
	{"arch", check_arch},
	{"cd", check_cd},
	{"claude", check_claude},
	{"history", check_history},
	{"ifconfig", check_ifconfig},
	{"ip", check_ip},
	{"jq", check_jq},
	{"node", check_node},
	{"printf", check_printf},
	{"pwd", check_nothing},
	{"python", check_python},
	{"python3", check_python},
	{"sed", check_sed},
	{"test", check_test},
	{"uniq", check_uniq},
	{"whoami", check_nothing},
	{"xargs", check_xargs},
};
const size_t ro_n_specials = PC_COUNT(ro_specials);
