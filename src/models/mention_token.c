/* SPDX-License-Identifier: Apache-2.0 */
/* Where a name begins and ends in a text, and whether what stands around it shows that it
 * is none: a path, a pattern, a class of CSS, a part of a longer word. */
#include "mention_priv.h"
#include "pc/base/utf.h"

static bool is_letter(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

static bool is_figure(char c)
{
	return c >= '0' && c <= '9';
}

bool is_name_char(char c)
{
	return is_letter(c) || is_figure(c) || c == '-' || c == '_';
}

static bool is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

static char char_at(struct pc_str text, size_t at)
{
	return at < text.len ? text.ptr[at] : '\0';
}

static bool starts_at(struct pc_str text, size_t at, const char *word)
{
	return pc_str_starts(pc_str_from(text, at), pc_str(word));
}

static bool ends_at(struct pc_str text, size_t at, const char *word)
{
	return pc_str_ends(pc_str_head(text, at), pc_str(word));
}

/* ---- signs that are not ASCII ----------------------------------------------- */

struct range {
	uint32_t first, last;
	char as; /* 0: it cannot be seen */
};

/* Letters of other scripts that are drawn as small Latin ones, dashes, and what is not
 * drawn at all; by rising code points. */
static const struct range ranges[] = {
	{0xad, 0xad, 0},
	{0xe0, 0xe5, 'a'},
	{0xe7, 0xe7, 'c'},
	{0xe8, 0xeb, 'e'},
	{0xec, 0xef, 'i'},
	{0xf1, 0xf1, 'n'},
	{0xf2, 0xf6, 'o'},
	{0xf9, 0xfc, 'u'},
	{0x131, 0x131, 'i'},
	{0x17f, 0x17f, 's'},
	{0x251, 0x251, 'a'},
	{0x261, 0x261, 'g'},
	{0x34f, 0x34f, 0},
	{0x3b1, 0x3b1, 'a'},
	{0x3b5, 0x3b5, 'e'},
	{0x3b9, 0x3b9, 'i'},
	{0x3ba, 0x3ba, 'k'},
	{0x3bd, 0x3bd, 'v'},
	{0x3bf, 0x3bf, 'o'},
	{0x3c1, 0x3c1, 'p'},
	{0x3c4, 0x3c4, 't'},
	{0x3c5, 0x3c5, 'u'},
	{0x3f2, 0x3f2, 'c'},
	{0x430, 0x430, 'a'},
	{0x435, 0x435, 'e'},
	{0x43a, 0x43a, 'k'},
	{0x43c, 0x43c, 'm'},
	{0x43e, 0x43e, 'o'},
	{0x43f, 0x43f, 'n'},
	{0x440, 0x440, 'p'},
	{0x441, 0x441, 'c'},
	{0x442, 0x442, 't'},
	{0x443, 0x443, 'y'},
	{0x445, 0x445, 'x'},
	{0x455, 0x455, 's'},
	{0x456, 0x456, 'i'},
	{0x458, 0x458, 'j'},
	{0x4bb, 0x4bb, 'h'},
	{0x4cf, 0x4cf, 'l'},
	{0x501, 0x501, 'd'},
	{0x51b, 0x51b, 'q'},
	{0x51d, 0x51d, 'w'},
	{0x578, 0x578, 'n'},
	{0x57d, 0x57d, 'u'},
	{0x585, 0x585, 'o'},
	{0x581, 0x581, 'g'},
	{0x61c, 0x61c, 0},
	{0x180e, 0x180e, 0},
	{0x200b, 0x200f, 0},
	{0x2010, 0x2013, '-'},
	{0x202a, 0x202e, 0},
	{0x2060, 0x2069, 0},
	{0x2212, 0x2212, '-'},
	{0xfe00, 0xfe0f, 0},
	{0xfe63, 0xfe63, '-'},
	{0xfeff, 0xfeff, 0},
};

static int strange_as(uint32_t c)
{
	enum { WIDE_FIRST = 0xff01, WIDE_LAST = 0xff5e, WIDE = 0xfee0 };

	if (c >= WIDE_FIRST && c <= WIDE_LAST)
		return is_name_char((char)(c - WIDE)) || c - WIDE == '.' ? (int)(c - WIDE)
									 : -1;
	for (size_t i = 0; i < PC_COUNT(ranges); i++) {
		if (c >= ranges[i].first && c <= ranges[i].last)
			return ranges[i].as;
	}
	return -1;
}

int strange_at(struct pc_str text, size_t at, size_t *len)
{
	size_t end = at;
	uint32_t c;

	if (at >= text.len || (unsigned char)text.ptr[at] < 0x80)
		return -1;
	c = pc_utf8_next(text, &end);
	*len = end - at;
	return strange_as(c);
}

/* ---- the end ---------------------------------------------------------------- */

/* What sellers put behind a name. */
static const char *const ends_of_sellers[] = {":beta", ":free", ":thinking", ":extended",
	":online", ":nitro", ":floor", ":exacto", "[1m]", "[1M]", "@default", "@latest",
	"%3A0"};

/* Bytes of a part that only sellers write: "@20250805", ":0", ":beta"; 0: none. */
static size_t end_of_seller(struct pc_str text, size_t at)
{
	size_t n = 1;

	for (size_t i = 0; i < PC_COUNT(ends_of_sellers); i++) {
		size_t len = strlen(ends_of_sellers[i]);

		if (starts_at(text, at, ends_of_sellers[i]) &&
			!is_letter(char_at(text, at + len)))
			return len;
	}
	if (char_at(text, at) != '@' && char_at(text, at) != ':')
		return 0;
	while (is_figure(char_at(text, at + n)))
		n++;
	if (text.ptr[at] == '@')
		return n > 2 ? n : 0;
	/* Bedrock's "-v1:0", and nobody else's numbers. */
	bool is_version = at > 2 && is_figure(text.ptr[at - 1]) &&
			  (text.ptr[at - 2] == 'v' || text.ptr[at - 2] == '-');

	return is_version && n == 2 ? n : 0;
}

size_t token_reach(struct pc_str text, size_t start, bool takes_strange)
{
	size_t at = start, len = 0;

	while (at < text.len && at - start <= MOST_NAME) {
		char c = text.ptr[at];

		if (is_name_char(c))
			at++;
		else if (c == '.' && at > start && is_figure(text.ptr[at - 1]) &&
			 is_figure(char_at(text, at + 1)))
			at++;
		else if (takes_strange && strange_at(text, at, &len) >= 0)
			at += len;
		else
			break;
	}
	for (size_t n; (n = end_of_seller(text, at)) > 0;)
		at += n;
	return at;
}

/* Signs behind a name that make a pattern or a template of it. */
static bool is_pattern_behind(struct pc_str text, const struct token *token)
{
	char c = char_at(text, token->end), next = char_at(text, token->end + 1);

	if (c == '*' && token->start > 0 && text.ptr[token->start - 1] == '*') {
		/* Emphasis in prose; but "*name*" in quotes is a pattern. */
		size_t before = token->start - 1;
		char quote = before > 0 ? text.ptr[before - 1] : ' ';

		return next != '*' && (quote == '"' || quote == '\'');
	}
	if (c == '\\')
		return next == '.' || next == 'd' || next == 'w' || next == '-' ||
		       next == 's' || next == '$' || next == 'b';
	return c == '*' || c == '$' || c == '{' || c == '^';
}

/* Behind "name/" there is the rest of a path, unless a seller's name or another model is
 * beside it. */
static bool is_path_behind(struct pc_str text, const struct token *token)
{
	char c = char_at(text, token->end), next = char_at(text, token->end + 1);

	if (c == '.')
		return is_letter(next) || next == '_' || next == '*';
	if (c != '/' && c != '\\')
		return false;
	if (token->start != token->core)
		return false;
	if (c == '\\')
		return is_letter(next) && next != 'n' && next != 't' && next != 'r' &&
		       next != 'u';
	return !is_blank(next) && next != '\0' && next != '"' &&
	       !starts_at(text, token->end + 1, "claude-") &&
	       !starts_at(text, token->end + 1, "gpt-") &&
	       !starts_at(text, token->end + 1, "gemini-");
}

/* ---- the beginning ---------------------------------------------------------- */

/* What stands before "/name" or ".name" where it is a model's. */
static const char *const sellers[] = {"anthropic", "~anthropic", "openai", "google",
	"models", "model", "foundation-model", "inference-profile", "bedrock",
	"amazon-bedrock", "bedrock_converse", "converse", "vertex_ai", "vertex",
	"google-vertex", "google-vertex-anthropic", "anthropic-vertex", "azure",
	"azure_ai", "azure-ai", "azure_openai", "openrouter", "litellm", "litellm_proxy",
	"github", "github_copilot", "github-copilot", "copilot", "gemini", "vercel",
	"requesty", "deployments", "engines", "claude"};
/* Of them, what says of which kind the thing is, and is no part of its name. */
static const char *const kinds[] = {"model", "foundation-model", "inference-profile",
	"deployments", "engines", "converse"};
static const char *const regions[] = {
	"us", "eu", "apac", "global", "jp", "au", "ca", "us-gov", "sa", "in"};

static bool is_one_of(struct pc_str word, const char *const *words, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		if (pc_str_is(word, words[i]))
			return true;
	}
	return false;
}

/* The word of a path or of dots that ends before at. */
static struct pc_str word_before(struct pc_str text, size_t at)
{
	size_t start = at;

	while (start > 0 && at - start < MOST_NAME &&
		(is_name_char(text.ptr[start - 1]) || text.ptr[start - 1] == '~'))
		start--;
	return (struct pc_str){text.ptr + start, at - start};
}

/* Whether a URL that at lies in is one that requests go to. */
static bool is_of_request(struct pc_str text, size_t at)
{
	enum { MOST_URL = 256 };
	size_t start = at;

	while (start > 0 && at - start < MOST_URL) {
		char c = text.ptr[start - 1];

		if (is_blank(c) || c == '"' || c == '\'' || c == '`' || c == '(' ||
			c == '<')
			break;
		start--;
	}

	struct pc_str url = {text.ptr + start, at - start};

	if (pc_str_find_str(url, PC_STR("://")) == url.len)
		return true;
	return pc_str_find_str(url, PC_STR("/v1")) < url.len ||
	       pc_str_find_str(url, PC_STR("bedrock")) < url.len ||
	       pc_str_find_str(url, PC_STR("/deployments/")) < url.len ||
	       pc_str_find_str(url, PC_STR("openrouter.ai/")) < url.len;
}

/* "us.anthropic." before it; false: something else with dots. */
static bool take_dots(struct token *token, struct pc_str text)
{
	struct pc_str word = word_before(text, token->start - 1);
	size_t start = token->start - 1 - word.len;

	if (word.len == 0)
		return char_at(text, token->start - 2) == '.';
	if (!is_one_of(word, sellers, PC_COUNT(sellers)))
		return false;
	token->start = start;
	if (start == 0 || text.ptr[start - 1] != '.')
		return true;
	word = word_before(text, start - 1);
	if (is_one_of(word, regions, PC_COUNT(regions)))
		token->start = start - 1 - word.len;
	return true;
}

static bool is_model_before(struct pc_str word)
{
	return pc_str_starts(word, PC_STR("claude-")) ||
	       pc_str_starts(word, PC_STR("gpt-")) ||
	       pc_str_starts(word, PC_STR("gemini-"));
}

/* "openrouter/anthropic/" before it; false: the path of something else. */
static bool take_slashes(struct token *token, struct pc_str text)
{
	size_t at = token->start;
	bool is_first = true;

	while (at > 0 && text.ptr[at - 1] == '/') {
		struct pc_str word = word_before(text, at - 1);

		if (word.len == 0 && is_first)
			return at > 1 && text.ptr[at - 2] == '/' &&
			       (at < 3 || text.ptr[at - 3] != ':');
		if (is_first && is_model_before(word))
			return true;
		if (!is_one_of(word, sellers, PC_COUNT(sellers)))
			break;
		at -= word.len + 1;
		/* A word of which this is the end. */
		if (at > 0 && (text.ptr[at - 1] == '.' || text.ptr[at - 1] == '@') &&
			is_first)
			return false;
		if (!is_one_of(word, kinds, PC_COUNT(kinds)))
			token->start = at;
		is_first = false;
	}
	return !is_first && is_of_request(text, at);
}

static bool is_escape_before(struct pc_str text, size_t start)
{
	static const char *const escapes[] = {"\\n", "\\t", "\\r", "%2F", "%2f", "%3A",
		"%3a", "%3D", "%3d", "%20", "%22", ":-", ":="};

	for (size_t i = 0; i < PC_COUNT(escapes); i++) {
		if (ends_at(text, start, escapes[i]))
			return true;
	}
	return false;
}

/* Whether a name can begin where it does, what sellers write before it included. */
static bool read_beginning(struct token *token, struct pc_str text)
{
	if (token->start > 0 && text.ptr[token->start - 1] == '.' &&
		!take_dots(token, text))
		return false;
	if (token->start > 0 && text.ptr[token->start - 1] == '/')
		return take_slashes(token, text);
	if (token->start == 0)
		return true;

	size_t start = token->start;
	char c = text.ptr[start - 1];
	char before = start > 1 ? text.ptr[start - 2] : ' ';

	if (c == '_')
		return !is_name_char(before) && char_at(text, token->end) != '_';
	if (is_name_char(c))
		return is_escape_before(text, start);
	if (c == '*')
		return char_at(text, token->end) == '*';
	if (c == '#')
		return is_blank(before) || before == '#';
	if (c == '.')
		return start != token->core || before == c;
	return c != '@' && c != '$';
}

size_t token_begin(struct pc_str text, size_t at, size_t least)
{
	size_t start = at, len;

	while (start > least && at - start < MOST_NAME / 2) {
		size_t prev = start - 1;

		if (is_name_char(text.ptr[prev])) {
			start = prev;
			continue;
		}
		while (prev > least && ((unsigned char)text.ptr[prev] & 0xc0) == 0x80)
			prev--;
		if (strange_at(text, prev, &len) < 0 || prev + len != start)
			break;
		start = prev;
	}
	while (start < at && (text.ptr[start] == '-' || text.ptr[start] == '_'))
		start++;
	return start;
}

static size_t trim_end(struct pc_str text, size_t start, size_t end)
{
	while (end > start && text.ptr[end - 1] == '_')
		end--;
	return end;
}

void token_read(struct token *out, struct pc_str text, size_t core)
{
	struct token token = {.start = core, .core = core};

	token.end = trim_end(text, core, token_reach(text, core, false));
	token.strange_end = token.end;
	if (token.end < text.len && (unsigned char)text.ptr[token.end] >= 0x80)
		token.strange_end = token_reach(text, core, true);
	token.is_none = token.end - core > MOST_NAME || !read_beginning(&token, text) ||
			is_pattern_behind(text, &token) || is_path_behind(text, &token);
	*out = token;
}
