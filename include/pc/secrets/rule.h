/* SPDX-License-Identifier: Apache-2.0 */
/* What one kind of key looks like.  The built-in rules are src/secrets/rules.yaml, made
 * into a constant table when policyctl is built; those of users are read at run time, in
 * the same form. */
#ifndef PC_SECRETS_RULE_H
#define PC_SECRETS_RULE_H

#include "pc/base/diag.h"

/* What a key's bytes are taken from, its fixed parts left out. */
enum pc_charset {
	PC_CHARSET_ANY,
	PC_CHARSET_DIGITS,
	PC_CHARSET_HEX_LOWER,
	PC_CHARSET_HEX_UPPER,
	PC_CHARSET_HEX,
	PC_CHARSET_BASE32,
	PC_CHARSET_LOWER, /* letters of one case, and digits */
	PC_CHARSET_UPPER,
	PC_CHARSET_ALNUM,
	PC_CHARSET_WORD,      /* alnum and _ */
	PC_CHARSET_BASE64,    /* alnum, + / = */
	PC_CHARSET_BASE64URL, /* alnum, _ - = */
};

/* Where a rule's keyword has to stand before a match of its pattern counts.  Rules with
 * a prefix need none. */
enum pc_secret_context {
	PC_SECRET_ANYWHERE, /* the pattern is proof enough; keywords are only anchors */
	PC_SECRET_NAMED, /* in the name that the key is assigned to; for built-in rules a
			    name that also says "key", "token" or the like, and not "id",
			    "commit" or "public" */
	PC_SECRET_LINE,  /* in the same line, or in the name on the line before it */
	PC_SECRET_NEAR,  /* within three lines before or after */
};

/* What the format itself says about the rest of the key; a key that holds it is surely
 * one, one that does not may still be one of an older form. */
enum pc_secret_checksum {
	PC_SECRET_NO_CHECKSUM,
	PC_SECRET_CRC32_BASE62, /* GitHub, npm: the last six digits */
	PC_SECRET_CRC32_HEX,    /* Grafana: eight digits behind the last '_' */
	PC_SECRET_CRC32_BASE36, /* GitLab, routable: the last seven digits */
	PC_SECRET_JWT,          /* the first part is a JSON object with "alg" */
	PC_SECRET_MACAROON,     /* PyPI */
};

enum pc_secret_sureness {
	PC_SECRET_POSSIBLE, /* name and looks say so: the rule of assignments */
	PC_SECRET_LIKELY,   /* looks like one and stands where one is named */
	PC_SECRET_SURE,     /* only this provider's keys look like this */
};

/* A harmless call that tells a key that is alive from one that is not.  url and header
 * hold "{key}" where the key goes. */
struct pc_secret_call {
	const char *method; /* NULL: there is none */
	const char *url;
	const char *header;    /* lines: "Authorization: Bearer {key}" */
	const char *body;      /* NULL: none */
	const uint16_t *alive; /* statuses, ended by 0 */
	const uint16_t *dead;  /* all others tell nothing */
};

struct pc_secret_rule {
	const char *id; /* "openrouter-api-key": stands in baselines, never reused */
	const char *provider; /* "OpenRouter" */
	const char *about;    /* "API key": what it opens */
	const char *group;    /* "ai", "cloud", "code", "chat", "payment", ... */
	enum pc_severity severity;
	enum pc_secret_sureness sureness;
	/* Literals, NULL-ended, either may be empty but not both.  A prefix is part of
	 * every key and its case counts; a keyword stands near it, in any case. */
	const char *const *prefixes;
	const char *const *keywords;
	/* PCRE2; the key is the group named key, or else all of the match.  Unless open
	 * is set, what stands before and behind must not continue a word of [A-Za-z0-9_-]
	 * (an escape as in "\nsk-" is no letter). */
	const char *pattern;
	const char *unless; /* PCRE2: a key that it is found in is none; NULL: any is */
	enum pc_charset charset;   /* of the key without its prefix */
	uint16_t least, most;      /* bytes of the key; 0: as the pattern has it */
	uint16_t entropy;          /* at least, in hundredths of a bit a byte; 0: any */
	bool is_open, is_caseless; /* the pattern's */
	enum pc_secret_checksum checksum;
	enum pc_secret_context context;
	const char *with; /* id of a rule that has to match in the same file too, for keys
			     in two parts; NULL: none */
	const char *mend; /* what to do; one or two sentences */
	const char *rotate; /* where: an address */
	struct pc_secret_call call;
	/* Texts that hold such a key, and texts that do not, NULL-ended.  Templates:
	 * pc_secret_sample() makes texts of them, so that no key-shaped thing stands in
	 * the table. */
	const char *const *match, *const *none;
};

/* The built-in rules in the order of the data file. */
extern const struct pc_secret_rule pc_secret_rules[];
extern const size_t pc_secret_n_rules;
/* The rule of assignments, beside them: it has no pattern, and its keywords are words
 * that names of secrets hold. */
extern const struct pc_secret_rule pc_secret_generic_rule;

/* Rules of users: a YAML file with a list "rules:" in the form of the built-in ones, or
 * a TOML file as gitleaks reads it (what cannot be carried over is a finding).  Rules and
 * texts live in arena.  Findings PC2501 and on go to diags; false: one was an error. */
bool pc_secret_rules_read(struct pc_secret_rule **out, size_t *n_out,
	struct pc_arena *arena, const char *file, struct pc_str text,
	struct pc_diags *diags);

/* A text from a template: "<hex:32>" becomes 32 digits by chance, and so for lower,
 * upper, digits, hex-lower, hex-upper, base32, base58, alnum, word, base64, base64url,
 * letters;
 * "<alnum:20-40>" any length between; "<crc62>" the checksum of the 30 bytes before it;
 * "<crc16>", "<crc36>" that of what stands before it from the last blank, quote, '=' or
 * ':' on; "<<" a '<'.  The same seed gives the same text. */
struct pc_str pc_secret_sample(
	struct pc_arena *arena, const char *template_text, uint64_t seed);

#endif
