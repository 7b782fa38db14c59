/* SPDX-License-Identifier: Apache-2.0 */
/* What looks like a secret and what does not; and that nothing is left to find in a text
 * that was redacted. */
#include "pc_test.h"

#include "pc/base/redact.h"

#define R PC_REDACTED

/* Made up, and taken apart so that no scanner takes this file for a leak. */
#define KEY                                                                              \
	"sk-ant-"                                                                        \
	"api03-"                                                                         \
	"Zx81Qw72Er63Ty54Ui45Op36"
#define CLASS                                                                            \
	"wJalrXUtnFEMI/K7MDENG/bPxRfi"                                                   \
	"CYEXAMPLEKEY"
#define HEX "0123456789abcdef0123456789abcdef"

static const struct row {
	const char *name, *in, *out; /* out NULL: as it went in */
} texts[] = {
	{"nothing", "", NULL},
	{"an address without a name", "https://git.example.com/p.git?x=1#y", NULL},
	{"name and password", "https://bob:hunter2@example.com/p",
		"https://" R "@example.com/p"},
	{"a token as the name", "https://tok@example.com", "https://" R "@example.com"},
	{"the last @ ends it", "http://a:b@c@d/e@f", "http://" R "@d/e@f"},
	{"an @ behind the host", "https://example.com/@scope", NULL},
	{"ssh: the name stays", "ssh://git@example.com/p", NULL},
	{"ssh: the password goes", "git+ssh://git:pw@example.com/p",
		"git+ssh://git:" R "@example.com/p"},
	{"two addresses", "a://b@c d://e@f", "a://" R "@c d://" R "@f"},
	{"an address is not ended by a quote", "(\"ftp://u:p@h\")",
		"(\"ftp://" R "@h\")"},
	{"a bearer's token", "-H 'Authorization: Bearer abc.def'",
		"-H 'Authorization: " R "'"},
	{"the word alone", "curl bearer abcdefg*", "curl bearer " R "*"},
	{"another word", "forbearer abcdefgh", NULL},
	{"a variable", "GITHUB_TOKEN=abc make", "GITHUB_TOKEN=" R " make"},
	{"JSON", "{\"apiKey\": \"a b\", \"x\": 1}", "{\"apiKey\": \"" R "\", \"x\": 1}"},
	{"YAML", "password: hunter2\nuser: bob", "password: " R "\nuser: bob"},
	{"a query", "https://h/p?a=1&access_token=xyz&b=2",
		"https://h/p?a=1&access_token=" R "&b=2"},
	{"an option", "mysql --password hunter2 --token=x db",
		"mysql --password " R " --token=" R " db"},
	{"a variable's name is no value", "TOKEN=$CI_TOKEN", NULL},
	{"a file of it is none", "hub-token-file: /etc/policyd/token", NULL},
	{"a word about it", "the token is wrong", NULL},
	{"a key in a path", "/etc/" KEY ".json", "/etc/" R ".json"},
	{"a key in a rule", "Bash(run --key " KEY ":*)", "Bash(run --key " R ":*)"},
	{"GitHub's",
		"x ghp_"
		"0123456789abcdefghijABCDEFGHIJ456789",
		"x " R},
	{"too short for one", "sk-ant-api", NULL},
	{"part of a word", "task-force-of-seven-people-here", NULL},
	{"JWT",
		"eyJ"
		"hbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2lnbmF0dXJl",
		R},
	{"AWS",
		"AKIA"
		"IOSFODNN7EXAMPLE " CLASS,
		R " " R},
	{"a private key",
		"a\n-----BEGIN RSA PRIVATE KEY-----\nMIIE\n-----END RSA PRIVATE "
		"KEY-----\nb",
		"a\n" R "\nb"},
	{"a private key without an end", "-----BEGIN PRIVATE KEY-----\nMIIE", R},
	{"a public key", "-----BEGIN PUBLIC KEY-----", NULL},
	{"hexadecimal", "x=" HEX ";", "x=" R ";"},
	{"a commit", "of 89abcdef0123456789abcdef0123456789abcdef", NULL},
	{"an OpenPGP key", "89ABCDEF0123456789ABCDEF0123456789ABCDEF", NULL},
	{"forty digits that are none", "89abCDEF0123456789ABCDEF0123456789ABCDEF", R},
	{"an SSH key, by its sum",
		"key SHA256:Ab1+Cd2/Ef3gHi4jKl5mNo6pQr7sTu8vWx9yZa0bCd1", NULL},
	{"a sum that is too long",
		"SHA256:Ab1Cd2Ef3gHi4jKl5mNo6pQr7sTu8vWx9yZa0bCd1Ef2Gh3", "SHA256:" R},
	{"forty digits after a name", "token=89abcdef0123456789abcdef0123456789abcdef",
		"token=" R},
	{"hexadecimal, one digit less", "0123456789abcdef0123456789abcde", NULL},
	{"chance", "q Xk29fLq0TzV7mWb4RnC8aJd1 q", "q " R " q"},
	{"chance, small letters only", "k2f9q0tzv7mwb4rnc8ajd1x5yh3gs6pe", R},
	{"a UUID is a name", "018f3c2e-9a4b-7cde-8f01-23456789abcd", NULL},
	{"paths of people", "/home/bob/.local/share/claude/versions/2.1.283", NULL},
	{"a long name", "/opt/managed-settings-for-the-engineering-team-v2-2026.json",
		NULL},
	{"a name in two cases", "GetUserProfileForManagedSettings", NULL},
	{"a rule", "Bash(npm run test:unit -- --filter=SomeComponentName:*)", NULL},
	{"an MCP tool", "mcp__atlassian_rovo__searchJiraIssuesUsingJql", NULL},
	{"not ASCII", "pässword: ключ token: ключ", "pässword: ключ token: " R},
};

static void check(const struct row *row)
{
	PC_AUTO(pc_buf_done) struct pc_buf once = {0};
	PC_AUTO(pc_buf_done) struct pc_buf twice = {0};

	pc_redact(&once, pc_str(row->in));
	assert_str(pc_buf_str(&once), row->out ? row->out : row->in);
	pc_redact(&twice, pc_buf_str(&once));
	assert_str(pc_buf_str(&twice), row->out ? row->out : row->in);
}

PC_TABLE_TESTS(texts, check)
