/* SPDX-License-Identifier: Apache-2.0 */
/* A pipeline whose output a shell runs, and of which nobody knows what it will be: is
 * it one with which people make commands out of names of files?
 *
 *   find . -name '*.c' | sed 's/.*./mv & &.bak/' | sh      yes: all that it can say is
 *                                                          there to read, but for names
 *   base64 -d x | sh       echo cXurl | sed s/X// | sh     no: something is decoded
 */
#include "pc/doc/node.h"
#include "roles.h"
#include "walk_priv.h"

/* Their output is names and lines of files, or their input cut to pieces. */
static const char listers[] =
	"find ls ps ipcs cat grep egrep fgrep getent df mount docker git svn locate lsof "
	"who last metaflac date sed awk";
static const char cutters[] =
	"sed awk gawk nawk mawk perl cut sort uniq head tail grep egrep fgrep xargs tac "
	"paste column tee";
static const char *const decoders[] = {"base64", "base32", "xxd", "openssl", "pack",
	"chr(", "%c", "\\x", "\\0", "decode", "hex", "tr ", "rev", "http", "<<"};

static bool has_word(struct pc_str text, struct pc_str word)
{
	return word.len && pc_str_find_str(text, word) < text.len;
}

static bool is_name_byte(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
	       (c >= '0' && c <= '9') || (c && strchr("._-", c));
}

/* The program of "Bash(curl:*)", the longest name in "Read(~/.ssh/x)". */
static struct pc_str gist(const struct pc_rule *rule)
{
	struct pc_str text = rule->src->text, best = {0};
	size_t begin = pc_str_find(text, '(') + 1;
	bool is_first = pc_str_starts(text, PC_STR("Bash"));

	for (size_t i = begin; i <= text.len; i++) {
		struct pc_str word;

		if (i < text.len && is_name_byte(text.ptr[i]))
			continue;
		word = pc_str_from(pc_str_head(text, i), begin);
		begin = i + 1;
		if (pc_str_is(word, "domain"))
			continue;
		if (word.len > best.len)
			best = word;
		if (is_first && best.len)
			break;
	}
	return best;
}

static bool names_what_rules_do(struct walk *walk, struct pc_str text)
{
	size_t n;
	const struct pc_rule *rules = pc_policy_rules(walk->policy, &n);

	for (size_t i = 0; i < n; i++) {
		struct pc_str word = gist(&rules[i]);

		if (!walk_read(walk, text.len + 64))
			return true;
		if (rules[i].src->list != PC_LIST_ALLOW &&
			(word.len == 0 || has_word(text, word)))
			return true;
	}
	return false;
}

static struct pc_str first_word(struct pc_str text)
{
	text = pc_str_trim(text);
	return pc_str_head(text, pc_str_find(text, ' '));
}

bool walk_is_plain(struct walk *walk, struct pc_str pipeline)
{
	const char *allowed = listers;
	char quote = 0;
	size_t begin = 0;

	if (!pipeline.len || names_what_rules_do(walk, pipeline))
		return false;
	for (size_t i = 0; i < PC_COUNT(decoders); i++) {
		if (has_word(pipeline, pc_str(decoders[i])))
			return false;
	}
	for (size_t i = 0; i < pipeline.len; i++) {
		char c = pipeline.ptr[i];

		if (quote ? c == quote : c == '\'' || c == '"')
			quote = quote ? 0 : c;
		if (quote || (c != '|' && i + 1 < pipeline.len))
			continue;
		if (!names_have(allowed, first_word(pc_str_from(pipeline, begin))))
			return false;
		allowed = cutters;
		begin = i + 1;
	}
	return true;
}

bool walk_reads_plain(struct walk *walk)
{
	return walk_is_plain(walk, walk->upstream);
}
