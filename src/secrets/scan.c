/* SPDX-License-Identifier: Apache-2.0 */
/* Keys in a text. */
#include "pc/secrets/scan.h"

struct pc_secrets {
	struct pc_secrets_options options;
};

struct pc_secret_scanner {
	const struct pc_secrets *secrets;
};

enum pc_status pc_secrets_open(struct pc_secrets **out,
	const struct pc_secrets_options *options, struct pc_err *err)
{
	(void)err;
	*out = pc_xcalloc(1, sizeof(**out));
	(*out)->options = *options;
	return PC_OK;
}

void pc_secrets_close(struct pc_secrets *secrets)
{
	free(secrets);
}

struct pc_secret_scanner *pc_secret_scanner_new(const struct pc_secrets *secrets)
{
	struct pc_secret_scanner *scanner = pc_xcalloc(1, sizeof(*scanner));

	scanner->secrets = secrets;
	return scanner;
}

void pc_secret_scanner_free(struct pc_secret_scanner *scanner)
{
	free(scanner);
}

void pc_secret_scan(struct pc_secret_scanner *scanner, const struct pc_secret_text *text,
	pc_secret_hit_fn *found, void *context)
{
	(void)scanner;
	(void)text;
	(void)found;
	(void)context;
}

void pc_secret_scan_value(struct pc_secret_scanner *scanner, struct pc_str name,
	struct pc_str value, pc_secret_hit_fn *found, void *context)
{
	(void)scanner;
	(void)name;
	(void)value;
	(void)found;
	(void)context;
}
