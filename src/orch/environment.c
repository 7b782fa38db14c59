/* SPDX-License-Identifier: Apache-2.0 */
/* Names of variables against one table.  The first row that fits decides, so that what
 * stays stands before the wider pattern that would take it. */
#include "pc/orch/environment.h"

static const char billing[] = "it changes who is billed for the client's calls",
		  elsewhere[] = "it sends the client to another address",
		  cloud[] = "it gives access to a cloud account",
		  secret[] = "it looks like a secret",
		  client[] = "it changes how the client works",
		  loader[] = "it loads foreign code into programs";

static const struct row {
	struct pc_str pattern;
	const char *why; /* NULL: it stays */
} table[] = {
	/* The login of the client itself, where no home directory has it. */
	{{"CLAUDE_CODE_OAUTH_TOKEN", 23}, NULL},
	{{"ANTHROPIC_API_KEY", 17}, billing},
	{{"ANTHROPIC_AUTH_TOKEN", 20}, billing},
	{{"ANTHROPIC_*BASE_URL", 19}, elsewhere},
	{{"ANTHROPIC_UNIX_SOCKET", 21}, elsewhere},
	{{"ANTHROPIC_API_HOST", 18}, elsewhere},
	/* Headers, models, profiles, identities of workloads and clouds. */
	{{"ANTHROPIC_*", 11}, billing},
	{{"CLAUDE_CODE_USE_*", 17}, billing},
	{{"CLAUDE_CODE_API_*", 17}, billing},
	{{"CLAUDE_CODE_OAUTH_*", 19}, billing},
	{{"CLAUDE_CODE_*", 13}, client},
	{{"CLAUDECODE", 10}, client},
	{{"CLAUDE_ENV_FILE", 15}, loader},
	{{"OPENAI_*", 8}, billing},
	{{"OPENROUTER_*", 12}, billing},
	{{"AWS_*", 5}, cloud},
	{{"AZURE_*", 7}, cloud},
	{{"GOOGLE_*", 8}, cloud},
	{{"GCLOUD_*", 8}, cloud},
	{{"GCP_*", 5}, cloud},
	{{"CLOUDSDK_*", 10}, cloud},
	{{"CLOUD_ML_*", 10}, cloud},
	{{"VERTEX_*", 8}, cloud},
	{{"ALIBABA_*", 9}, cloud},
	{{"DIGITALOCEAN_*", 14}, cloud},
	{{"KUBECONFIG", 10}, cloud},
	{{"*_BASE_URL", 10}, elsewhere},
	{{"NODE_TLS_REJECT_UNAUTHORIZED", 28}, elsewhere},
	{{"VAULT_*", 7}, secret},
	{{"*API_KEY*", 9}, billing},
	{{"*APIKEY*", 8}, billing},
	{{"*_KEY", 5}, secret},
	{{"*_KEY_ID", 8}, secret},
	{{"*TOKEN", 6}, secret},
	{{"*SECRET*", 8}, secret},
	{{"*PASSWORD*", 10}, secret},
	{{"*PASSWD*", 8}, secret},
	{{"*CREDENTIAL*", 12}, secret},
	{{"LD_*", 4}, loader},
	{{"DYLD_*", 6}, loader},
	{{"NODE_OPTIONS", 12}, loader},
	{{"NODE_PATH", 9}, loader},
	{{"BUN_*", 5}, loader},
	{{"BASH_ENV", 8}, loader},
	{{"BASH_FUNC_*", 11}, loader},
	{{"ENV", 3}, loader},
};

/* Small letters too: some programs read both. */
static char large(char c)
{
	return c >= 'a' && c <= 'z' ? (char)(c - 'a' + 'A') : c;
}

static bool takes(char wanted, char c)
{
	return wanted == large(c);
}

/* Most rows are told from a name by its first letter. */
static bool fits(struct pc_str pattern, struct pc_str name)
{
	char first = pattern.ptr[0];

	return (first == '*' || first == large(name.ptr[0])) &&
	       pc_str_fits(pattern, name, takes);
}

const char *pc_environment_why(struct pc_str name)
{
	for (size_t i = 0; name.len && i < PC_COUNT(table); i++)
		if (fits(table[i].pattern, name))
			return table[i].why;
	return NULL;
}

static bool is_told(const struct pc_environment *out, struct pc_str name)
{
	for (size_t i = 0; i < out->n_stripped; i++)
		if (pc_str_eq(out->stripped[i], name))
			return true;
	return false;
}

void pc_environment_clean(struct pc_environment *out, struct pc_arena *arena,
	const char *const *environment)
{
	size_t n = 0, kept = 0;
	const char **stay;

	while (environment && environment[n])
		n++;
	stay = pc_arena_new_array(arena, const char *, n + 1);
	*out = (struct pc_environment){.environment = stay,
		.stripped = pc_arena_new_array(arena, struct pc_str, n)};
	for (size_t i = 0; i < n; i++) {
		struct pc_str rest = pc_str(environment[i]),
			      name = pc_str_cut(&rest, '=');

		if (rest.ptr && name.len && !pc_environment_why(name))
			stay[kept++] = environment[i];
		else if (rest.ptr && !is_told(out, name))
			out->stripped[out->n_stripped++] = name;
	}
}
