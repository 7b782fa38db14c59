/* SPDX-License-Identifier: Apache-2.0 */
/* The file of allowed signers, line by line.  A line is read from left to right; the
 * first thing that is wrong in it is its fault, with the place, and the line is gone. */
#include "pc/trust/signers.h"
#include "pc/base/limits.h"
#include "trust_priv.h"

struct reading {
	struct pc_signers *signers;
	struct pc_arena *arena;
	struct pc_str line;
	size_t at; /* in the line */
	uint32_t number;
};

/* ---- places --------------------------------------------------------------- */

static struct pc_span span_of(const struct reading *r, size_t offset)
{
	uint32_t col = 1;

	for (size_t i = 0; i < offset && i < r->line.len; i++)
		col += ((unsigned char)r->line.ptr[i] & 0xc0) != 0x80;
	return (struct pc_span){r->signers->file, r->number, col};
}

/* Always false, for "return fault(...)". */
static bool fault(struct reading *r, size_t offset, const char *fmt, ...) PC_PRINTF(3, 4);

static bool fault(struct reading *r, size_t offset, const char *fmt, ...)
{
	struct pc_signers *s = r->signers;
	struct pc_err err;
	char text[256];
	va_list args;

	if (s->n_faults == PC_MAX_SIGNERS_FAULTS)
		return false;
	va_start(args, fmt);
	vsnprintf(text, sizeof(text), fmt, args);
	va_end(args);
	pc_err_set(&err, PC_ERR_PARSE, span_of(r, offset), "%s", text);
	pc_arena_grow(r->arena, s->faults, s->n_faults, s->faults_cap);
	s->faults[s->n_faults++] = (struct pc_signers_fault){
		err.at, pc_arena_str(r->arena, pc_str(err.text))};
	return false;
}

/* ---- words ---------------------------------------------------------------- */

static bool is_at(const struct reading *r, char c)
{
	return r->at < r->line.len && r->line.ptr[r->at] == c;
}

static bool is_space(char c)
{
	return c == ' ' || c == '\t';
}

static void skip_space(struct reading *r)
{
	while (is_at(r, ' ') || is_at(r, '\t'))
		r->at++;
}

/* Up to white space; what is in quotes may have some. */
static struct pc_str peek_word(const struct reading *r)
{
	struct pc_str rest = pc_str_from(r->line, r->at);
	bool is_quoted = false;
	size_t len = 0;

	while (len < rest.len && (is_quoted || !is_space(rest.ptr[len]))) {
		if (rest.ptr[len] == '\\' && len + 1 < rest.len &&
			rest.ptr[len + 1] == '"')
			len++;
		else if (rest.ptr[len] == '"')
			is_quoted = !is_quoted;
		len++;
	}
	return pc_str_head(rest, len);
}

/* principals = quote text quote / text without quotes */
static bool read_principals(struct reading *r, struct pc_signer *signer)
{
	size_t start = r->at, len;
	bool is_quoted = is_at(r, '"');
	struct pc_str rest = pc_str_from(r->line, start + is_quoted);

	for (len = 0; len < rest.len; len++) {
		if (rest.ptr[len] == '"' || (!is_quoted && is_space(rest.ptr[len])))
			break;
	}
	signer->principals = pc_arena_str(r->arena, pc_str_head(rest, len));
	r->at = start + is_quoted + len;
	if (is_quoted && !is_at(r, '"'))
		return fault(r, start, "the quote is not closed");
	r->at += is_quoted;
	if (!signer->principals.len)
		return fault(r, start, "there are no principals");
	if (r->at < r->line.len && !is_space(r->line.ptr[r->at]))
		return fault(r, r->at, "white space has to follow the principals");
	skip_space(r);
	if (r->at == r->line.len)
		return fault(r, start, "there is no key behind the principals");
	return true;
}

/* ---- options -------------------------------------------------------------- */

/* '"' text '"', in which '\"' is a quote. */
static bool read_value(struct reading *r, struct pc_str *out)
{
	size_t start = r->at;
	struct pc_buf value = {0};

	if (!is_at(r, '"'))
		return fault(r, start, "the value of an option has to be in quotes");
	for (r->at++; r->at < r->line.len && !is_at(r, '"'); r->at++) {
		if (is_at(r, '\\') && r->at + 1 < r->line.len &&
			r->line.ptr[r->at + 1] == '"')
			r->at++;
		pc_buf_add_char(&value, r->line.ptr[r->at]);
	}
	*out = pc_arena_str(r->arena, pc_buf_str(&value));
	pc_buf_done(&value);
	if (!is_at(r, '"'))
		return fault(r, start, "the quote is not closed");
	r->at++;
	return true;
}

static bool read_namespaces(struct reading *r, struct pc_signer *signer)
{
	if (signer->has_namespaces)
		return fault(r, r->at, "'namespaces' is there twice");
	signer->has_namespaces = true;
	return read_value(r, &signer->namespaces);
}

static bool read_time(struct reading *r, int64_t *out)
{
	size_t start = r->at;
	struct pc_str value = {0};

	if (*out)
		return fault(r, start, "this time is there twice");
	if (!read_value(r, &value))
		return false;
	if (!when_read(out, value)) {
		return fault(r, start,
			"'%.*s' is no time: YYYYMMDD, YYYYMMDDHHMM or YYYYMMDDHHMMSS, "
			"with a Z behind it for UTC",
			PC_STR_ARG(value));
	}
	return true;
}

static bool read_after(struct reading *r, struct pc_signer *signer)
{
	return read_time(r, &signer->valid_after);
}

static bool read_before(struct reading *r, struct pc_signer *signer)
{
	return read_time(r, &signer->valid_before);
}

static bool read_authority(struct reading *r, struct pc_signer *signer)
{
	(void)r;
	signer->is_authority = true;
	return true;
}

static const struct option {
	const char *name;
	bool (*read)(struct reading *r, struct pc_signer *signer);
	bool has_value;
} options[] = {
	{"cert-authority", read_authority, false},
	{"namespaces", read_namespaces, true},
	{"valid-after", read_after, true},
	{"valid-before", read_before, true},
};

static bool is_name_end(char c)
{
	return c == '=' || c == ',' || is_space(c);
}

/* option = name ["=" value] */
static bool read_option(struct reading *r, struct pc_signer *signer)
{
	struct pc_str name = pc_str_from(r->line, r->at);
	size_t start = r->at, len = 0;

	while (len < name.len && !is_name_end(name.ptr[len]))
		len++;
	name = pc_str_head(name, len);
	for (size_t i = 0; i < PC_COUNT(options); i++) {
		if (!pc_str_eq_nocase(name, pc_str(options[i].name)))
			continue;
		r->at += len;
		if (is_at(r, '=') != options[i].has_value) {
			return fault(r, start, "'%s' %s", options[i].name,
				options[i].has_value ? "needs a value: =\"...\""
						     : "takes no value");
		}
		r->at += options[i].has_value;
		return options[i].read(r, signer);
	}
	return fault(r, start,
		"'%.*s' is neither an option nor a type of key; options are "
		"cert-authority, namespaces, valid-after and valid-before",
		PC_STR_ARG(pc_str_head(name, 64)));
}

/* options = option *("," option) */
static bool read_options(struct reading *r, struct pc_signer *signer)
{
	size_t start = r->at;

	for (;;) {
		if (!read_option(r, signer))
			return false;
		if (!is_at(r, ','))
			break;
		r->at++;
	}
	if (r->at < r->line.len && !is_space(r->line.ptr[r->at]))
		return fault(r, r->at, "a comma or white space has to follow an option");
	if (signer->valid_before && signer->valid_before <= signer->valid_after)
		return fault(r, start, "'valid-before' is not behind 'valid-after'");
	skip_space(r);
	if (r->at == r->line.len)
		return fault(r, r->at, "there is no key behind the options");
	return true;
}

/* ---- the key -------------------------------------------------------------- */

/* Words that begin like types of keys, so that a wrong one is not called an option. */
static bool looks_like_type(struct pc_str word)
{
	return pc_str_starts(word, PC_STR("ssh-")) ||
	       pc_str_starts(word, PC_STR("ecdsa-")) ||
	       pc_str_starts(word, PC_STR("sk-"));
}

static bool read_key(struct reading *r, struct pc_signer *signer)
{
	struct pc_str type = peek_word(r), text;
	size_t start = r->at;
	struct refusal refusal;
	struct pc_str blob;
	struct sshkey key;

	if (pc_str_starts(type, PC_STR("ssh-dss")))
		return fault(r, start, "DSA keys are too weak to be accepted");
	if (pc_str_ends(type, PC_STR("-cert-v01@openssh.com"))) {
		return fault(r, start,
			"this is a certificate; list the key of its authority, with the "
			"option cert-authority");
	}
	if (!sshkey_type_of(type)) {
		return fault(r, start, "'%.*s' is no type of key that is accepted",
			PC_STR_ARG(pc_str_head(type, 64)));
	}
	r->at += type.len;
	skip_space(r);
	text = peek_word(r);
	if (!text.len || !base64_read(&blob, r->arena, text))
		return fault(r, r->at, "the key has to be base64, on the same line");
	refusal = sshkey_read(&key, r->arena, blob);
	if (refusal.why)
		return fault(r, r->at, "%s", refusal.why);
	if (!pc_str_is(type, key.type->name) || key.cert)
		return fault(r, r->at, "the key is not of the type before it");
	signer->key = key.plain;
	return true;
}

/* ---- lines ---------------------------------------------------------------- */

/* line = [principals [options] type base64 [comment]] / "#" text */
static bool read_line(struct reading *r, struct pc_signer *signer)
{
	struct pc_str word;

	skip_space(r);
	if (r->at == r->line.len || is_at(r, '#'))
		return false;
	signer->at = span_of(r, r->at);
	if (!is_text(r->line)) {
		return fault(r, r->at,
			"there is a control character in this line, or it is not UTF-8");
	}
	if (!read_principals(r, signer))
		return false;
	word = peek_word(r);
	if (!looks_like_type(word) && !read_options(r, signer))
		return false;
	return read_key(r, signer);
}

enum pc_status pc_signers_read(struct pc_signers *out, struct pc_arena *arena,
	const char *file, struct pc_str text, struct pc_err *err)
{
	struct pc_signers signers = {.file = file};
	struct reading r = {.signers = &signers, .arena = arena};

	if (text.len > PC_MAX_SIGNERS_SIZE) {
		return pc_err_set(err, PC_ERR_LIMIT, (struct pc_span){file, 0, 0},
			"larger than %d bytes", PC_MAX_SIGNERS_SIZE);
	}
	while (text.ptr) {
		struct pc_signer signer = {0};

		r.line = pc_str_cut(&text, '\n');
		if (pc_str_ends(r.line, PC_STR("\r")))
			r.line.len--;
		r.number++;
		r.at = 0;
		if (!read_line(&r, &signer))
			continue;
		pc_arena_grow(arena, signers.items, signers.count, signers.cap);
		signers.items[signers.count++] = signer;
	}
	*out = signers;
	return PC_OK;
}
