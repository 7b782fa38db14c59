/* SPDX-License-Identifier: Apache-2.0 */
/* Names of what is no key, though a service's name is in them. */
#include "pc_test.h"

#include "secrets_priv.h"

static const struct {
	const char *name;
	bool is_other;
} rows[] = {
	{"DATADOG_API_KEY", false},
	{"datadogApiKey", false},
	{"sendbird_api_token", false},
	{"twilio.auth-token", false},
	{"DISCORD", false},
	{"", false},
	{"DATADOG_COMMIT", true},
	{"datadogCommitSha", true},
	{"twitchClientId", true},
	{"TWITCH_CLIENT_ID", true},
	{"twitch-client-id2", true},
	{"splunk_hec_url", true},
	{"DISCORD_PUBLIC_KEY", true},
	{"sentryRelease", true},
	/* Words that only begin or end so are others. */
	{"bugsnag_identity_key", false},
	{"idempotency_okta_token", false},
	{"republicKey", false},
};

static void names_are_told_apart(void **state)
{
	(void)state;
	for (size_t i = 0; i < PC_COUNT(rows); i++) {
		bool is_other = pc_secret_is_other_name(pc_str(rows[i].name));

		if (is_other != rows[i].is_other)
			print_error("%s\n", rows[i].name);
		assert_int_equal(is_other, rows[i].is_other);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(names_are_told_apart),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
