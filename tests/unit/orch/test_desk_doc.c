/* SPDX-License-Identifier: Apache-2.0 */
/* What docs/jobs-protocol.md says of the desk is so: each of its questions is one, and
 * the members that it lists are those that answers have. */
#include "desk_world.h"

static struct pc_str read_doc(struct counter *c)
{
	struct pc_str text;

	FINE(pc_fs_read(&text, &c->w.arena, AT_FDCWD, PC_PROTOCOL, 1 << 20, &err));
	return text;
}

static void its_questions_are_understood(void **state)
{
	static const char *const strange[] = {"has no key", "no JSON", "nothing that can",
		"has to be", "needs '", "outside of"};
	struct counter c;
	struct pc_str rest;
	int n = 0;

	(void)state;
	counter_open(&c, NULL);
	rest = read_doc(&c);
	while (rest.ptr) {
		struct pc_str line = pc_str_trim(pc_str_cut(&rest, '\n'));

		if (!pc_str_starts(line, PC_STR("{\"do\":")) ||
			pc_str_starts(line, PC_STR("{\"do\":\"follow\"")))
			continue;
		ask_line(&c, &root, line);
		for (size_t i = 0; i < PC_COUNT(strange); i++) {
			if (strstr(c.out.ptr, strange[i]))
				fail_msg("%.*s -> %s", PC_STR_ARG(line), c.out.ptr);
		}
		n++;
	}
	assert_true(n >= 12);
	counter_close(&c);
}

/* The block of names behind a sentence's end. */
static struct pc_str names_behind(struct pc_str doc, const char *words)
{
	size_t at = pc_str_find_str(doc, pc_str(words));

	if (at == doc.len)
		fail_msg("'%s' is gone from the text", words);
	doc = pc_str_from(doc, at);
	doc = pc_str_from(doc, pc_str_find_str(doc, PC_STR("\n\n")) + 2);
	return pc_str_head(doc, pc_str_find_str(doc, PC_STR("\n\n")));
}

static size_t count_names(struct pc_str names, const struct pc_node *map)
{
	size_t n = 0;

	while (names.ptr) {
		struct pc_str line = pc_str_cut(&names, '\n');

		while (line.ptr) {
			struct pc_str name = pc_str_cut(&line, ' ');

			if (!name.len)
				continue;
			if (!pc_node_get(map, name))
				fail_msg("there is no member '%.*s'", PC_STR_ARG(name));
			n++;
		}
	}
	return n;
}

static void its_members_are_those_of_answers(void **state)
{
	struct counter c;
	struct pc_str doc;
	const struct pc_node *row, *job, *attempt, *total;
	size_t n;

	(void)state;
	counter_open(&c, NULL);
	doc = read_doc(&c);
	submitted(&c, &ann);
	world_turn(&c.w);
	row = list_of(told(&c, &ann, "{\"do\":\"list\"}"), "jobs")->items[0];
	n = count_names(names_behind(doc, "A job of a list has"), row);
	assert_int_equal(n, row->n_pairs);
	job = pc_node_get_c(told_of(&c, &ann, "show", 1, ""), "job");
	n += count_names(names_behind(doc, "The job has all of a list's"), job);
	assert_int_equal(n, job->n_pairs);
	attempt = list_of(c.answer, "attempts")->items[0];
	n = count_names(names_behind(doc, "An\nattempt is one hop"), attempt);
	assert_int_equal(n, attempt->n_pairs);
	total = list_of(told(&c, &ann, "{\"do\":\"stats\"}"), "totals")->items[0];
	n = count_names(names_behind(doc, "A total has"), total);
	assert_int_equal(n, total->n_pairs);
	counter_close(&c);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(its_questions_are_understood),
		cmocka_unit_test(its_members_are_those_of_answers),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
