/* SPDX-License-Identifier: Apache-2.0 */
/* Every blob of a repository, over threads.  Each has a handle of its own: libgit2 locks
 * one for every object. */
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <unistd.h>

#include <git2/config.h>

#include "fleet_priv.h"
#include "oids.h"
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
	git_oid *ids;
	size_t n_ids, cap;
	struct oids seen;
	atomic_size_t next;
	atomic_uint_fast64_t n_blobs, n_bytes, n_faults;
};

struct worker {
	struct run *run;
	unsigned number;
	pthread_t thread;
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
	atomic_fetch_add(&run->n_blobs, 1);
	atomic_fetch_add(&run->n_bytes, size);
}

static void *work(void *opaque)
{
	struct worker *worker = opaque;
	struct run *run = worker->run;
	git_repository *git = NULL;
	git_odb *odb = NULL;
	size_t at;

	if (git_repository_open(&git, git_repository_path(run->repo->git)) == 0 &&
		git_repository_odb(&odb, git) == 0) {
		while ((at = atomic_fetch_add(&run->next, BATCH)) < run->n_ids) {
			for (size_t i = at; i < run->n_ids && i < at + BATCH; i++)
				look_at(worker, odb, &run->ids[i]);
		}
	}
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
	work(&workers[0]);
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

enum pc_status pc_repo_blobs(struct pc_blobs_sum *sum, const struct pc_repo *repo,
	const struct pc_blobs_job *job, struct pc_err *err)
{
	struct run run = {.repo = repo,
		.job = job,
		.ceiling = job->ceiling ? job->ceiling : PC_MAX_BLOB};
	struct pc_span none = {0};
	git_odb *odb = NULL;

	set_limits();
	if (git_repository_odb(&odb, repo->git) < 0 ||
		git_odb_foreach(odb, collect, &run) < 0) {
		git_odb_free(odb);
		return pc_err_set(err, PC_ERR_SYSTEM, none,
			"the objects of the git repository cannot be listed: %s",
			git_complaint());
	}
	git_odb_free(odb);
	oids_done(&run.seen);
	work_together(&run);
	free(run.ids);
	*sum = (struct pc_blobs_sum){.n_blobs = run.n_blobs,
		.n_bytes = run.n_bytes,
		.n_faults = run.n_faults,
		.is_shallow = git_repository_is_shallow(repo->git) == 1,
		.is_partial = is_partial(repo->git)};
	return PC_OK;
}
