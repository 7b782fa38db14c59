/* SPDX-License-Identifier: Apache-2.0 */
/* Every blob of a repository, over threads.  Each has a handle of its own, as libgit2
 * locks one for every object. */
#include <dirent.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <unistd.h>

#include <git2/config.h>
#include <git2/odb_backend.h>

#include "fleet_priv.h"
#include "oids.h"
#include "pc/base/fs.h"
#include "pc/base/limits.h"
#include "pc/fleet/blobs.h"

enum {
	BATCH = 256, /* ids that a thread takes at a time: neighbours in a pack */
	MOST_THREADS = 64,
};

/* One run, shared by its threads. */
struct run {
	const struct pc_repo *repo;
	const struct pc_blobs_job *job;
	size_t ceiling;
	git_odb *odb; /* of the first thread */
	git_oid *ids; /* as they lie in their packs */
	size_t n_ids, cap;
	struct oids seen;
	atomic_size_t next;
	atomic_uint_fast64_t n_blobs, n_bytes, n_faults;
};

struct worker {
	struct run *run;
	pthread_t thread;
	unsigned number;
	bool is_started;
};

unsigned pc_blobs_threads(const struct pc_blobs_job *job)
{
	long n = job->threads ? (long)job->threads : sysconf(_SC_NPROCESSORS_ONLN);

	return n < 1 ? 1 : n > MOST_THREADS ? MOST_THREADS : (unsigned)n;
}

void pc_object_hex(char *out, const unsigned char *id)
{
	static const char digits[] = "0123456789abcdef";

	for (size_t i = 0; i < PC_OBJECT_ID; i++) {
		out[2 * i] = digits[id[i] >> 4];
		out[2 * i + 1] = digits[id[i] & 15];
	}
	out[PC_OBJECT_HEX - 1] = '\0';
}

static void tell_fault(
	struct worker *worker, const git_oid *id, enum pc_blob_fault fault, uint64_t size)
{
	const struct pc_blobs_job *job = worker->run->job;

	atomic_fetch_add(&worker->run->n_faults, 1);
	if (job->fault)
		job->fault(job->context, worker->number, id->id, fault, size);
}

/* Blobs are in nobody's cache, so this is the only copy. */
static void tell(git_odb_object *object, unsigned thread,
	bool (*each)(void *, unsigned, const struct pc_blob *), void *context)
{
	size_t size = git_odb_object_size(object);
	uintptr_t bytes = (uintptr_t)git_odb_object_data(object);
	const struct pc_blob blob = {.id = git_odb_object_id(object)->id,
		.bytes = {git_odb_object_data(object), size}};

	if (each(context, thread, &blob))
		explicit_bzero((void *)bytes, size);
	git_odb_object_free(object);
}

bool pc_repo_blob(const struct pc_repo *repo, const unsigned char *id,
	bool (*each)(void *context, unsigned thread, const struct pc_blob *blob),
	void *context)
{
	git_odb_object *object = NULL;
	git_odb *odb = NULL;
	git_oid oid;

	memcpy(oid.id, id, GIT_OID_RAWSZ);
	if (git_repository_odb(&odb, repo->git) < 0)
		return false;
	if (git_odb_read(&object, odb, &oid) == 0)
		tell(object, 0, each, context);
	git_odb_free(odb);
	return object != NULL;
}

static void look_at(struct worker *worker, git_odb *odb, const git_oid *id)
{
	struct run *run = worker->run;
	git_odb_object *object = NULL;
	git_object_t type;
	size_t size;

	if (git_odb_read_header(&size, &type, odb, id) < 0) {
		tell_fault(worker, id, PC_BLOB_BROKEN, 0);
		return;
	}
	if (type != GIT_OBJECT_BLOB)
		return;
	if (size > run->ceiling) {
		tell_fault(worker, id, PC_BLOB_LARGE, size);
		return;
	}
	if (git_odb_read(&object, odb, id) < 0) {
		tell_fault(worker, id, PC_BLOB_BROKEN, size);
		return;
	}
	tell(object, worker->number, run->job->each, run->job->context);
	atomic_fetch_add_explicit(&run->n_blobs, 1, memory_order_relaxed);
	atomic_fetch_add_explicit(&run->n_bytes, size, memory_order_relaxed);
}

static void look_at_all(struct worker *worker, git_odb *odb)
{
	struct run *run = worker->run;
	size_t at;

	while ((at = atomic_fetch_add(&run->next, BATCH)) < run->n_ids) {
		if (run->job->progress)
			run->job->progress(run->job->context, at, run->n_ids);
		for (size_t i = at; i < run->n_ids && i < at + BATCH; i++)
			look_at(worker, odb, &run->ids[i]);
	}
}

/* Without a handle it leaves all to the first thread, which has one. */
static void *work(void *opaque)
{
	struct worker *worker = opaque;
	git_repository *git = NULL;
	git_odb *odb = NULL;

	if (git_repository_open(&git, git_repository_path(worker->run->repo->git)) == 0 &&
		git_repository_odb(&odb, git) == 0)
		look_at_all(worker, odb);
	git_odb_free(odb);
	git_repository_free(git);
	return NULL;
}

/* The others stay idle where the system gives no more threads. */
static void work_together(struct run *run)
{
	struct worker workers[MOST_THREADS] = {0};
	unsigned n = pc_blobs_threads(run->job);

	for (unsigned i = 0; i < n; i++) {
		workers[i] = (struct worker){.run = run, .number = i};
		workers[i].is_started = i > 0 && pthread_create(&workers[i].thread, NULL,
							 work, &workers[i]) == 0;
	}
	look_at_all(&workers[0], run->odb);
	for (unsigned i = 1; i < n; i++) {
		if (workers[i].is_started)
			pthread_join(workers[i].thread, NULL);
	}
}

static int collect(const git_oid *id, void *opaque)
{
	struct run *run = opaque;
	bool is_new;

	oids_put(&run->seen, id, &is_new);
	if (!is_new)
		return 0;
	pc_xgrow(run->ids, run->n_ids, run->cap);
	run->ids[run->n_ids++] = *id;
	return 0;
}

/* Objects are not held against their ids: a wrong one is a reason to look at it all the
 * same, and the check is the largest part of reading.  Packs are mapped in parts, as
 * what is mapped counts as memory of this process. */
static void set_limits(void)
{
	git_libgit2_opts(GIT_OPT_ENABLE_STRICT_HASH_VERIFICATION, 0);
	git_libgit2_opts(GIT_OPT_SET_CACHE_MAX_SIZE, (ssize_t)PC_MAX_GIT_CACHE);
	git_libgit2_opts(GIT_OPT_SET_MWINDOW_SIZE, (size_t)PC_MAX_GIT_WINDOW);
	git_libgit2_opts(GIT_OPT_SET_MWINDOW_MAPPED_LIMIT, (size_t)PC_MAX_GIT_MAPPED);
}

/* Whether git would fetch objects that are not here: some remote promised them. */
static bool is_partial(git_repository *git)
{
	git_config_iterator *entries = NULL;
	git_config_entry *entry = NULL;
	git_config *config = NULL;
	bool is_so = false;

	if (git_repository_config_snapshot(&config, git) == 0 &&
		git_config_iterator_new(&entries, config) == 0) {
		while (!is_so && git_config_next(&entry, entries) == 0) {
			struct pc_str name = pc_str(entry->name);

			is_so = pc_str_is(name, "extensions.partialclone") ||
				(pc_str_starts(name, PC_STR("remote.")) &&
					pc_str_ends(name, PC_STR(".promisor")));
		}
	}
	git_config_iterator_free(entries);
	git_config_free(config);
	return is_so;
}

static void list_pack(struct run *run, const char *index)
{
	git_odb_backend *backend = NULL;
	git_odb *odb = NULL;

	if (git_odb_new(&odb) == 0 && git_odb_backend_one_pack(&backend, index) == 0 &&
		git_odb_add_backend(odb, backend, 1) == 0)
		(void)git_odb_foreach(odb, collect, run);
	git_odb_free(odb);
}

/* The objects of each pack as they lie there: a version of a file beside the next, which
 * is made of it, and libgit2 still has it.  Of packs that have an index in common libgit2
 * gives them by their ids, and to read them so takes ten times as long. */
static void list_packs(struct run *run)
{
	git_repository *git = run->repo->git;
	struct pc_arena arena = {0};
	const struct dirent *entry;
	git_buf path = {0};
	struct pc_str dir;
	DIR *stream;

	if (git_repository_item_path(&path, git, GIT_REPOSITORY_ITEM_OBJECTS) < 0)
		return;
	dir = pc_path_join(&arena, pc_str(path.ptr), PC_STR("pack"));
	git_buf_dispose(&path);
	stream = opendir(dir.ptr);
	while (stream && (entry = readdir(stream))) {
		struct pc_str name = pc_str(entry->d_name);

		if (pc_str_ends(name, PC_STR(".idx")))
			list_pack(run, pc_path_join(&arena, dir, name).ptr);
	}
	if (stream)
		closedir(stream);
	pc_arena_done(&arena);
}

/* The ids of all objects: whatever was not in a pack, or in one of another repository
 * that this one borrows from, comes last. */
static enum pc_status list(struct run *run, struct pc_err *err)
{
	struct pc_span none = {0};
	int code = git_repository_odb(&run->odb, run->repo->git);

	list_packs(run);
	if (code == 0)
		code = git_odb_foreach(run->odb, collect, run);
	oids_done(&run->seen);
	if (code < 0) {
		return pc_err_set(err, PC_ERR_SYSTEM, none,
			"the objects of the git repository cannot be listed: %s",
			git_complaint());
	}
	return PC_OK;
}

enum pc_status pc_repo_blobs(struct pc_blobs_sum *sum, const struct pc_repo *repo,
	const struct pc_blobs_job *job, struct pc_err *err)
{
	struct run run = {.repo = repo,
		.job = job,
		.ceiling = job->ceiling ? job->ceiling : PC_MAX_BLOB};
	enum pc_status status;

	set_limits();
	status = list(&run, err);
	if (status == PC_OK) {
		work_together(&run);
		*sum = (struct pc_blobs_sum){.n_blobs = run.n_blobs,
			.n_bytes = run.n_bytes,
			.n_faults = run.n_faults,
			.is_shallow = git_repository_is_shallow(repo->git) == 1,
			.is_partial = is_partial(repo->git)};
	}
	git_odb_free(run.odb);
	free(run.ids);
	return status;
}
