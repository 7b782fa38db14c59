/* SPDX-License-Identifier: Apache-2.0 */
/* Every system call of an apply, stopped there by SIGKILL and failed there with ENOSPC,
 * EIO and EROFS: afterwards the agent's directory holds exactly the old policy or exactly
 * the new one, every document in it can be read by the client, those of others are what
 * they were, and the next apply ends where an undisturbed one does, to the last byte of
 * both directories.
 *
 *   apply_walk [--brief] [SCENE]           a line for each scene, the number of points
 *   apply_walk --roles [--all] [SCENE]     policyd's role for that, from its start to its
 *                                          end: SIGKILL at some of its calls, or at all
 *
 * --brief: one error at one of three calls, and nothing is killed: for builds that look
 * at what the program does with its own memory, where nobody is left after a kill. */
#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "pc/base/fs.h"
#include "pc/settings/settings.h"
#include "walk.h"

enum { SKIPPED = 77, MOST_COMPLAINTS = 20 };

/* What the client gets out of the directory. */
struct view {
	struct pc_buf ours;   /* the documents at names of ours, one after the other */
	struct pc_buf others; /* everything else that is there: names, modes, contents */
	char digest[PC_SHA256_HEX]; /* of the settings in force */
	size_t n_ours;
	bool refused; /* it would not start */
};

struct choice {
	const char *scene; /* NULL: all */
	bool brief, roles;
	long step; /* of a role's calls */
};

struct walk {
	const struct scene *scene;
	char *before, *after, *now; /* directories */
	struct view old, new;
	struct pc_buf end; /* both trees after an undisturbed apply */
	const struct fault *fault;
	long points, moments, bad;
	bool agreed;      /* before all of it, the history said what is there */
	bool reached_new; /* at a moment of the undisturbed apply */
};

static void view_done(struct view *view)
{
	pc_buf_done(&view->ours);
	pc_buf_done(&view->others);
}

/* ---- looking -------------------------------------------------------------- */

static bool is_ours(const struct walk *w, const char *path)
{
	return strcmp(path, w->scene->old_name) == 0 || strcmp(path, pc_wish_path) == 0;
}

static bool is_temporary(const char *name)
{
	return strcmp(name, ".policyd-new") == 0;
}

static void look_at(
	struct view *out, const struct walk *w, const char *place, const char *path)
{
	PC_AUTO(pc_arena_done) struct pc_arena arena = {0};
	const char *whole = pc_arena_printf(&arena, "%s/%s", place, path).ptr;
	struct stat st;
	char *text;

	if (lstat(whole, &st) < 0)
		return;
	if (S_ISDIR(st.st_mode)) {
		/* Its mode is mended in one of the scenes. */
		pc_buf_printf(&out->others, "%s/\n", path);
		return;
	}
	text = file_text(whole);
	if (is_ours(w, path)) {
		pc_buf_printf(&out->ours, "%s\n", text ? text : "?");
		out->n_ours++;
	} else {
		pc_buf_printf(&out->others, "%s %06o %s\n", path, (unsigned)st.st_mode,
			text ? text : "?");
	}
	free(text);
}

static int by_name(const struct dirent **a, const struct dirent **b)
{
	return strcmp((*a)->d_name, (*b)->d_name);
}

static void look_below(
	struct view *out, const struct walk *w, const char *place, const char *dir)
{
	PC_AUTO(pc_arena_done) struct pc_arena arena = {0};
	struct dirent **entries;
	int n = scandir(pc_arena_printf(&arena, "%s/%s", place, dir).ptr, &entries, NULL,
		by_name);

	for (int i = 0; i < n; i++) {
		const char *name = entries[i]->d_name;

		if (strcmp(name, ".") != 0 && strcmp(name, "..") != 0 &&
			!is_temporary(name) && strcmp(name, "managed-settings.d") != 0) {
			look_at(out, w, place,
				pc_arena_printf(&arena, "%s%s", dir, name).ptr);
		}
		free(entries[i]);
	}
	if (n >= 0)
		free(entries);
}

static void ask_loader(struct view *out, const char *place)
{
	PC_AUTO(pc_arena_done) struct pc_arena arena = {0};
	struct pc_where where = {.apart = true, .managed_dir = pc_str(place)};
	struct pc_settings *settings;
	struct pc_err err;

	out->refused = true;
	if (pc_settings_load(&settings, &arena, &where, NULL, &err) != PC_OK)
		return;
	out->refused = settings->refused;
	pc_settings_digest(settings, out->digest);
}

static void look(struct view *out, const struct walk *w, const char *dir)
{
	PC_AUTO(pc_arena_done) struct pc_arena arena = {0};
	const char *place =
		pc_arena_printf(&arena, "%s/%s", dir, scene_place(w->scene)).ptr;

	*out = (struct view){0};
	look_below(out, w, place, "");
	look_below(out, w, place, "managed-settings.d/");
	ask_loader(out, place);
}

static bool buf_eq(const struct pc_buf *a, const struct pc_buf *b)
{
	return pc_str_eq(pc_buf_str(a), pc_buf_str(b));
}

/* ---- judging -------------------------------------------------------------- */

static void complain(struct walk *w, const struct traced *run, const char *what)
{
	const struct fault *fault = w->fault;

	if (w->bad++ >= MOST_COMPLAINTS)
		return;
	printf("%s, %s at call %ld (number %ld): %s\n", w->scene->name,
		fault->kind == FAULT_KILL    ? "SIGKILL"
		: fault->kind == FAULT_ERROR ? strerror(fault->error)
					     : "nothing",
		fault->at, run ? run->nr : -1L, what);
}

static bool has_known_digest(const struct walk *w, const struct view *view)
{
	return w->scene->is_exclusive || w->scene->reorders ||
	       strcmp(view->digest, w->old.digest) == 0 ||
	       strcmp(view->digest, w->new.digest) == 0;
}

/* Old or new, nothing else, nothing between. */
static bool is_sound(struct walk *w, const struct view *view, const struct traced *run)
{
	bool is_old = buf_eq(&view->ours, &w->old.ours);
	bool is_new = buf_eq(&view->ours, &w->new.ours);
	const char *wrong = NULL;

	if (!is_old && !is_new)
		wrong = "the policy is neither the old nor the new one";
	else if (view->refused)
		wrong = "the client would not start";
	else if (view->n_ours > 1)
		wrong = "two documents of ours are there";
	else if (w->scene->is_exclusive && is_old &&
		 !buf_eq(&view->others, &w->old.others))
		wrong = "others were removed before the new policy was there";
	else if (!has_known_digest(w, view))
		wrong = "the settings in force are neither the old nor the new ones";
	if (wrong)
		complain(w, run, wrong);
	return !wrong;
}

/* Whatever the old view has of others is there, and nothing else; the drop-in directory
 * may have been made. */
static bool others_hold(const struct walk *w, const struct view *view)
{
	struct pc_str rest = pc_buf_str(&view->others), was = pc_buf_str(&w->old.others);

	if (w->scene->is_exclusive) {
		while (rest.ptr) {
			struct pc_str line = pc_str_cut(&rest, '\n');

			if (pc_str_find_str(was, line) == was.len && line.len)
				return false;
		}
		return true;
	}
	return pc_str_eq(rest, was);
}

static void judge(struct walk *w, const struct traced *run)
{
	PC_AUTO(view_done) struct view view;

	look(&view, w, w->now);
	if (!is_sound(w, &view, run))
		return;
	if (!others_hold(w, &view))
		complain(w, run, "what others put there is not as it was");
	else if (run && run->hangs)
		complain(w, run, "it hangs");
	else if (run && run->is_whole && !buf_eq(&view.ours, &w->new.ours))
		complain(w, run, "it says that it is done, and the old policy is there");
	else if (w->agreed && !w->scene->moves && !scene_agrees(w->scene, w->now))
		complain(w, run, "the history does not say what is there");
}

/* A role writes down when it did something. */
static void hide_times(struct pc_buf *text)
{
	static const char key[] = "\"at\":";
	char *at = text->ptr;

	while (at && (at = strstr(at, key))) {
		at += strlen(key);
		while (*at >= '0' && *at <= '9')
			*at++ = '0';
	}
}

static void end_text(struct pc_buf *out, const struct walk *w, const char *dir)
{
	tree_text(out, dir);
	if (w->scene->is_role)
		hide_times(out);
}

/* The next apply, undisturbed, ends where it would have ended without the fault. */
static void judge_next(struct walk *w, const struct traced *run)
{
	PC_AUTO(pc_buf_done) struct pc_buf end = {0};
	struct pc_err err;

	if (!scene_act(w->scene, w->now, &err)) {
		complain(w, run, err.text);
		return;
	}
	end_text(&end, w, w->now);
	if (buf_eq(&end, &w->end))
		return;
	complain(w, run, "the next apply ends elsewhere");
	if (w->bad == 1)
		printf("--- is\n%s--- should be\n%s", end.ptr, w->end.ptr);
}

/* ---- walking -------------------------------------------------------------- */

static void set_up(struct walk *w)
{
	tree_remove(w->now);
	tree_copy(w->before, w->now);
}

static void at_moment(void *opaque)
{
	struct walk *w = opaque;
	PC_AUTO(view_done) struct view view;

	w->moments++;
	look(&view, w, w->now);
	if (!is_sound(w, &view, NULL))
		return;
	if (buf_eq(&view.ours, &w->new.ours))
		w->reached_new = true;
	else if (w->reached_new)
		complain(w, NULL, "the old policy came back");
}

static void strike(struct walk *w, const struct fault *fault)
{
	struct traced run;

	w->fault = fault;
	w->points++;
	set_up(w);
	if (!trace(&run, w->scene, w->now, fault, NULL, NULL)) {
		complain(w, NULL, "it cannot be traced any more");
		return;
	}
	judge(w, &run);
	judge_next(w, &run);
}

static bool watch(struct walk *w, long *n_calls)
{
	static const struct fault none = {.kind = FAULT_NONE};
	struct traced run;

	w->fault = &none;
	set_up(w);
	if (!trace(&run, w->scene, w->now, &none, at_moment, w))
		return false;
	if (!run.is_whole)
		complain(w, &run, "it fails by itself");
	*n_calls = run.n_calls;
	return true;
}

static void walk_calls(struct walk *w, long n_calls, const struct choice *choice)
{
	static const int errors[] = {ENOSPC, EIO, EROFS};
	const long n = PC_COUNT(errors);
	bool brief = choice->brief;

	if (w->scene->is_role) {
		for (long at = 0; at < n_calls; at += choice->step)
			strike(w, &(struct fault){.kind = FAULT_KILL, .at = at});
		return;
	}

	for (long at = 0; at < n_calls; at++) {
		if (!brief)
			strike(w, &(struct fault){.kind = FAULT_KILL, .at = at});
		for (long i = 0; i < n; i++) {
			struct fault fault = {
				.kind = FAULT_ERROR, .at = at, .error = errors[i]};

			if (!brief || (at % n == 0 && i == at / n % n))
				strike(w, &fault);
		}
	}
}

static void prepare(struct walk *w)
{
	struct pc_err err;

	if (mkdir(w->before, 0700) < 0)
		perror(w->before);
	w->scene->prepare(w->before);
	tree_copy(w->before, w->after);
	if (!scene_act(w->scene, w->after, &err)) {
		printf("%s: %s\n", w->scene->name, err.text);
		w->bad++;
	}
	w->agreed = scene_agrees(w->scene, w->before);
	look(&w->old, w, w->before);
	look(&w->new, w, w->after);
	end_text(&w->end, w, w->after);
}

static void walk_done(struct walk *w)
{
	tree_remove(w->before);
	tree_remove(w->after);
	tree_remove(w->now);
	view_done(&w->old);
	view_done(&w->new);
	pc_buf_done(&w->end);
}

/* ---- all of it ------------------------------------------------------------ */

struct sum {
	struct choice choice;
	long points, bad;
};

static bool walk_scene(struct sum *sum, const struct scene *scene, const char *top)
{
	PC_AUTO(pc_arena_done) struct pc_arena arena = {0};
	struct walk w = {
		.scene = scene,
		.before = pc_str_dup(pc_arena_printf(&arena, "%s/before", top)),
		.after = pc_str_dup(pc_arena_printf(&arena, "%s/after", top)),
		.now = pc_str_dup(pc_arena_printf(&arena, "%s/now", top)),
	};
	long n_calls = 0;
	bool can;

	prepare(&w);
	can = watch(&w, &n_calls);
	if (can) {
		walk_calls(&w, n_calls, &sum->choice);
		printf("%-32s %4ld system calls, %5ld points, %ld bad\n", scene->name,
			n_calls, w.points, w.bad);
		fflush(stdout);
	}
	sum->points += w.points;
	sum->bad += w.bad;
	walk_done(&w);
	free(w.before);
	free(w.after);
	free(w.now);
	return can;
}

/* In memory where that is possible: each point syncs a dozen times. */
static bool make_top(char top[static 64])
{
	static const char *const places[] = {"/dev/shm", "/tmp"};

	for (size_t i = 0; i < PC_COUNT(places); i++) {
		snprintf(top, 64, "%s/pc-apply-XXXXXX", places[i]);
		if (mkdtemp(top))
			return true;
	}
	perror("a temporary directory");
	return false;
}

static bool walk_all(struct sum *sum, const struct scene *all, size_t n, const char *top)
{
	bool can = true;

	for (size_t i = 0; can && i < n; i++) {
		if (!sum->choice.scene || strcmp(sum->choice.scene, all[i].name) == 0)
			can = walk_scene(sum, &all[i], top);
	}
	return can;
}

static struct choice choose(int argc, char **argv)
{
	enum { SOME = 13 }; /* no multiple of what a loop makes */
	struct choice choice = {.step = SOME};

	for (int i = 1; i < argc; i++) {
		if (strcmp(argv[i], "--brief") == 0)
			choice.brief = true;
		else if (strcmp(argv[i], "--roles") == 0)
			choice.roles = true;
		else if (strcmp(argv[i], "--all") == 0)
			choice.step = 1;
		else
			choice.scene = argv[i];
	}
	return choice;
}

int main(int argc, char **argv)
{
	struct sum sum = {.choice = choose(argc, argv)};
	char top[64];
	bool can;

	umask(077); /* modes come from the policy's target, not from here */
	if (!make_top(top))
		return 1;
	if (sum.choice.roles)
		can = walk_all(&sum, role_scenes, n_role_scenes, top);
	else
		can = walk_all(&sum, scenes, n_scenes, top);
	tree_remove(top);
	if (!can) {
		puts("skipped: no process may be traced here, or not on this machine");
		return SKIPPED;
	}
	printf("%ld points, %ld bad\n", sum.points, sum.bad);
	return sum.bad > 0;
}
