/* SPDX-License-Identifier: Apache-2.0 */
/* The engine's own: rules made ready (secrets.c), one look at one text (scan.c), what is
 * done at an anchor (confirm.c, context.c, encoded.c). */
#ifndef PC_SECRETS_ENGINE_PRIV_H
#define PC_SECRETS_ENGINE_PRIV_H

#include "pc/base/buf.h"
#include "pc/base/limits.h"
#include "pc/match/literals.h"
#include "pc/match/pattern.h"

#include "secrets_priv.h"

enum {
	/* Of texts in base64 in texts in base64. */
	MOST_ENCODED_DEPTH = 2,
	/* Bytes of one run of base64 that is decoded. */
	MOST_ENCODED = 64 << 10,
	/* A text that is split is split so far before the end of a window: what stands
	 * behind a key is seen from both sides. */
	TAIL = 2 * PC_MAX_SECRET_LINE,
	/* From where a pattern begins: the longest key. */
	MOST_KEY = PC_SECRET_OVERLAP - TAIL,
	/* A prefix has this many bytes at least before it is looked for in base64 too. */
	LEAST_ENCODED = 6,
};

/* One rule, made ready. */
struct engine_rule {
	const struct pc_secret_rule *rule;
	struct pc_pattern pattern, unless;
	int with;       /* number of the rule it needs; -1: none */
	bool key_first; /* the match begins with the key */
};

enum use_kind { USE_PREFIX, USE_KEYWORD, USE_GENERIC, USE_ENCODED };

/* What an anchor is for. */
struct anchor_use {
	enum use_kind kind;
	unsigned rule;  /* of prefixes and keywords */
	unsigned shift; /* of encoded: bytes before it in its group of three */
	bool is_short;  /* of names: people's passwords may follow */
	char begins;    /* whether the pattern begins with it: 'y', 'n'; 0: not known */
};

struct anchor {
	struct pc_literal literal;
	unsigned first, n; /* uses */
};

struct anchors {
	struct anchor *items;
	struct pc_literal *literals; /* of items, in their order */
	struct anchor_use *uses;
	size_t n, n_uses;
};

struct pc_secrets {
	struct pc_secrets_options options;
	struct engine_rule *rules;
	size_t n_rules;
	struct anchors anchors;
	char *encoded; /* texts of anchors in base64 */
	struct pc_literals *table;
	/* Names of services, looked for in names alone: a thousand literals more would
	 * slow the pass over all text down by half.  The anchors of the rule of
	 * assignments, "key" and "token", lead to the names. */
	struct anchors services;
	bool no_generic; /* the rule of assignments is left out, not what leads to names
			  */
	struct pc_literals *service_table;
	/* Made when so much text was seen that it pays; until then NULL. */
	struct pc_literals *fast;
	size_t seen;
	bool tried_fast;
};

/* A key, maybe: what confirm.c found, before it is known what else stands there. */
struct candidate {
	const struct engine_rule *rule; /* NULL: the rule of assignments */
	size_t at, len;                 /* in the outermost text */
	struct pc_str key, name;
	enum pc_secret_sureness sureness;
	unsigned rank;
	bool is_encoded;
};

/* Up to where lines were searched with a rule, in one look. */
struct searched {
	unsigned look;
	size_t to;
};

struct pc_secret_scanner {
	struct pc_secrets *secrets;
	struct pc_pattern_scratch *patterns;
	struct pc_literals_space *space; /* of secrets->fast */
	struct searched *searched;       /* one for each rule */
	unsigned looks;
	struct candidate *candidates;
	size_t n_candidates, cap_candidates;
	/* Decoded texts that candidates lie in; zeroed when all was told. */
	struct pc_str *decoded;
	size_t n_decoded, cap_decoded;
	struct pc_buf value;
	size_t gave_up;
	/* Rules that matched in this file, in windows before; for those in two parts. */
	bool *matched;
};

/* One pass over one text: the one that was given, or one that was decoded from it. */
struct look {
	struct pc_secret_scanner *scanner;
	struct pc_str text;
	struct pc_str outer_name; /* what the text as a whole is called; may be empty */
	unsigned number;
	unsigned depth;
	/* Of a decoded text: where it stands in the outermost one. */
	size_t outer_at, outer_len;
	/* Of the last run of base64 that was decoded. */
	size_t run_end;
	/* Of the last name that was looked through for services. */
	size_t name_end;
	size_t recent[8]; /* ends of the last anchors of names, newest first */
};

/* ---- charset.c --------------------------------------------------------------------- */

bool charset_has(enum pc_charset charset, char c);
/* Bytes from text on that are all of it; at most most are looked at. */
size_t charset_span(enum pc_charset charset, struct pc_str text, size_t most);
/* Whether somewhere in text so many of them stand in a row. */
bool charset_has_run(enum pc_charset charset, struct pc_str text, size_t least);
/* Whether somewhere in text something stands that may be a value by chance: so many bytes
 * without blanks, quotes and brackets, and not of letters of one kind alone. */
bool charset_has_value(struct pc_str text, size_t least);
bool is_word(char c);
/* Whether what stands before text.ptr[at] does not continue a word: escapes as in
 * "\nsk-",
 * "%3Dsk-", "\u003dsk-" and those of colours do not. */
bool is_free_before(struct pc_str text, size_t at);
bool is_free_behind(struct pc_str text, size_t end);

/* ---- context.c --------------------------------------------------------------------- */

/* Lines around [from, to): so many before and behind, bounded by PC_MAX_SECRET_LINE. */
struct pc_str lines_around(
	struct pc_str text, size_t from, size_t to, unsigned before, unsigned behind);
/* Whether a keyword of the rule stands where it has to, for a key at that place. */
bool context_holds(const struct look *look, const struct pc_secret_rule *rule, size_t at,
	size_t end, struct pc_str name);

/* ---- confirm.c --------------------------------------------------------------------- */

/* Judges what stands at an anchor: adds candidates.  False: there are enough. */
bool confirm_anchor(struct look *look, const struct anchor *anchor, size_t end);
/* Adds one that was found in the look's text. */
void candidate_add(struct look *look, const struct candidate *candidate);

/* ---- lead.c ------------------------------------------------------------------------ */

/* Whether a value begins like the keys of a provider, and is shorter than any of them, or
 * of another length than all of them. */
bool is_cut_key(const struct pc_secrets *secrets, struct pc_str value);

/* ---- encoded.c --------------------------------------------------------------------- */

/* The literal that a prefix becomes in base64 behind shift bytes, without digits that
 * depend on what stands around it.  Returns its length; out has room for 2 * length. */
size_t encoded_anchor(char *out, struct pc_str prefix, unsigned shift);
/* Decodes the run around an anchor and looks at what comes out. */
void encoded_at(struct look *look, size_t at, unsigned shift);

/* ---- scan.c ------------------------------------------------------------------------ */

/* Looks at a decoded text. */
void look_through(struct look *look);

#endif
