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
	const char *pattern;
	const char *why; /* NULL: it stays */
} table[] = {
	/* The login of the client itself, where no home directory has it. */
	{"CLAUDE_CODE_OAUTH_TOKEN", NULL},
	{"ANTHROPIC_API_KEY", billing},
	{"ANTHROPIC_AUTH_TOKEN", billing},
	{"ANTHROPIC_*BASE_URL", elsewhere},
	{"ANTHROPIC_UNIX_SOCKET", elsewhere},
	{"ANTHROPIC_API_HOST", elsewhere},
	/* Headers, models, profiles, identities of workloads and clouds. */
	{"ANTHROPIC_*", billing},
	{"CLAUDE_CODE_USE_*", billing},
	{"CLAUDE_CODE_API_*", billing},
	{"CLAUDE_CODE_OAUTH_*", billing},
	{"CLAUDE_CODE_*", client},
	{"CLAUDECODE", client},
	{"CLAUDE_ENV_FILE", loader},
	{"OPENAI_*", billing},
	{"OPENROUTER_*", billing},
	{"AWS_*", cloud},
	{"AZURE_*", cloud},
	{"GOOGLE_*", cloud},
	{"GCLOUD_*", cloud},
	{"GCP_*", cloud},
	{"CLOUDSDK_*", cloud},
	{"CLOUD_ML_*", cloud},
	{"VERTEX_*", cloud},
	{"ALIBABA_*", cloud},
	{"DIGITALOCEAN_*", cloud},
	{"KUBECONFIG", cloud},
	{"*_BASE_URL", elsewhere},
	{"NODE_TLS_REJECT_UNAUTHORIZED", elsewhere},
	{"VAULT_*", secret},
	{"*API_KEY*", billing},
	{"*APIKEY*", billing},
	{"*_KEY", secret},
	{"*_KEY_ID", secret},
	{"*TOKEN", secret},
	{"*SECRET*", secret},
	{"*PASSWORD*", secret},
	{"*PASSWD*", secret},
	{"*CREDENTIAL*", secret},
	{"LD_*", loader},
	{"DYLD_*", loader},
	{"NODE_OPTIONS", loader},
	{"NODE_PATH", loader},
	{"BUN_*", loader},
	{"BASH_ENV", loader},
	{"BASH_FUNC_*", loader},
	{"ENV", loader},
};

/* Small letters too: some programs read both. */
static bool takes(char wanted, char c)
{
	if (c >= 'a' && c <= 'z')
		c = (char)(c - 'a' + 'A');
	return wanted == c;
}

const char *pc_environment_why(struct pc_str name)
{
	for (size_t i = 0; i < PC_COUNT(table); i++)
		if (pc_str_fits(pc_str(table[i].pattern), name, takes))
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
