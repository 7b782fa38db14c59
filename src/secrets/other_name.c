/* SPDX-License-Identifier: Apache-2.0 */
/* Names of what is no key, though a service's name is in them: a bare key is told by its
 * name alone, and DATADOG_COMMIT or twitchClientId are given texts that look like one. */
#include "generic_priv.h"

/* Names that end in such a word. */
static const char *const last_words[] = {"id", "ids", "guid", "uuid", "name", "names",
	"user", "username", "account", "url", "uri", "host", "domain", "endpoint", "path",
	"file", "dir", "image", "tag", "ref", "branch", "version", "release", "build",
	"date", "time", "timestamp", "size", "length", "count", "type", "region", "slug",
	"title", "description", "email", "channel", "address", "index", "bucket", "color",
	""};

/* Names that hold one anywhere. */
static const char *const words[] = {"public", "pub", "publishable", "pubkey", "commit",
	"revision", "rev", "sha", "sha1", "sha256", "sha512", "md5", "checksum", "digest",
	"hash", "hashes", "fingerprint", "etag", "integrity", "nonce", "csrf", "example",
	"sitekey", "cursor", "trace", "span", ""};

static bool is_upper(char c)
{
	return c >= 'A' && c <= 'Z';
}

static bool is_letter(char c)
{
	return is_upper((char)(c & ~0x20));
}

static struct pc_str last_word(struct pc_str name)
{
	size_t end = name.len, at;

	while (end && !is_letter(name.ptr[end - 1]))
		end--;
	at = end;
	while (at && is_letter(name.ptr[at - 1])) {
		at--;
		if (is_upper(name.ptr[at]) && at + 1 < end && !is_upper(name.ptr[at + 1]))
			break;
	}
	return (struct pc_str){name.ptr + at, end - at};
}

bool pc_secret_is_other_name(struct pc_str name)
{
	return pc_secret_has_word(last_word(name), last_words) ||
	       pc_secret_has_word(name, words);
}
