/* SPDX-License-Identifier: Apache-2.0 */
/* audit_dump [-g] [-a] [-t THREADS] PATH...: where the word PLANTED stands, and notes,
 * one a line, what is no printable character as \xNN.  PATH "-": standard input. */
#include <unistd.h>

#include "audit_stub.h"

static void print(const char *text)
{
	for (const char *at = text; *at; at++)
		if (*at >= ' ' && *at <= '~' && *at != '\\')
			putchar(*at);
		else
			printf("\\x%02x", (unsigned char)*at);
}

static int look(const struct pc_audit_job *job, const char *path)
{
	const struct pc_audit_place at = {
		.source = PC_AUDIT_STDIN, .path = PC_STR("(stdin)")};
	struct pc_err err = {0};
	enum pc_status status;

	if (strcmp(path, "-") == 0)
		status = pc_audit_stream(job, NULL, &at, STDIN_FILENO, &err);
	else
		status = pc_audit_tree(job, path, &err);
	if (status != PC_OK)
		fprintf(stderr, "audit_dump: %s\n", err.text);
	return status == PC_OK ? 0 : 70;
}

int main(int argc, char **argv)
{
	struct pc_audit audit = {0};
	struct pc_audit_job job = {.audit = &audit, .follows_named = true};
	int option, failed = 0;

	while ((option = getopt(argc, argv, "gat:")) != -1) {
		if (option == 'g')
			job.honours_gitignore = true;
		else if (option == 'a')
			job.no_archives = true;
		else if (option == 't')
			job.threads = (unsigned)strtoul(optarg, NULL, 10);
		else
			return 64;
	}
	for (; optind < argc; optind++)
		failed |= look(&job, argv[optind]);
	stub_sort(&audit);
	for (size_t i = 0; i < audit.n; i++) {
		const struct stub_row *row = &audit.rows[i];

		print(row->path);
		printf(":%u:%u: ", row->line, row->col);
		print(row->text);
		putchar('\n');
	}
	fprintf(stderr, "%llu files\n", (unsigned long long)audit.files);
	stub_done(&audit);
	return failed;
}
