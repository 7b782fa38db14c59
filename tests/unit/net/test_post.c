/* SPDX-License-Identifier: Apache-2.0 */
/* Where reports may go.  What comes of sending is tests/integration/report's. */
#include "pc_test.h"

#include "pc/net/post.h"

static const struct row {
	const char *name, *url;
	bool is_good;
} urls[] = {
	{"https", "https://hub.example.com/report", true},
	{"https with a port", "https://hub.example.com:8443/report?x=1", true},
	{"https to this machine", "https://localhost/", true},
	{"http to this machine", "http://127.0.0.1:8080/report", true},
	{"another address of it", "http://127.9.8.7/", true},
	{"its address of version 6", "http://[::1]:8080/", true},
	{"its name", "http://localhost:8080/", true},
	{"http to another", "http://hub.example.com/", false},
	{"a name that looks like it", "http://127.0.0.1.example.com/", false},
	{"an address that looks like it", "http://128.0.0.1/", false},
	{"another one of version 6", "http://[::2]/", false},
	{"its name in front", "http://localhost.example.com/", false},
	{"a name in it", "https://bob@hub.example.com/", false},
	{"a password in it", "https://bob:pw@hub.example.com/", false},
	{"to this machine, says the name", "http://127.0.0.1@hub.example.com/", false},
	{"a file", "file:///etc/passwd", false},
	{"another protocol", "gopher://127.0.0.1/", false},
	{"no scheme", "hub.example.com", false},
	{"nothing", "", false},
};

static void check(const struct row *row)
{
	struct pc_err err;

	assert_int_equal(pc_post_check(pc_str(row->url), &err),
		row->is_good ? PC_OK : PC_ERR_PARSE);
}

PC_TABLE_TESTS(urls, check)
