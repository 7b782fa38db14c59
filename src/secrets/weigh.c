/* SPDX-License-Identifier: Apache-2.0 */
/* Whether a name and its value are a secret.  The name says what is to be expected (a
 * password of people, a key of machines, or nothing of the kind), the value whether it
 * is that, or a word, a reference, a place, code. */
#include "generic_priv.h"

enum { /* the least that keys of machines have */
	LEAST_KEY = 14,
	LEAST_HEX = 16,
	LEAST_HEX_PART = 24,
	LEAST_WEAK = 20,
	LEAST_DIGITS = 15,
	MOST_KEY = 1024,
	LEAST_PASSWORD = 7,
	MOST_PASSWORD = 64,
};

enum kind {
	KIND_NONE,
	KIND_WEAK, /* "key": of a map, more often than not */
	KIND_KEY,
	KIND_PASSWORD,
};

static const char *const password_words[] = {"password", "passwd", "passphrase", "pass",
	"pwd", "passwort", "passcode", "passw", "psw", "userpass", "dbpass", ""};
static const char *const secret_words[] = {"secret", "token", "apikey", "credential",
	"credentials", "authtoken", "accesskey", "secretkey", "privatekey", "apitoken",
	"accesstoken", "bearer", "secrets", "tokens", "apisecret", "clientsecret",
	"creds", "cred", "appkey", "appsecret", "pat", "auth", "authkey", "signingkey",
	"masterkey", "encryptionkey", "oauth", "webhooksecret", "authorization", ""};
static const char *const key_words[] = {"key", "keys", ""};
/* Keys of maps, doors and sentences. */
static const char *const map_kinds[] = {"object", "row", "map", "item", "index", "config",
	"lookup", "dict", "data", "node", "tree", "list", "array", "entry", "route",
	"query", "message", "event", "action", "state", "feature", "flag", "group",
	"order", "product", "storage", "local", "react", "element", "component", "menu",
	"field", "column", "tab", "label", "text", "registry", "setting", "settings",
	"property", "metric", "log", "topic", "bucket", "file", "path", "image", "asset",
	"page", "view", "hook", "test", "unique", "composite", "natural", "surrogate",
	"range", "hash", "shard", "routing", "join", "merge", "group", "filter", "search",
	"context", "meta", "metadata", "tag", "label", "annotation", "attribute", "param",
	"option", "function", "key", "type", "class", "code", "error", "string", "str",
	"arrow", "enter", "escape", "space", "shift", "control", "ctrl", "alt", "meta",
	"left", "right", "up", "home", "end", "delete", "backspace", "return", "press",
	"hex", "md", "uuid", "guid", "id", "my", "the", "this", "a", "an", "its", "new",
	"old", "first", "last", "current", "const", "var", "let", "char", "same", "each",
	"every", "other", "is", "of", "by", "for", ""};
/* Names of things about secrets, which are none. */
static const char *const last_words[] = {"id", "ids", "name", "names", "path", "paths",
	"file", "files", "filename", "url", "uri", "urls", "type", "types", "length",
	"len", "size", "count", "limit", "hash", "digest", "format", "prefix", "suffix",
	"regex", "regexp", "pattern", "expiry", "expires", "expiration", "ttl",
	"algorithm", "alg", "algo", "version", "header", "headers", "field", "fields",
	"param", "params", "parameter", "label", "title", "text", "hint", "index", "idx",
	"ptr", "class", "style", "map", "store", "chain", "ring", "ref", "arn",
	"endpoint", "method", "mode", "policy", "provider", "scope", "scopes", "status",
	"state", "error", "msg", "message", "description", "desc", "help", "lifetime",
	"timeout", "date", "time", "at", "env", "var", "variable", "location", "dir",
	"folder", "usage", "manager", "source", "kind", "list", "handler", "func",
	"function", "cb", "callback", "event", "events", "column", "table", "attribute",
	"attr", "property", "alias", "fingerprint", "checksum", "required", "enabled",
	"valid", "min", "max", "num", "bits", "bytes", "hashed", "encrypted", "cipher",
	"salt", "input", "output", "button", "icon", "reset", "page", "link", "slot",
	"code", "codes", "char", "down", "up", "press", "stroke", "board", "bindings",
	"binding", "frame", "frames", "word", "words", "note", "notes", "key_id",
	"identifier", "uuid", "guid", ""};
/* Names that speak of something else, wherever the word stands. */
static const char *const other_words[] = {"public", "pub", "publishable", "csrf", "xsrf",
	"checksum", "sha", "sha256", "sha512", "md5", "digest", "fingerprint",
	"integrity", "partition", "primary", "foreign", "sort", "cache", "hotkey",
	"shortcut", "binding", "bindings", "keybinding", "keybindings", "keyboard",
	"keymap", "i18n", "translation", "placeholder", "commit", "revision", "etag",
	"nonce", "cursor", "continuation", "tokenizer", "tokenize", "eos", "bos", "unk",
	"cls", "sep", "vocab", "lexer", "parser", "keycode", "keyframe", "keyframes",
	"keyword", "keywords", "sitekey", "site", "hash", "hashes", "author", "authors",
	"example", "next", "resume", "gpg", "pgp", "openpgp", "rsa", "recv", "keyserver",
	"pubkey", "subkey", "subkeys", "idempotency", "correlation", "trace", "span",
	"request", "captcha", "audience", "issuer", "realm", ""};

/* Names that end so, written in one piece or not. */
static const char *const other_ends[] = {"pagetoken", "pagekey", "synctoken", "keyboard",
	"sitekey", "publickey", "publickeytoken", "monkey", "hockey", "turkey", "jockey",
	"hotkey", ""};

static bool is_letter(char c)
{
	return (c | 0x20) >= 'a' && (c | 0x20) <= 'z';
}

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static struct pc_str last_word(struct pc_str name)
{
	size_t end = name.len, i;

	while (end && !is_letter(name.ptr[end - 1]))
		end--;
	for (i = end; i > 0 && is_letter(name.ptr[i - 1]); i--)
		if (i < end && name.ptr[i - 1] >= 'a' && name.ptr[i] < 'a' &&
			name.ptr[i] >= 'A')
			break;
	return (struct pc_str){name.ptr + i, end - i};
}

/* Whether a name ends so, written in one piece or not: "mysecret", "db_pass-word". */
static bool ends_with_one(struct pc_str name, const char *const *words)
{
	char text[64];
	size_t n = 0;

	for (size_t i = name.len > sizeof(text) ? name.len - sizeof(text) : 0;
		i < name.len; i++)
		if (is_letter(name.ptr[i]))
			text[n++] = (char)(name.ptr[i] | 0x20);
	for (; **words; words++)
		if (pc_str_ends((struct pc_str){text, n}, pc_str(*words)) &&
			strlen(*words) >= 5)
			return true;
	return false;
}

static bool speaks_of(struct pc_str name, const char *const *words)
{
	return pc_secret_has_word(name, words) || ends_with_one(name, words);
}

static struct pc_str before_last(struct pc_str name)
{
	struct pc_str last = last_word(name);

	return pc_str_head(name, (size_t)(last.ptr - name.ptr));
}

static enum kind kind_of_name(struct pc_str name)
{
	struct pc_str last = last_word(name);

	while (name.len && !is_letter(name.ptr[0]))
		name = pc_str_from(name, 1);
	if (pc_secret_has_word(name, other_words) ||
		pc_secret_has_word(last, last_words) || ends_with_one(name, other_ends))
		return KIND_NONE;
	if (speaks_of(name, password_words))
		return KIND_PASSWORD;
	if (speaks_of(name, secret_words))
		return KIND_KEY;
	if (!pc_secret_has_word(name, key_words) && !pc_str_ends(last, PC_STR("key")) &&
		!pc_str_ends(last, PC_STR("KEY")))
		return KIND_NONE;
	return last.len == name.len && last.len <= 4              ? KIND_WEAK
	       : pc_secret_has_word(before_last(name), map_kinds) ? KIND_WEAK
								  : KIND_KEY;
}

/* ---- values ---- */

struct shape {
	struct pc_str text;
	size_t lower, upper, digits, symbols; /* bytes of each */
	size_t hex;                           /* digits and a to f */
	size_t joints;                        /* '-', '_', '.' */
	bool is_odd;                          /* bytes that no key holds */
};

static struct shape shape_of(struct pc_str text)
{
	struct shape s = {.text = text};

	for (size_t i = 0; i < text.len; i++) {
		char c = text.ptr[i];

		s.lower += c >= 'a' && c <= 'z';
		s.upper += c >= 'A' && c <= 'Z';
		s.digits += is_digit(c);
		s.hex += is_digit(c) || ((c | 0x20) >= 'a' && (c | 0x20) <= 'f');
		s.joints += c == '-' || c == '_' || c == '.';
		s.is_odd = s.is_odd || (unsigned char)c <= ' ' || (unsigned char)c > '~';
	}
	s.symbols = text.len - s.lower - s.upper - s.digits;
	return s;
}

/* Keys that are made to be seen, in pages and in apps. */
static bool is_public(struct pc_str v)
{
	static const char *const starts[] = {"pk_live_", "pk_test_", "pk.eyJ", "phc_",
		"sb_publishable_", "pubkey-", "live_pub_", "test_pub_", "FLWPUBK",
		"sq0idp-", "ca-pub-", "dvc_client_"};

	for (size_t i = 0; i < PC_COUNT(starts); i++)
		if (pc_str_starts(v, pc_str(starts[i])))
			return true;
	return false;
}

/* Public keys in DER, as base64 begins for each algorithm and length: what says that it
 * is no private one stands in the first bytes. */
static bool is_public_der(struct pc_str v)
{
	static const char *const starts[] = {"MFkwEwYHKoZI", "MFYwEAYHKoZI",
		"MHYwEAYHKoZI", "MIGbMBAGByqG", "MCowBQYDK2V", "MEMwBQYDK2V",
		"MIGfMA0GCSqG", "MIIBIjANBgkq", "MIIBojANBgkq", "MIICIjANBgkq",
		"MIGJAoGBA", "MIIBCgKCAQEA", "MIIBigKCAYEA", "MIICCgKCAgEA"};

	for (size_t i = 0; i < PC_COUNT(starts); i++)
		if (pc_str_starts(v, pc_str(starts[i])))
			return true;
	return false;
}

static bool is_hex_digit(char c)
{
	return is_digit(c) || ((c | 0x20) >= 'a' && (c | 0x20) <= 'f');
}

/* "7e:01:c3:...": pairs of hex, eight and more. */
static bool is_fingerprint(struct pc_str v)
{
	enum { LEAST = 8 * 3 - 1 };

	if (v.len < LEAST || v.len % 3 != 2)
		return false;
	for (size_t i = 0; i < v.len; i++)
		if (i % 3 == 2 ? v.ptr[i] != ':' : !is_hex_digit(v.ptr[i]))
			return false;
	return true;
}

/* "0x" and 40 digits: the fingerprint of a GnuPG key, or an account on a blockchain;
 * "key 0x" and 16 digits in a sentence: the id of such a key. */
static bool is_key_id(const struct pc_assigned *a)
{
	enum { SHORT = 2 + 16, LONG = 2 + 40 };
	struct pc_str v = a->value;

	if (v.len != LONG && (v.len != SHORT || a->form != PC_ASSIGNED_WORDS))
		return false;
	for (size_t i = 2; i < v.len; i++)
		if (!is_hex_digit(v.ptr[i]))
			return false;
	return pc_str_starts(v, PC_STR("0x"));
}

/* What refers to a value, or is one of another kind. */
static bool is_reference(struct pc_str v)
{
	static const char *const starts[] = {"$", "{", "<", "#{", "@{", "@string", "%{",
		"%(", "!Ref", "!Sub", "!vault", "!secret", "!Get", "!Imp", "~/", "./",
		"../", "\\", "arn:", "op://",
		"vault:", "http:", "https:", "file:", "env:", "ssm:", "ref+", "projects/",
		"secret:", "secrets.", "var.", "data:", "urn:", "sha256", "sha512",
		"sha1", "sha384", "md5", "pbkdf2", "scrypt", "bcrypt", "argon2", "ssh-",
		"ecdsa-", "AAAAB3NzaC1", "AAAAE2V", "AAAAC3NzaC1", "ENC[", "ENC(",
		"SHA256:", "MD5:", "process.", "os.", "self.", "this.", "config.",
		"settings.", "options.", "args.", "params.", "props.", "env.",
		"keyring:", "akv:", "gcp:", "aws:", "kms:", "redis:", "postgres",
		"mysql:", "mongodb", "amqp", "ftp:", "ssh:", "git@", "ctrl+", "alt+",
		"cmd+", "shift+", "----"};
	static const char *const holds[] = {"${", "$(", "{{", "%s", "%d", "%v", "://",
		"::", "->", "=>", "()", "/*", "<%", "%>", "(\"", "('", "\\x", "\\u",
		"\\n", "…", "FormBoundary"};

	for (size_t i = 0; i < PC_COUNT(starts); i++)
		if (pc_str_starts(v, pc_str(starts[i])))
			return true;
	for (size_t i = 0; i < PC_COUNT(holds); i++)
		if (pc_str_find_str(v, pc_str(holds[i])) < v.len)
			return true;
	if (v.len > 2 && v.ptr[0] == '%' && v.ptr[v.len - 1] == '%')
		return true;
	return v.ptr[0] == '/' && pc_secret_wordiness(v) > -80;
}

static bool is_uuid(struct pc_str v)
{
	if (v.len != 36)
		return false;
	for (size_t i = 0; i < v.len; i++) {
		char c = v.ptr[i];
		bool is_dash = i == 8 || i == 13 || i == 18 || i == 23;

		if (is_dash ? c != '-' : !is_hex_digit(c))
			return false;
	}
	return true;
}

/* "a.b.c", "com.example.Thing", "v1.2.3", "user@host.org" */
static bool is_dotted(const struct shape *s)
{
	size_t n = 0;

	for (size_t i = 0; i < s->text.len; i++)
		n += s->text.ptr[i] == '.';
	return n &&
	       (n * 8 > s->text.len || s->upper + s->lower + s->digits < s->text.len / 2);
}

static bool is_hex(struct pc_str v)
{
	size_t digits = 0, lower = 0, upper = 0;

	for (size_t i = 0; i < v.len; i++) {
		digits += is_digit(v.ptr[i]);
		lower += v.ptr[i] >= 'a' && v.ptr[i] <= 'f';
		upper += v.ptr[i] >= 'A' && v.ptr[i] <= 'F';
	}
	return digits + lower + upper == v.len && v.len >= LEAST_HEX && digits &&
	       !(lower && upper) && lower + upper &&
	       pc_secret_entropy(v) >= (v.len >= 32 ? 290 : 250);
}

/* "key-<hex>", "<digits>.<hex>", "<hex>-us12" */
static bool has_hex_part(struct pc_str v)
{
	for (size_t from = 0, i = 0; i <= v.len; i++) {
		if (i < v.len && (is_letter(v.ptr[i]) || is_digit(v.ptr[i])))
			continue;
		if (i - from >= LEAST_HEX_PART &&
			is_hex((struct pc_str){v.ptr + from, i - from}))
			return true;
		from = i + 1;
	}
	return false;
}

/* Whether chance made it: letters and digits mixed as no word is. */
static bool is_random(const struct shape *s, int most)
{
	if (s->is_odd || s->text.len > MOST_KEY)
		return false;
	if (s->symbols > s->text.len / 3 || !(s->lower + s->upper) || is_dotted(s))
		return false;
	if (!s->digits && s->text.len < (s->lower && s->upper ? 16 : 20))
		return false;
	if (!s->digits)
		most -= 12;
	return pc_secret_wordiness(s->text) <= most * 4 &&
	       pc_secret_entropy(s->text) >= (s->text.len >= 20 ? 300 : 270);
}

/* How strongly it has to look random, in bits: a name that says less asks for more. */
static int most_wordy(const struct pc_assigned *a, enum kind kind)
{
	int most = kind == KIND_WEAK ? -14 : -7;

	if (a->form == PC_ASSIGNED_WORDS && !a->is_quoted && a->before != '-')
		most -= 8;
	else if (!a->is_quoted && !a->is_alone)
		most -= 4;
	return most;
}

/* Whether an unquoted value is a name of a program's, or what it does with it. */
static bool is_code(const struct pc_assigned *a, const struct shape *s)
{
	if (a->is_quoted)
		return false;
	if (a->after && strchr("([{", a->after))
		return true;
	if (!s->digits)
		return pc_secret_wordiness(s->text) > -30 * 4;
	return s->upper && !s->lower && memchr(s->text.ptr, '_', s->text.len);
}

/* "PASS: the third test" */
static bool is_verdict(const struct pc_assigned *a)
{
	return pc_str_eq_nocase(a->name, PC_STR("pass")) && !a->is_quoted &&
	       a->tie != '=';
}

/* "NAME value" is an assignment only where something says so. */
static bool is_loose(const struct pc_assigned *a)
{
	if (a->form != PC_ASSIGNED_WORDS || a->is_quoted || a->before == '-' || a->tie)
		return false;
	return !a->is_leading && !pc_str_eq_nocase(a->name, PC_STR("bearer")) &&
	       !pc_str_eq_nocase(a->name, PC_STR("token"));
}

static bool is_machine_key(
	const struct pc_assigned *a, const struct shape *s, enum kind kind)
{
	size_t least = kind == KIND_WEAK ? LEAST_WEAK : LEAST_KEY;

	if (is_code(a, s) || s->text.len < least)
		return false;
	if (is_uuid(s->text))
		return kind == KIND_KEY && pc_secret_entropy(s->text) > 250;
	if (is_hex(s->text))
		return s->text.len >= 32 || kind != KIND_WEAK;
	if (kind != KIND_WEAK && !s->is_odd && has_hex_part(s->text))
		return true;
	if (s->digits == s->text.len)
		return kind == KIND_KEY && a->form != PC_ASSIGNED_WORDS &&
		       s->text.len >= LEAST_DIGITS && pc_secret_entropy(s->text) > 230;
	return is_random(s, most_wordy(a, kind));
}

/* Letters that are written as digits and signs. */
static char plain_letter(char c)
{
	static const char from[] = "@403$5!17", to[] = "aaoessiit";
	const char *at = c ? strchr(from, c) : NULL;

	if (at)
		return to[at - from];
	return c >= 'A' && c <= 'Z' ? (char)(c | 0x20) : c;
}

/* Passwords that everybody has in his examples. */
static bool is_known_password(struct pc_str v)
{
	static const char *const known[] = {"password", "passwort", "passw", "secret",
		"admin", "changeit", "test", "example", "guest", "welcome", "letmein",
		"hunter", "qwerty", "default", "root", "foobar", "mypass", "pass", "user",
		"demo", "dummy", "sample", "temp", "abc", "xyz", "postgres", "mysql",
		"oracle"};
	char text[MOST_PASSWORD];
	size_t n = v.len < sizeof(text) ? v.len : sizeof(text);

	for (size_t i = 0; i < n; i++)
		text[i] = plain_letter(v.ptr[i]);
	for (size_t i = 0; i < PC_COUNT(known); i++)
		if (pc_str_find_str((struct pc_str){text, n}, pc_str(known[i])) < n)
			return true;
	return false;
}

/* What people take: letters, digits and signs, and no name of anything. */
static bool is_password(const struct pc_assigned *a, const struct shape *s)
{
	size_t signs = s->symbols - s->joints;

	if (s->is_odd || s->text.len < LEAST_PASSWORD || s->text.len > MOST_PASSWORD)
		return false;
	if ((!a->is_quoted && !a->is_alone) || is_code(a, s) ||
		is_known_password(s->text))
		return false;
	if (!s->digits && s->text.len >= 12 && s->lower && s->upper)
		return pc_secret_wordiness(s->text) < -15 * 4;
	if (!s->digits || !(s->lower + s->upper))
		return false;
	if (signs && s->text.len >= 8)
		return (s->lower && s->upper) || pc_secret_wordiness(s->text) < 0;
	if (s->joints)
		return is_random(s, -7);
	return s->lower && s->upper && s->text.len >= 8 &&
	       pc_secret_wordiness(s->text) < -4 * 4;
}

/* Nearly every value is a word or a name: no digits, or nothing else. */
static bool may_be_secret(const struct shape *s)
{
	if (s->is_odd || !(s->lower + s->upper + s->digits))
		return false;
	return s->digits || (s->lower && s->upper && s->text.len >= 12) ||
	       s->text.len >= LEAST_WEAK;
}

/* "jumpKey", "JumpKeySymbol": a name is given to a name. */
static bool holds_name(const struct pc_assigned *a)
{
	struct pc_str name = a->name;

	if (name.len < 6)
		return false;
	for (size_t i = 0; i + name.len <= a->value.len; i++)
		if (pc_str_eq_nocase(
			    name, pc_str_head(pc_str_from(a->value, i), name.len)))
			return true;
	return false;
}

bool pc_assignment_weigh(const struct pc_assigned *assigned)
{
	struct shape s;
	enum kind kind;

	if (assigned->value.len < LEAST_PASSWORD)
		return false;
	s = shape_of(assigned->value);
	if (!may_be_secret(&s))
		return false;
	kind = kind_of_name(assigned->name);
	if (kind == KIND_NONE || is_loose(assigned) || is_verdict(assigned))
		return false;
	if (!is_machine_key(assigned, &s, kind) &&
		!(kind == KIND_PASSWORD && is_password(assigned, &s)))
		return false;
	if (is_reference(assigned->value) || is_public(assigned->value) ||
		is_public_der(assigned->value) || is_fingerprint(assigned->value) ||
		is_key_id(assigned))
		return false;
	return !holds_name(assigned) && !pc_secret_is_placeholder(assigned->value, 0);
}
