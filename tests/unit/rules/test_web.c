/* SPDX-License-Identifier: Apache-2.0 */
/* WebFetch: which host a URL has, which pattern matches which host, and what wins. */
#include "one_policy.h"
#include "url_priv.h"

/* NULL host: no URL.  "?" host: it cannot be known here. */
static const struct url_row {
	const char *name, *url, *host, *path;
} urls[] = {
	{"a plain one", "https://example.com/a/b?c#d", "example.com", "/a/b"},
	{"capitals are made small", "HTTPS://Example.COM", "example.com", "/"},
	{"user, password and port", "https://u:p@h.com:8443/", "h.com", "/"},
	{"the last @ counts", "https://a@b@h.com/", "h.com", "/"},
	{"a backslash is a slash", "https:\\\\h.com\\@evil.com", "h.com", "/@evil.com"},
	{"missing and surplus slashes", "https:////h.com/x", "h.com", "/x"},
	{"no slash at all", "https:h.com", "h.com", "/"},
	{"tabs and newlines vanish", "ht\ttps://h.c\nom/", "h.com", "/"},
	{"spaces around vanish", "  https://h.com/ ", "h.com", "/"},
	{"percent signs are decoded", "https://%65xample%2ecom/", "example.com", "/"},
	{"dots in paths, also encoded", "https://h.com/a/%2e%2E/./b", "h.com", "/b"},
	{"dots do not climb out", "https://h.com/../..", "h.com", "/"},
	{"a dot at the end stays", "https://h.com./", "h.com.", "/"},
	{"any scheme is a URL", "ftp://h.com/x", "h.com", "/x"},
	{"unknown schemes too", "foo://H.com/x", "h.com", "/x"},
	{"a scheme without a host", "mailto:a@h.com", "", ""},
	{"a file has no host", "file:///etc/passwd", "", ""},
	{"a file on a host", "file://h.com/x", "h.com", ""},
	{"no scheme", "example.com", NULL, NULL},
	{"nothing", "", NULL, NULL},
	{"no host where one must be", "https://?x", NULL, NULL},
	{"a port that is too large", "https://h.com:65536/", NULL, NULL},
	{"the largest port", "https://h.com:65535/", "h.com", "/"},
	{"a port with letters", "https://h.com:8a/", NULL, NULL},
	{"an empty port", "https://h.com:/", "h.com", "/"},
	{"a space in the host", "https://h h.com/", NULL, NULL},
	{"an encoded slash in the host", "https://h.com%2f.evil.com/", NULL, NULL},
	{"odd characters that hosts may have", "https://a_b!*'.com/", "a_b!*'.com", "/"},
	{"IPv4 in hexadecimal and in two parts", "https://0x7f.1/", "127.0.0.1", "/"},
	{"IPv4 in one number", "https://2130706433/", "127.0.0.1", "/"},
	{"IPv4 in octal", "https://0177.0.0.1/", "127.0.0.1", "/"},
	{"IPv4 with a dot behind", "https://10.0.0.1./", "10.0.0.1", "/"},
	{"IPv4 with five parts", "https://1.2.3.4.5/", NULL, NULL},
	{"IPv4 with too large a part", "https://1.2.3.256/", NULL, NULL},
	{"IPv4 with a wrong octal digit", "https://1.2.3.08/", NULL, NULL},
	{"IPv4 past 32 bits", "https://4294967296/", NULL, NULL},
	{"a name that ends in a number", "https://foo.1/", NULL, NULL},
	{"IPv6 in its short form", "https://[2001:DB8:0:0:0:0:0:1]:80/", "[2001:db8::1]",
		"/"},
	{"IPv6 with IPv4 in it", "https://[::ffff:1.2.3.4]/", "[::ffff:102:304]", "/"},
	{"IPv6 with zeros at its end", "https://[1::]/", "[1::]", "/"},
	{"IPv6 with two gaps", "https://[1::2::3]/", NULL, NULL},
	{"IPv6 that is too short", "https://[1:2]/", NULL, NULL},
	{"IPv6 without its bracket", "https://[::1", NULL, NULL},
	{"IPv6 with a zone", "https://[::1%25eth0]/", NULL, NULL},
	{"letters beyond ASCII",
		"https://B\xc3\x9c"
		"CHER.de/",
		"xn--bcher-kva.de", "/"},
	{"sharp s is a letter of its own", "https://fa\xc3\x9f.de/", "xn--fa-hia.de",
		"/"},
	{"Han and Hiragana", "https://\xe4\xbe\x8b\xe3\x81\x88.jp/", "xn--r8jz45g.jp",
		"/"},
	{"a picture", "https://\xf0\x9f\x98\x80.com/", "xn--e28h.com", "/"},
	{"full-width letters are ASCII", "https://\xef\xbd\x88.com/", "h.com", "/"},
	{"an ideographic full stop is a dot",
		"https://h\xe3\x80\x82"
		"com/",
		"h.com", "/"},
	{"what cannot be seen vanishes", "https://h\xe2\x80\x8b.com/", "h.com", "/"},
	{"combining marks are not known here", "https://a\xcc\x81.com/", "?", "/"},
	{"nor are mathematical letters", "https://\xf0\x9d\x90\x9a.com/", "?", "/"},
};

static void check_url(const struct url_row *r)
{
	PC_AUTO(pc_arena_done) struct pc_arena arena = {0};
	struct url url;

	assert_int_equal(url_parse(&url, &arena, pc_str(r->url)), r->host != NULL);
	if (!r->host)
		return;
	assert_int_equal(url.is_unsure, strcmp(r->host, "?") == 0);
	if (!url.is_unsure)
		assert_str(url.host, r->host);
	assert_str(url.path, r->path);
}
PC_TABLE(urls, check_url)

static const struct match_row {
	const char *name, *pattern, *host;
	bool want;
} matches[] = {
	{"a host", "x.com", "x.com", true},
	{"not what is below it", "x.com", "a.x.com", false},
	{"not what ends like it", "x.com", "ax.com", false},
	{"capitals in the pattern", "X.Com", "x.com", true},
	{"dots behind the host", "x.com", "x.com..", true},
	{"dots behind the pattern", "x.com.", "x.com", true},
	{"one label below", "*.x.com", "a.x.com", true},
	{"many labels below", "*.x.com", "a.b.x.com", true},
	{"not the domain itself", "*.x.com", "x.com", false},
	{"not an empty label", "*.x.com", ".x.com", false},
	{"a star inside a label", "*x.com", "ax.com", true},
	{"it may stand for nothing", "*x.com", "x.com", true},
	{"it does not cross a dot", "*x.com", "a.x.com", false},
	{"nor at the end", "x.*", "x.co.uk", false},
	{"at the end it stands for a label", "x.*", "x.org", true},
	{"in the middle", "a.*.com", "a.b.com", true},
	{"in the middle, one label only", "a.*.com", "a.b.c.com", false},
	{"two labels at least", "*.*.com", "a.com", false},
	{"two labels and more", "*.*.com", "a.b.c.com", true},
	{"everything", "*", "a.b.c", true},
	{"everything, IPv6 included", "*", "[::1]", true},
	{"a star does not cross a colon", "[*]", "[2::1]", false},
	{"a star between colons", "[4::*]", "[4::7]", true},
	{"dots behind a final star match nothing", "x.*.", "x.org", false},
	{"a pattern with a port", "x.com:80", "x.com:80", false},
	{"a pattern with a space", " x.com", "x.com", false},
	{"names must be written as URLs have them", "b\xc3\xbc.de", "b\xc3\xbc.de",
		false},
	{"in their xn-- form", "xn--b-eha.de", "b\xc3\xbc.de", true},
};

static void check_match(const struct match_row *r)
{
	struct one_policy p = {0};
	char rule[128], input[128];

	snprintf(rule, sizeof(rule), "deny WebFetch(domain:%s)", r->pattern);
	snprintf(input, sizeof(input), "{\"url\": \"https://%s/\", \"prompt\": \"p\"}",
		r->host);
	one_policy_init(&p, rule);
	assert_string_equal(
		pc_str_head(pc_str(one_policy_decide(&p, "WebFetch", input)), 4).ptr[0] ==
				'd'
			? "matches"
			: "does not",
		r->want ? "matches" : "does not");
	one_policy_done(&p);
}
PC_TABLE(matches, check_match)

#define URL(url) "{\"url\": \"" url "\", \"prompt\": \"p\"}"

static const struct verdict_row verdicts[] = {
	{"no rule asks", "", "WebFetch", URL("https://x.com"), "ask default"},
	{"deny before ask before allow",
		"allow WebFetch(domain:*)\nask WebFetch(domain:*.com)\n"
		"deny WebFetch(domain:x.com)",
		"WebFetch", URL("https://x.com"), "deny rule WebFetch(domain:x.com)"},
	{"ask before allow", "allow WebFetch(domain:x.com)\nask WebFetch", "WebFetch",
		URL("https://x.com"), "ask rule WebFetch"},
	{"the first rule of a list is named",
		"deny WebFetch(domain:*.com)\ndeny WebFetch(domain:x.com)\n"
		"deny WebFetch(domain:a.x.com)",
		"WebFetch", URL("https://a.x.com"), "deny rule WebFetch(domain:*.com)"},
	{"a bare deny removes the tool", "deny WebFetch", "WebFetch",
		URL("https://x.com"), "absent rule WebFetch"},
	{"so does a star for content", "deny WebFetch(*)", "WebFetch",
		URL("https://x.com"), "absent rule WebFetch(*)"},
	{"a star for a domain does not", "deny WebFetch(domain:*)", "WebFetch",
		URL("https://x.com"), "deny rule WebFetch(domain:*)"},
	{"documentation needs no rule", "", "WebFetch", URL("https://react.dev/learn"),
		"allow read-only"},
	{"but obeys one", "ask WebFetch(domain:react.dev)", "WebFetch",
		URL("https://react.dev/learn"), "ask rule WebFetch(domain:react.dev)"},
	{"a path that needs no rule", "", "WebFetch",
		URL("https://github.com/x/../anthropics/y"), "allow read-only"},
	{"a path that only looks like it", "", "WebFetch",
		URL("https://github.com/anthropicsx"), "ask default"},
	{"a dot behind the host makes it another", "", "WebFetch",
		URL("https://react.dev./"), "ask default"},
	{"what is no URL is refused", "allow WebFetch", "WebFetch", URL("x.com"),
		"deny safety"},
	{"no URL at all", "allow WebFetch", "WebFetch", "{}", "deny safety"},
	{"an unknown host is denied by any deny rule", "deny WebFetch(domain:x.com)",
		"WebFetch", URL("https://a\xcc\x81.com"),
		"deny rule WebFetch(domain:x.com)"},
	{"and allowed by none but the star",
		"allow WebFetch(domain:x.com)\nallow WebFetch(domain:*)", "WebFetch",
		URL("https://a\xcc\x81.com"), "allow rule WebFetch(domain:*)"},
};
PC_TABLE(verdicts, check_verdict)

/* The client takes URLs of 2,000 characters and none longer. */
static void check_length(void **state)
{
	PC_AUTO(pc_arena_done) struct pc_arena arena = {0};
	char text[URL_MAX + 2] = "https://h.com/";
	struct url url;

	(void)state;
	memset(text + strlen(text), 'x', sizeof(text) - 1 - strlen(text));
	assert_false(url_parse(&url, &arena, (struct pc_str){text, URL_MAX + 1}));
	assert_true(url_parse(&url, &arena, (struct pc_str){text, URL_MAX}));
}

int main(void)
{
	const struct CMUnitTest lengths[] = {cmocka_unit_test(check_length)};

	return PC_RUN(urls) + PC_RUN(matches) + PC_RUN(verdicts) +
	       cmocka_run_group_tests(lengths, NULL, NULL);
}
