/* SPDX-License-Identifier: Apache-2.0 */
/* Any bytes as a structured document with keys in it: the first byte says of which form,
 * each byte 1 is a key.  What is told lies in the text, names are bounded, and a key of
 * the text is told once in its place. */
#include "audit/audit_priv.h"

#include "must.h"

#include "pc/base/buf.h"
#include "pc/base/limits.h"

static const char *const paths[] = {"a.yaml", "a.json", "a.tf", "a.toml",
	"a.service.d/b.conf", "Dockerfile", "-", "settings.json"};

static struct pc_secret_scanner *scanner;
static struct pc_arena sample;
static struct pc_str key;

static void make_ready(void)
{
	/* Left for all runs: there is one process for many of them. */
	static struct pc_secrets *secrets;
	const struct pc_secrets_options options = {.size = 1};
	struct pc_err err;

	if (scanner)
		return;
	must(pc_secrets_open(&secrets, &options, &err) == PC_OK, "rules are ready");
	scanner = pc_secret_scanner_new(secrets);
	key = pc_secret_sample(&sample, "sk-or-v1-<hex-lower:64>", 1);
}

static void check(const struct pc_audit_hits *hits, struct pc_str text)
{
	for (size_t i = 0; i < hits->n; i++) {
		const struct pc_audit_hit *hit = &hits->items[i];

		must(hit->hit.at <= text.len && hit->hit.len <= text.len - hit->hit.at,
			"a hit lies in the text");
		must(hit->service.len <= PC_MAX_SHAPE_NAME &&
				hit->container.len <= PC_MAX_SHAPE_NAME &&
				hit->variable.len <= 2 * PC_MAX_SHAPE_NAME + 1,
			"names are bounded");
	}
	must(hits->n <= PC_MAX_SECRET_HITS, "hits are bounded");
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	enum { N_PATHS = sizeof(paths) / sizeof(paths[0]) };
	PC_AUTO(pc_buf_done) struct pc_buf text = {0};
	struct pc_audit_hits hits = {0};
	const struct pc_audit_job job = {0};

	make_ready();
	for (size_t i = 1; i < size; i++)
		if (data[i] == 1)
			pc_buf_add(&text, key);
		else
			pc_buf_add_char(&text, (char)data[i]);
	if (!text.len)
		return 0;

	const struct pc_secret_text window = {.text = pc_buf_str(&text)};
	struct pc_str path = pc_str(paths[data[0] % N_PATHS]);

	pc_secret_scan(scanner, &window, pc_audit_hits_add, &hits);
	pc_audit_shape_is_wanted(path, window.text);
	pc_audit_shape(&job, scanner, path, window.text, &hits);
	check(&hits, window.text);
	pc_audit_hits_done(&hits);
	return 0;
}
