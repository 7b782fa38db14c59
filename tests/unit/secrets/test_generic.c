/* SPDX-License-Identifier: Apache-2.0 */
/* The rule of assignments: where the value begins and ends, and what is none. */
#include "pc_test.h"

#include "generic_priv.h"
#include "pc/base/buf.h"

static bool caseless_at(struct pc_str text, size_t at, struct pc_str word)
{
	return at + word.len <= text.len &&
	       pc_str_eq_nocase((struct pc_str){text.ptr + at, word.len}, word);
}

static struct pc_secret_spot spot_at(struct pc_str text, size_t at, size_t len)
{
	struct pc_secret_spot spot = {.text = text, .at = at, .len = len, .to = text.len};
	size_t end = pc_str_find(pc_str_from(text, at), '\n');

	spot.to = at + end;
	for (spot.from = at; spot.from && text.ptr[spot.from - 1] != '\n'; spot.from--)
		;
	return spot;
}

/* As the scanner does: at each anchor. */
static bool find(struct pc_secret_assignment *out, struct pc_str text)
{
	const char *const *anchors = pc_secret_generic_rule.keywords;

	for (size_t at = 0; at < text.len; at++)
		for (size_t i = 0; anchors[i]; i++) {
			struct pc_secret_spot spot =
				spot_at(text, at, strlen(anchors[i]));

			if (caseless_at(text, at, pc_str(anchors[i])) &&
				pc_secret_assigned(out, &spot))
				return true;
		}
	return false;
}

static const struct form {
	const char *name;
	const char *before, *key, *after;
} forms[] = {
	{"an environment file", "API_KEY=", "<hex:32>", "\n"},
	{"no line end", "API_KEY=", "<hex:32>", ""},
	{"JSON", "{\"apiKey\": \"", "<alnum:32>", "\"}"},
	{"JSON in a string", "x = \"{\\\"api_key\\\": \\\"", "<alnum:32>", "\\\"}\""},
	{"YAML", "  api-key: ", "<alnum:32>", "\n  region: eu\n"},
	{"YAML in two lines", "- name: API_TOKEN\n  value: ", "<alnum:32>", "\n"},
	{"YAML in two lines, quoted", "- name: API_TOKEN\n  value: '", "<alnum:32>", "'"},
	{"a block of YAML", "token: |-\n  ", "<alnum:32>", "\n"},
	{"a list of settings", "- \"API_KEY=", "<hex:32>", "\"\n"},
	{"XML", "<apiKey>", "<hex:32>", "</apiKey>"},
	{"XML in lines", "<apiKey>\n   ", "<hex:32>", "\n</apiKey>"},
	{"XML attributes", "<add key=\"ApiKey\" value=\"", "<hex:32>", "\"/>"},
	{"a property list", "<key>ApiKey</key>\n  <string>", "<hex:32>", "</string>"},
	{"an element with a name", "<string name=\"api_key\">", "<hex:32>", "</string>"},
	{"CDATA", "<token><![CDATA[", "<hex:32>", "]]></token>"},
	{"an array of C", "char api_key[33] = \"", "<hex:32>", "\";"},
	{"a macro", "#define API_KEY \"", "<hex:32>", "\""},
	{"a constructor", "Secret apiKey{\"", "<hex:32>", "\"};"},
	{"a call around it", "api_key = SecretStr(\"", "<hex:32>", "\")"},
	{"calls around it", "let token = Some(String::from(\"", "<hex:32>", "\"));"},
	{"a type between", "const apiKey: string = '", "<hex:32>", "';"},
	{"a type of references", "const API_KEY: &'static str = \"", "<hex:32>", "\";"},
	{"Go", "var apiKey string = `", "<hex:32>", "`"},
	{"a default of the shell", "x=${API_KEY:-", "<hex:32>", "}"},
	{"a default of code", "process.env.API_KEY || '", "<hex:32>", "'"},
	{"a default in a call", "os.environ.get(\"API_KEY\", \"", "<hex:32>", "\")"},
	{"an element of a map", "config['api_key'] = '", "<hex:32>", "'"},
	{"a map of Ruby", ":api_key => '", "<hex:32>", "'"},
	{"a map of Java", "map.put(\"api_key\", \"", "<hex:32>", "\");"},
	{"a setter", "client.setApiKey(\"", "<hex:32>", "\");"},
	{"an option", "tool --api-key ", "<hex:32>", " --fast"},
	{"an option with =", "tool --api-key=", "<hex:32>", " --fast"},
	{"a query", "https://x.io/?api_key=", "<hex:32>", "&page=2"},
	{"a header", "curl -H 'X-Api-Key: ", "<hex:32>", "' x.io"},
	{"a bearer", "Authorization: Bearer ", "<alnum:40>", "\n"},
	{"a bearer in quotes", "{\"Authorization\": \"Bearer ", "<alnum:40>", "\"}"},
	{"a connection", "Server=db;User=x;Password=", "<alnum:20>", ";Timeout=3"},
	{"an instruction", "ENV API_KEY ", "<hex:32>", "\n"},
	{"fish", "set -gx API_KEY ", "<hex:32>", "\n"},
	{"words", "api key: ", "<hex:32>", "\n"},
	{"a table of markdown", "| `API_KEY` | `", "<hex:32>", "` |"},
	{"three quotes", "API_KEY = \"\"\"", "<hex:32>", "\"\"\""},
	{"a letter before the quotes", "api_key = b'", "<hex:32>", "'"},
	{"a line that goes on", "api_key = \\\n  '", "<hex:32>", "'"},
	{"an identifier of the whole world", "secret = \"",
		"<hex:8>-<hex:4>-4<hex:3>-a<hex:3>-<hex:12>", "\""},
	{"a prefix nobody knows", "token = \"", "svc_<alnum:32>", "\""},
	{"a suffix", "api_key = \"", "<hex:32>-us12", "\""},
	{"base64 that begins as a path", "secret = \"", "/<base64:42>=", "\""},
	{"a password of people", "password: ", "Tr<digits:1>ub<digits:2>dor&<digits:1>",
		"\n"},
	{"a password in quotes", "DB_PASSWORD=\"",
		"k<digits:2>#Qz<letters:3>!x<digits:2>", "\""},
};

static void is_found(const struct form *row)
{
	for (uint64_t seed = 1; seed <= 20; seed++) {
		struct pc_secret_assignment got = {0};
		struct pc_arena arena = {0};
		struct pc_str key = pc_secret_sample(&arena, row->key, seed);
		struct pc_buf text = {0};

		pc_buf_printf(
			&text, "%s%.*s%s", row->before, PC_STR_ARG(key), row->after);
		if (!find(&got, pc_buf_str(&text)))
			fail_msg("not found: %.*s", PC_STR_ARG(pc_buf_str(&text)));
		assert_int_equal(got.at, strlen(row->before));
		assert_int_equal(got.len, key.len);
		assert_true(got.name.len > 0);
		pc_buf_done(&text);
		pc_arena_done(&arena);
	}
}

static const struct other {
	const char *name;
	const char *text;
} others[] = {
	{"a variable", "api_key = ${API_KEY_2}"},
	{"a variable in quotes", "api_key: \"$SERVICE_KEY_2\""},
	{"a call", "token = next_token_2(stream)"},
	{"an index", "secret = secrets2[\"x\"]"},
	{"a member", "token = process.env.SERVICE_TOKEN_2"},
	{"a template", "password: {{ db_password_2 }}"},
	{"a path", "private_key: /etc/ssl/private/server-2024.pem"},
	{"an address", "token = \"https://login.x.io/v2/token\""},
	{"the name of a secret", "secret_name: service-tls-2024-05"},
	{"the hash of a password", "password_hash = \"<hex:64>\""},
	{"a hash that says so itself", "password = \"$2b$12$<alnum:53>\""},
	{"a public key", "public_key = \"<base64:43>=\""},
	{"a fingerprint", "gpg_key: <hex-upper:40>"},
	{"an id of a key", "key_id: \"<alnum:20>\""},
	{"an id of a client", "client_id = \"<hex:32>\""},
	{"a token of a page", "nextPageToken: \"<base64url:43>\""},
	{"a token against forgery", "csrf_token = \"<alnum:64>\""},
	{"a sum", "sha256: <hex:64>"},
	{"a key of a cache", "cache-key: <hex:40>"},
	{"a key binding", "\"key\": \"ctrl+shift+alt+down\""},
	{"a translation", "password: \"Passwort2 eingeben (8 Zeichen)\""},
	{"a constant of C", ".token = AVS_TKN_MODCFG_EXT_TYPE_UUID,"},
	{"a function of C", "#define xmlSecCryptoKeysInit xmlSecGCryptKeysMngrInit"},
	{"a number", "token_expiry = 1714521600000"},
	{"a version", "token_version = \"2.14.0-rc1+build5\""},
	{"a date", "token = \"2024-05-01T12:00:00.000Z\""},
	{"a placeholder", "api_key = \"your-api-key-here\""},
	{"one cut short", "api_key = <alnum:12>..."},
	{"a password that everybody has", "password = \"P@ssw0rd!\""},
	{"a password of tests", "password = \"test1234\""},
	{"a type", "password: Optional[str] = None"},
	{"a field of a message", "string api_key = 12;"},
	{"nothing", "api_key = \"\""},
	{"a boundary of a form", "key: '------WebKitFormBoundary<alnum:16>'"},
	{"a boundary without dashes", "token=WebKitFormBoundary<alnum:16>"},
	{"a public key, RSA", "key: 'MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8A<base64:80>'"},
	{"a public key, a curve",
		"api_key: MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAE<alnum:60>"},
	{"a public key, Ed25519", "secret = \"MCowBQYDK2VwAyEA<alnum:43>=\""},
	{"a public key, SSH", "key: \"ssh-rsa AAAAB3NzaC1yc2E<alnum:60>\""},
	{"a key of GnuPG", "Subkey <hex-upper:40>"},
	{"a key of GnuPG, quoted", "'subkey': '<hex-upper:40>'"},
	{"the id of a key of GnuPG", "'GnuPG key 0x<hex-upper:16>'"},
	{"an account on a blockchain", "token: '0x<hex:40>'"},
	{"a fingerprint",
		"key = \"<hex:2>:<hex:2>:<hex:2>:<hex:2>:<hex:2>:<hex:2>:<hex:2>"
		":<hex:2>:<hex:2>:<hex:2>:<hex:2>:<hex:2>:<hex:2>:<hex:2>:<hex:2>"
		":<hex:2>\""},
	{"a fingerprint of OpenSSH", "key: 'SHA256:<base64:43>'"},
	{"a value on no line of its own", "api_key =\n\nother = \"x\""},
	{"bytes that no key has", "api_key = \"\x01\x02 \xff\xfe 1234567890 abc\""},
	{"a quote that does not end", "api_key = \"<hex:32>"},
};

static void is_not_found(const struct other *row)
{
	for (uint64_t seed = 1; seed <= 20; seed++) {
		struct pc_secret_assignment got = {0};
		struct pc_arena arena = {0};
		struct pc_str text = pc_secret_sample(&arena, row->text, seed);

		if (find(&got, text))
			fail_msg("found %.*s in %.*s",
				PC_STR_ARG(
					pc_str_head(pc_str_from(text, got.at), got.len)),
				PC_STR_ARG(text));
		pc_arena_done(&arena);
	}
}

PC_TABLE(forms, is_found)
PC_TABLE(others, is_not_found)

int main(void)
{
	return PC_RUN(forms) + PC_RUN(others);
}
