/* SPDX-License-Identifier: Apache-2.0 */
/* Keys in a text: literals that rules begin with in one pass, and at each of them the
 * rule's pattern, charset, length, checksum, entropy and surroundings. */
#ifndef PC_SECRETS_SCAN_H
#define PC_SECRETS_SCAN_H

#include "pc/secrets/rule.h"

struct pc_literals_way;
struct pc_secrets;        /* rules, made ready; read-only, shared by threads */
struct pc_secret_scanner; /* what one thread needs to look */

struct pc_secrets_options {
	const struct pc_secret_rule *more; /* beside the built-in ones; borrowed */
	size_t n_more;
	const char *const
		*without; /* ids of rules that are left out; NULL-ended or NULL */
	size_t size;   /* about how much text there will be: little of it is not worth a
			  large automaton; 0: not known */
	bool is_plain; /* without vectorscan; the findings are the same */
	/* pc_literals_fast(), of programs that are linked to pc::match_fast and may see
	 * much text; it is used when some MB were seen. NULL: as if is_plain. */
	const struct pc_literals_way *fast;
};

PC_MUST_CHECK enum pc_status pc_secrets_open(struct pc_secrets **out,
	const struct pc_secrets_options *options, struct pc_err *err);
void pc_secrets_close(struct pc_secrets *secrets);

struct pc_secret_scanner *pc_secret_scanner_new(const struct pc_secrets *secrets);
void pc_secret_scanner_free(struct pc_secret_scanner *scanner);

struct pc_secret_hit {
	const struct pc_secret_rule *rule;
	enum pc_secret_sureness sureness;
	struct pc_str key;  /* borrowed until the function returns; nobody keeps it */
	struct pc_str name; /* of what it is assigned to; may be empty */
	size_t at, len;     /* bytes of the text that hold it, encoded or not */
	uint32_t line, col;
	bool is_encoded; /* base64: key is the decoded form */
};

typedef void pc_secret_hit_fn(void *context, const struct pc_secret_hit *hit);

/* A text, or a window of one that is larger than memory.  Windows overlap by
 * PC_SECRET_OVERLAP bytes, and begin at the beginning of a line where there is one. */
struct pc_secret_text {
	struct pc_str text;
	size_t seen;   /* bytes at the start that the last window held too: hits that
			     lie in them were told */
	uint32_t line; /* number of the first line; 0: 1 */
	bool goes_on;  /* another window follows: hits at the end wait for it */
};

/* Calls found for each key, in the order of their places; one place is told once, by the
 * surest rule.  Any bytes may stand in text.  Bounded: PC_MAX_SECRET_HITS hits, and a
 * pattern that gave up is counted. */
void pc_secret_scan(struct pc_secret_scanner *scanner, const struct pc_secret_text *text,
	pc_secret_hit_fn *found, void *context);

/* How often a pattern reached a limit, in all that this scanner looked at. */
size_t pc_secret_gave_up(const struct pc_secret_scanner *scanner);

/* A value that a structured document gives that name: the text NAME="VALUE" for the
 * rules, the decoded value for those who encode (a Secret's data).  hit->at counts in
 * value. */
void pc_secret_scan_value(struct pc_secret_scanner *scanner, struct pc_str name,
	struct pc_str value, pc_secret_hit_fn *found, void *context);

#endif
