/* SPDX-License-Identifier: Apache-2.0 */
/* Where the key for fingerprints is: what the command line says, the machine's, the
 * user's. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>

#include "audit.h"
#include "output.h"

static const char machine_key[] = PC_AUDIT_KEY_FILE;

static bool is_directory(const char *path)
{
	struct stat st;

	return path && *path == '/' && stat(path, &st) == 0 && S_ISDIR(st.st_mode);
}

/* Of this user; empty when the user has no home: none is made for it. */
static struct pc_str user_key(struct pc_arena *arena)
{
	const char *config = getenv("XDG_CONFIG_HOME"), *home = getenv("HOME");

	if (config && *config == '/')
		return pc_arena_printf(arena, "%s/policyctl/audit.key", config);
	if (is_directory(home))
		return pc_arena_printf(arena, "%s/.config/policyctl/audit.key", home);
	return (struct pc_str){0};
}

/* For this run alone: what it makes can be compared with nothing. */
static int make_one(struct audit_run *run, const char *why)
{
	struct pc_err err;

	if (pc_audit_key_make(&run->key, &err) != PC_OK)
		return output_failure(&err);
	fprintf(stderr,
		"policyctl audit: %s: fingerprints are made with a key for this run "
		"alone; --fingerprint-key FILE names one that stays\n",
		why);
	return 0;
}

static int find_own(struct audit_run *run)
{
	struct pc_str path = user_key(run->arena);
	struct pc_err err;
	enum pc_status status;

	if (!path.len)
		return make_one(run, "there is no home directory");
	status = pc_audit_key_read(&run->key, path.ptr, &err);
	if (status == PC_OK)
		return 0;
	if (status != PC_ERR_ABSENT)
		return output_failure(&err);
	if (pc_audit_key_keep(&run->key, path.ptr, &err) != PC_OK)
		return make_one(run, err.text);
	fprintf(stderr,
		"policyctl audit: fingerprints are made with a new key, '%.*s'; who "
		"shares "
		"baselines and reports shares one key: put it into %s on every machine, "
		"or "
		"name it with --fingerprint-key\n",
		PC_STR_ARG(path), machine_key);
	return 0;
}

int audit_key_find(struct audit_run *run)
{
	struct pc_str named = run->args->fingerprint_key;
	struct pc_err err;
	enum pc_status status;

	if (!named.len && run->policy)
		named = run->policy->fingerprint_key;
	if (named.len) {
		if (pc_audit_key_read(&run->key, named.ptr, &err) != PC_OK)
			return output_failure(&err);
		return 0;
	}
	status = pc_audit_key_read(&run->key, machine_key, &err);
	if (status == PC_OK)
		return 0;
	if (status == PC_ERR_ABSENT)
		return find_own(run);
	/* Who may not read the machine's key has one of his own. */
	if (err.cause == EACCES)
		return find_own(run);
	return output_failure(&err);
}
