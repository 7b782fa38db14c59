/* SPDX-License-Identifier: Apache-2.0 */
/* What a site remembers: going back and further back, how much is kept, and what is not
 * trusted. */
#include "machine.h"

#include "pc/base/limits.h"

#define OURS "managed-settings.d/zz-policyd.json"
#define BASE "managed-settings.json"

static enum pc_status go_back(struct machine *m, int64_t number, struct pc_err *err)
{
	PC_AUTO(pc_site_freep) struct pc_site *site = machine_open(m);
	struct pc_wish wish;
	struct pc_plan plan;

	PC_TRY(pc_wish_of_generation(&wish, site, number, err));
	PC_TRY(pc_plan_make(&plan, site, &wish, err));
	return pc_plan_write(site, &plan, err);
}

static void put_numbers(struct machine *m, int n)
{
	for (int i = 1; i <= n; i++)
		machine_put(m, OURS,
			pc_arena_printf(&m->arena, "{\"model\": \"%d\"}", i).ptr);
}

static void going_back_goes_further_each_time(void **state)
{
	PC_AUTO(machine_done) struct machine m = {0};
	struct pc_err err;

	(void)state;
	machine_make(&m, "claude-linux", "dir /etc 0755");
	put_numbers(&m, 3);
	assert_int_equal(go_back(&m, 0, &err), PC_OK);
	machine_assert_holds(&m, OURS, "{\"model\": \"2\"}");
	assert_int_equal(go_back(&m, 0, &err), PC_OK);
	machine_assert_holds(&m, OURS, "{\"model\": \"1\"}");
	assert_int_equal(go_back(&m, 0, &err), PC_ERR_ABSENT);
	assert_int_equal(go_back(&m, 3, &err), PC_OK);
	machine_assert_holds(&m, OURS, "{\"model\": \"3\"}");
	machine_put(&m, OURS, "{\"model\": \"4\"}");
	assert_int_equal(go_back(&m, 0, &err), PC_OK);
	machine_assert_holds(&m, OURS, "{\"model\": \"3\"}");
}

static void a_withdrawal_is_a_generation(void **state)
{
	PC_AUTO(machine_done) struct machine m = {0};
	struct pc_err err;

	(void)state;
	machine_make(&m, "claude-linux", "apply " BASE " {}");
	assert_int_equal(machine_apply(&m, &(struct pc_wish){0}, &err), PC_OK);
	machine_assert_holds(&m, BASE, NULL);
	assert_int_equal(go_back(&m, 0, &err), PC_OK);
	machine_assert_holds(&m, BASE, "{}");
	assert_int_equal(go_back(&m, 2, &err), PC_OK);
	machine_assert_holds(&m, BASE, NULL);
}

static void the_last_generations_are_kept(void **state)
{
	PC_AUTO(machine_done) struct machine m = {0};
	PC_AUTO(pc_site_freep) struct pc_site *site = NULL;
	struct pc_err err;

	(void)state;
	machine_make(&m, "claude-linux", "dir /etc 0755");
	put_numbers(&m, PC_MAX_GENERATIONS);
	site = machine_open(&m);
	assert_int_equal(pc_site_history(site)->n_applied, PC_MAX_GENERATIONS);
	assert_non_null(pc_applied_find(pc_site_history(site), 1));
	pc_site_freep(&site);
	machine_put(&m, OURS, "{\"model\": \"one more\"}");
	site = machine_open(&m);
	assert_int_equal(pc_site_history(site)->n_applied, PC_MAX_GENERATIONS);
	assert_null(pc_applied_find(pc_site_history(site), 1));
	pc_site_freep(&site);
	assert_int_equal(go_back(&m, 1, &err), PC_ERR_ABSENT);
	assert_int_equal(go_back(&m, 2, &err), PC_OK);
}

static void the_same_again_is_no_generation(void **state)
{
	PC_AUTO(machine_done) struct machine m = {0};
	PC_AUTO(pc_site_freep) struct pc_site *site = NULL;

	(void)state;
	machine_make(&m, "claude-linux", "apply " BASE " {}\napply " BASE " {}");
	site = machine_open(&m);
	assert_int_equal(pc_site_history(site)->n_applied, 1);
	assert_int_equal(pc_site_history(site)->applied[0].at_us, 1);
}

static void notes_are_cut(void **state)
{
	PC_AUTO(machine_done) struct machine m = {0};
	struct pc_wish wish = {.path = PC_STR(BASE), .bytes = PC_STR("{}")};

	(void)state;
	for (size_t extra = 0; extra < 2; extra++) {
		PC_AUTO(pc_site_freep) struct pc_site *site = NULL;
		char note[PC_MAX_NOTE + 1];
		struct pc_err err;

		machine_make(&m, "claude-linux", "dir /etc 0755");
		memset(note, 'n', sizeof(note));
		wish.note = (struct pc_str){note, PC_MAX_NOTE + extra};
		assert_int_equal(machine_apply(&m, &wish, &err), PC_OK);
		site = machine_open(&m);
		assert_int_equal(pc_site_history(site)->applied[0].note.len, PC_MAX_NOTE);
		machine_done(&m);
	}
}

static void copies_of_what_was_removed_are_bounded(void **state)
{
	PC_AUTO(machine_done) struct machine m = {0};
	struct pc_wish wish = {
		.path = PC_STR(BASE), .bytes = PC_STR("{}"), .exclusive = true};

	(void)state;
	machine_make(&m, "claude-linux", "dir managed-settings.d 0755");
	for (int n = PC_MAX_TAKEN; n > 0; n = n == PC_MAX_TAKEN ? 1 : 0) {
		PC_AUTO(pc_site_freep) struct pc_site *site = NULL;
		struct pc_err err;

		for (int i = 0; i < n; i++) {
			machine_line(&m,
				pc_arena_printf(&m.arena,
					"file managed-settings.d/%d.json 0644 {\"a\":%d}",
					i, i + n));
		}
		assert_int_equal(machine_apply(&m, &wish, &err), PC_OK);
		machine_assert_holds(&m, "managed-settings.d/0.json", NULL);
		site = machine_open(&m);
		assert_int_equal(pc_site_history(site)->n_taken, PC_MAX_TAKEN);
	}
}

/* ---- what is not trusted -------------------------------------------------- */

static const struct row {
	const char *name, *then; /* its paths are below the test's directory */
	enum pc_status open, back;
} states[] = {
	{"nothing happened", "", PC_OK, PC_OK},
	{"others may enter it", "dir /../state 0755", PC_ERR_SYSTEM, PC_OK},
	{"somebody else owns it", "owner /../state 4711", PC_ERR_SYSTEM, PC_OK},
	{"others may rename it", "dir /.. 0777", PC_ERR_SYSTEM, PC_OK},
	{"half a state", "file /../state/state.json 0600 {\"version\":1,", PC_ERR_PARSE,
		PC_OK},
	{"another version", "file /../state/state.json 0600 {\"version\":2}",
		PC_ERR_PARSE, PC_OK},
	{"a current that is not there",
		"file /../state/state.json 0600 "
		"{\"version\":1,\"target\":\"claude-linux\","
		"\"current\":7,\"next\":0,\"applied\":[],\"foreign\":[],\"taken\":[]}",
		PC_ERR_PARSE, PC_OK},
	{"a digest that is a path",
		"file /../state/state.json 0600 "
		"{\"version\":1,\"target\":\"claude-linux\","
		"\"current\":0,\"next\":0,\"applied\":[],\"foreign\":[],\"taken\":[{"
		"\"path\":\"x\",\"sha256\":\"../../../../../../../../../../../../../../"
		"../"
		"../../../../etc/p\"}]}",
		PC_ERR_PARSE, PC_OK},
	{"another target",
		"file /../state/state.json 0600 "
		"{\"version\":1,\"target\":\"claude-macos\","
		"\"current\":0,\"next\":0,\"applied\":[],\"foreign\":[],\"taken\":[]}",
		PC_ERR_USAGE, PC_OK},
	{"another document than was kept",
		"file /../state/objects/"
		"44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a 0600 "
		"{\"model\": \"bad\"}",
		PC_OK, PC_ERR_PARSE},
	{"what was kept is gone", "gone /../state/objects", PC_OK, PC_ERR_ABSENT},
};

static void check_state(const struct row *r)
{
	PC_AUTO(machine_done) struct machine m = {0};
	PC_AUTO(pc_site_freep) struct pc_site *site = NULL;
	struct pc_wish wish;
	struct pc_err err;

	if (machine_needs_root(r->then))
		skip();
	machine_make(&m, "claude-linux",
		"apply " BASE " {}\napply " BASE " {\"model\": \"2\"}");
	machine_lines(&m, r->then);
	assert_int_equal(pc_site_open(&site, &m.where, PC_SITE_WRITE, &err), r->open);
	if (r->open == PC_OK)
		assert_int_equal(pc_wish_of_generation(&wish, site, 0, &err), r->back);
}

PC_TABLE(states, check_state)

static void a_state_has_a_size(void **state)
{
	PC_AUTO(machine_done) struct machine m = {0};
	static const char text[] = "file /../state/state.json 0600 "
				   "{\"version\":1,\"target\":\"claude-linux\","
				   "\"current\":0,\"next\":0,\"applied\":[],\"foreign\":["
				   "],\"taken\":[]}";
	const char *path;

	(void)state;
	machine_make(&m, "claude-linux", "apply " BASE " {}");
	machine_line(&m, PC_STR(text));
	path = machine_path(&m, PC_STR("/../state/state.json"));
	for (off_t extra = 0; extra < 2; extra++) {
		PC_AUTO(pc_site_freep) struct pc_site *site = NULL;
		struct pc_arena arena = {0};
		struct pc_str bytes;
		struct pc_err err;
		char *spaces;

		assert_int_equal(pc_fs_read(&bytes, &arena, AT_FDCWD, path,
					 PC_MAX_STATE_SIZE, &err),
			PC_OK);
		spaces = pc_arena_bytes(&arena, PC_MAX_STATE_SIZE + 1);
		memset(spaces, ' ', PC_MAX_STATE_SIZE + 1);
		memcpy(spaces, bytes.ptr, bytes.len);
		machine_file(path, 0600,
			(struct pc_str){spaces, PC_MAX_STATE_SIZE + (size_t)extra});
		assert_int_equal(pc_site_open(&site, &m.where, PC_SITE_WRITE, &err),
			extra ? PC_ERR_LIMIT : PC_OK);
		pc_arena_done(&arena);
	}
}

/* As it stands in the file between the document's rename and the end of the apply. */
static void stop_before_the_end(struct machine *m)
{
	static const char done[] = "\"current\":2,\"next\":0",
			  stopped[] = "\"current\":1,\"next\":2";
	const char *path = machine_path(m, PC_STR("/../state/state.json"));
	struct pc_str text;
	struct pc_err err;
	size_t at;

	assert_int_equal(
		pc_fs_read(&text, &m->arena, AT_FDCWD, path, PC_MAX_STATE_SIZE, &err),
		PC_OK);
	at = pc_str_find_str(text, pc_str(done));
	assert_true(at < text.len);
	machine_file(path, 0600,
		pc_arena_printf(&m->arena, "%.*s%s%s", PC_STR_ARG(pc_str_head(text, at)),
			stopped, text.ptr + at + strlen(done)));
}

/* Or whoever changes the document after that would bring back the one before it. */
static void a_write_that_was_stopped_is_settled_once(void **state)
{
	PC_AUTO(machine_done) struct machine m = {0};
	PC_AUTO(pc_site_freep) struct pc_site *site = NULL;

	(void)state;
	machine_make(&m, "claude-linux",
		"apply " BASE " {}\napply " BASE " {\"model\": \"2\"}");
	stop_before_the_end(&m);
	site = machine_open(&m);
	assert_int_equal(pc_site_history(site)->current, 2);
	pc_site_freep(&site);
	machine_lines(&m, "file " BASE " 0644 {\"model\": \"tampered\"}");
	site = machine_open(&m);
	assert_int_equal(pc_site_history(site)->current, 2);
	assert_int_equal(pc_site_history(site)->n_applied, 2);
}

/* The document never came: what was there before is in force, and only that is known. */
static void a_write_that_did_nothing_is_forgotten(void **state)
{
	PC_AUTO(machine_done) struct machine m = {0};
	PC_AUTO(pc_site_freep) struct pc_site *site = NULL;

	(void)state;
	machine_make(&m, "claude-linux",
		"apply " BASE " {}\napply " BASE " {\"model\": \"2\"}");
	stop_before_the_end(&m);
	machine_lines(&m, "file " BASE " 0644 {}");
	site = machine_open(&m);
	assert_int_equal(pc_site_history(site)->current, 1);
	assert_int_equal(pc_site_history(site)->n_applied, 1);
}

static void one_writes_at_a_time(void **state)
{
	PC_AUTO(machine_done) struct machine m = {0};
	PC_AUTO(pc_site_freep) struct pc_site *first = NULL;
	PC_AUTO(pc_site_freep) struct pc_site *second = NULL;
	struct pc_err err;

	(void)state;
	machine_make(&m, "claude-linux", "apply " BASE " {}");
	first = machine_open(&m);
	assert_int_equal(
		pc_site_open(&second, &m.where, PC_SITE_WRITE, &err), PC_ERR_SYSTEM);
	assert_int_equal(err.cause, EWOULDBLOCK);
	assert_int_equal(pc_site_open(&second, &m.where, PC_SITE_LOOK, &err), PC_OK);
}

static void looking_makes_nothing(void **state)
{
	PC_AUTO(machine_done) struct machine m = {0};
	PC_AUTO(pc_site_freep) struct pc_site *site = NULL;
	struct pc_err err;

	(void)state;
	machine_make(&m, "claude-linux", "");
	assert_int_equal(pc_site_open(&site, &m.where, PC_SITE_LOOK, &err), PC_OK);
	machine_assert_holds(&m, "/../state", NULL);
	machine_assert_holds(&m, "/etc", NULL);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(going_back_goes_further_each_time),
		cmocka_unit_test(a_withdrawal_is_a_generation),
		cmocka_unit_test(the_last_generations_are_kept),
		cmocka_unit_test(the_same_again_is_no_generation),
		cmocka_unit_test(notes_are_cut),
		cmocka_unit_test(copies_of_what_was_removed_are_bounded),
		cmocka_unit_test(a_state_has_a_size),
		cmocka_unit_test(a_write_that_was_stopped_is_settled_once),
		cmocka_unit_test(a_write_that_did_nothing_is_forgotten),
		cmocka_unit_test(one_writes_at_a_time),
		cmocka_unit_test(looking_makes_nothing),
	};

	return PC_RUN(states) + cmocka_run_group_tests(tests, NULL, NULL);
}
