/* SPDX-License-Identifier: Apache-2.0 */
/* Readers of structured documents beyond the cases in tests/cases/audit: what Terraform's
 * language becomes, ceilings, and texts that mean no good. */
#include "pc_test.h"

#include "audit_stub.h"
#include "shape_priv.h"

#include "pc/base/limits.h"
#include "pc/doc/write.h"

static const struct hcl {
	const char *name, *text, *want;
} hcls[] = {
	{"attributes", "a = \"b\"\nc = 1 # d\ne = true // f\n",
		"{\"a\":\"b\",\"c\":\"1\",\"e\":\"true\"}"},
	{"blocks", "a \"b\" \"c\" {\n d = \"e\"\n}\na f {}\n",
		"{\"a\":{\"b\":{\"c\":[{\"d\":\"e\"}]}},\"a\":{\"f\":[{}]}}"},
	{"a block in a line", "a { b = \"c\" }", "{\"a\":[{\"b\":\"c\"}]}"},
	{"lists and objects", "a = [\"b\", {c = \"d\", \"e\": \"f\"},\n]\n",
		"{\"a\":[\"b\",{\"c\":\"d\",\"e\":\"f\"}]}"},
	{"templates", "a = \"x ${b[\"c\"]} \\\"y\\\"\"\nd = \"e\"\n",
		"{\"a\":\"x ${b[\\\"c\\\"]} \\\"y\\\"\",\"d\":\"e\"}"},
	{"a call", "a = f({\n b = \"}\"\n})\nc = \"d\"\n",
		"{\"a\":\"f({\\n b = \\\"}\\\"\\n})\",\"c\":\"d\"}"},
	{"heredocs", "a = <<-EOT\n  b\n  EOT\nc = <<X\nd\nX\n",
		"{\"a\":\"  b\\n\",\"c\":\"d\\n\"}"},
	{"comments", "/* a = 1\n*/ b = \"c\" /* d */\n", "{\"b\":\"c\"}"},
	{"a text that never closes", "a = \"b\nc = \"d\"\n", "{\"a\":\"b\",\"c\":\"d\"}"},
};

static void check_hcl(const struct hcl *r)
{
	PC_AUTO(pc_arena_done) struct pc_arena arena = {0};
	PC_AUTO(pc_buf_done) struct pc_buf out = {0};
	const struct pc_node *root = pc_shape_hcl(&arena, pc_str(r->text));

	assert_non_null(root);
	pc_node_write(&out, root, PC_FORMAT_JSON_LINE);
	assert_str(pc_buf_str(&out), r->want);
}

PC_TABLE(hcls, check_hcl)

/* The names of the first hit, as "service|container|variable". */
static void look(struct pc_buf *out, struct pc_str path, struct pc_str text)
{
	struct pc_secret_scanner *scanner = pc_secret_scanner_new(NULL);
	struct pc_audit_hits hits = {0};
	const struct pc_audit_job job = {0};
	const struct pc_secret_text all = {.text = text};

	pc_secret_scan(scanner, &all, pc_audit_hits_add, &hits);
	pc_audit_shape(&job, scanner, path, text, &hits);
	if (hits.n)
		pc_buf_printf(out, "%.*s|%.*s|%.*s", PC_STR_ARG(hits.items[0].service),
			PC_STR_ARG(hits.items[0].container),
			PC_STR_ARG(hits.items[0].variable));
	pc_audit_hits_done(&hits);
	pc_secret_scanner_free(scanner);
}

static void depth_has_a_ceiling(void **state)
{
	(void)state;
	for (int past = 0; past < 2; past++) {
		PC_AUTO(pc_buf_done) struct pc_buf text = {0};
		PC_AUTO(pc_buf_done) struct pc_buf out = {0};

		for (int i = 0; i < PC_MAX_SHAPE_DEPTH + past; i++)
			pc_buf_printf(&text, "{\"k%d\":", i);
		pc_buf_puts(&text, "\"PLANTED1\"");
		for (int i = 0; i < PC_MAX_SHAPE_DEPTH + past; i++)
			pc_buf_add_char(&text, '}');
		look(&out, PC_STR("a.json"), pc_buf_str(&text));
		assert_str(pc_buf_str(&out), past ? "||" : "||k61.k62.k63");
	}
}

static void names_have_a_ceiling(void **state)
{
	(void)state;
	for (size_t past = 0; past < 2; past++) {
		PC_AUTO(pc_buf_done) struct pc_buf text = {0};
		PC_AUTO(pc_buf_done) struct pc_buf out = {0};

		pc_buf_puts(&text, "services:\n  ");
		for (size_t i = 0; i < PC_MAX_SHAPE_NAME + past; i++)
			pc_buf_add_char(&text, 's');
		pc_buf_puts(&text, ":\n    environment: {A: PLANTED1}\n");
		look(&out, PC_STR("c.yaml"), pc_buf_str(&text));
		assert_int_equal(out.len, PC_MAX_SHAPE_NAME + strlen("||A"));
	}
}

static const char *const paths[] = {
	"a.yaml", "a.json", "a.tf", "a.toml", "a.service", "Dockerfile"};
enum { N_PATHS = sizeof(paths) / sizeof(paths[0]) };

static const struct hostile {
	const char *name, *once;
} hostiles[] = {
	{"open braces", "{"},
	{"open brackets", "a = ["},
	{"open blocks", "a \"b\" {\n"},
	{"closing braces", "}"},
	{"heredocs", "a = <<X\n"},
	{"templates", "a = \"${"},
	{"quotes", "\"'"},
	{"lines that go on", "ENV \\\n"},
	{"documents", "---\nservices: {a: {environment: {A: PLANTED1}}}\n"},
	{"one name for all", "A = \"PLANTED1\"\n"},
	{"assignments", "ENV A=PLANTED1\n"},
	{"comments", "/* # // PLANTED1 "},
	{"commas", ","},
	{"no text", "\xFF"},
	{"stages", "FROM a AS "},
	{"sections", "[[mcp_servers.\n"},
	{"templates that never close", "{{ PLANTED1 {% "},
	{"lines of templates", "{{ a }}\n"},
};

static void check_hostile(const struct hostile *r)
{
	for (size_t i = 0; i < N_PATHS; i++) {
		PC_AUTO(pc_buf_done) struct pc_buf text = {0};
		PC_AUTO(pc_buf_done) struct pc_buf out = {0};

		while (text.len < 1 << 16)
			pc_buf_puts(&text, r->once);
		look(&out, pc_str(paths[i]), pc_buf_str(&text));
	}
}

PC_TABLE(hostiles, check_hostile)

static void every_truncation_is_harmless(void **state)
{
	static const char *const texts[N_PATHS] = {
		"services: {a: {environment: [\"A=PLANTED1\"]}}\n--- !x\nb: &c PLANTED2",
		"{\"mcpServers\": {\"a\": {\"args\": [\"--k\", \"PLANTED1\",]}}} // b /* "
		"c */",
		"a \"b\" { c = <<-X\n PLANTED1\n X\n d = \"${e}\\n\" /* f */\n g = "
		"h([1])}",
		"[mcp_servers.a.env]\nB = \"PLANTED1\"\nc = {d = 1}\n",
		"[Service]\nEnvironment=A=PLANTED1 \"B=c\\\"\" \\\n C='d'\n",
		"FROM a AS b\nENV C=\"PLANTED1\" \\\n D=e\\\"\nENV F g\nRUN h \\\n i\n"};

	(void)state;
	for (size_t i = 0; i < N_PATHS; i++) {
		for (size_t size = 0; size <= strlen(texts[i]); size++) {
			PC_AUTO(pc_buf_done) struct pc_buf out = {0};
			char *exact = test_malloc(size ? size : 1);

			memcpy(exact, texts[i], size);
			look(&out, pc_str(paths[i]), (struct pc_str){exact, size});
			test_free(exact);
		}
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(depth_has_a_ceiling),
		cmocka_unit_test(names_have_a_ceiling),
		cmocka_unit_test(every_truncation_is_harmless),
	};
	int failed = PC_RUN(hcls);

	failed += PC_RUN(hostiles);
	return failed + cmocka_run_group_tests(tests, NULL, NULL);
}
