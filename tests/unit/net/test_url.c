/* SPDX-License-Identifier: Apache-2.0 */
/* Which addresses a configuration may have. */
#include "pc_test.h"

#include "pc/net/url.h"

static const struct {
	const char *url, *fault; /* NULL: it is fine */
} rows[] = {
	{"https://api.example.com", NULL},
	{"https://api.example.com:8200/v1/x?y=1#z", NULL},
	{"https://[2001:db8::1]:443/", NULL},
	{"http://localhost:8080/v1", NULL},
	{"http://127.0.0.1", NULL},
	{"http://127.1.2.3:80/", NULL},
	{"http://[::1]:9/", NULL},
	{"", "begin with https"},
	{"api.example.com", "begin with https"},
	{"HTTPS://api.example.com", "begin with https"},
	{"ftp://api.example.com", "begin with https"},
	{"http://api.example.com", "this machine"},
	{"http://127.0.0.1.example.com/", "this machine"},
	{"http://localhost.example.com/", "this machine"},
	{"http://[::2]/", "this machine"},
	{"http://128.0.0.1/", "this machine"},
	{"https://", "none"},
	{"https:///path", "none"},
	{"https://:80/", "none"},
	{"https://host:port/", "none"},
	{"https://host:123456/", "none"},
	{"https://[::1/", "none"},
	{"https://[::1]x/", "none"},
	{"https://a b/", "none"},
	{"https://host/a b", "none"},
	{"https://host\\@evil/", "name or a password"},
	{"https://host\\evil/", "none"},
	{"https://user:pw@host/", "name or a password"},
	{"http://127.0.0.1@evil/", "name or a password"},
	{"https://h\xc3\xb6st/", "none"},
};

static void addresses(void **state)
{
	(void)state;
	for (size_t i = 0; i < PC_COUNT(rows); i++) {
		struct pc_err err = {0};
		enum pc_status status = pc_url_check(pc_str(rows[i].url), &err);

		if (status != (rows[i].fault ? PC_ERR_PARSE : PC_OK))
			fail_msg("'%s': %d", rows[i].url, (int)status);
		if (rows[i].fault && !strstr(err.text, rows[i].fault))
			fail_msg("'%s': %s", rows[i].url, err.text);
	}
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(addresses),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
