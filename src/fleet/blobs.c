/* SPDX-License-Identifier: Apache-2.0 */
/* Every blob of a repository, over threads: those of packs family by family, all others
 * through libgit2, of which each thread has a handle of its own. */
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <unistd.h>

#include <git2/config.h>

#include "families.h"
#include "pc/base/limits.h"
#include "pc/fleet/blobs.h"
#include "stores.h"

enum {
	BATCH = 256, /* objects that a thread takes at a time: neighbours in a pack */
	MOST_THREADS = 64,
};

/* One run, shared by its threads. */
struct run {
	const struct pc_repo *repo;
	const struct pc_blobs_job *job;
	size_t ceiling;
	struct stores stores;
	atomic_uint_fast64_t next; /* of the objects of all packs, then of all ids */
	atomic_uint_fast64_t n_blobs, n_bytes, n_faults;
};

struct worker {
	struct run *run;
	struct unpacker *unpacker;
	size_t pack; /* the one that it is in */
	git_repository *git;
	git_odb *odb;
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

static void tell_fault(struct worker *worker, const unsigned char *id,
	enum pc_blob_fault fault, uint64_t size)
{
	const struct pc_blobs_job *job = worker->run->job;

	atomic_fetch_add(&worker->run->n_faults, 1);
	if (job->fault)
		job->fault(job->context, worker->number, id, fault, size);
}

static void count(struct run *run, size_t size)
{
	atomic_fetch_add_explicit(&run->n_blobs, 1, memory_order_relaxed);
	atomic_fetch_add_explicit(&run->n_bytes, size, memory_order_relaxed);
}

/* ---- through libgit2 ------------------------------------------------------ */

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

/* Where all objects are in packs none is needed. */
static bool open_handle(struct worker *worker)
{
	const char *path = git_repository_path(worker->run->repo->git);

	if (!worker->git && git_repository_open(&worker->git, path) == 0)
		(void)git_repository_odb(&worker->odb, worker->git);
	return worker->odb != NULL;
}

static void look_at(struct worker *worker, const git_oid *id)
{
	struct run *run = worker->run;
	git_odb_object *object = NULL;
	git_object_t type;
	size_t size;

	if (!open_handle(worker) ||
		git_odb_read_header(&size, &type, worker->odb, id) < 0) {
		tell_fault(worker, id->id, PC_BLOB_BROKEN, 0);
		return;
	}
	if (type != GIT_OBJECT_BLOB)
		return;
	if (size > run->ceiling) {
		tell_fault(worker, id->id, PC_BLOB_LARGE, size);
		return;
	}
	if (git_odb_read(&object, worker->odb, id) < 0) {
		tell_fault(worker, id->id, PC_BLOB_BROKEN, size);
		return;
	}
	tell(object, worker->number, run->job->each, run->job->context);
	count(run, size);
}

/* ---- of packs ------------------------------------------------------------- */

/* Whether a pack before this one has it: packs overlap where they were fetched. */
static bool was_told(const struct worker *worker, const unsigned char *id)
{
	for (size_t i = 0; i < worker->pack; i++) {
		if (pack_has(&worker->run->stores.packs[i], id))
			return true;
	}
	return false;
}

static bool tell_made(
	void *context, const unsigned char *id, const struct unpacked *unpacked)
{
	const struct worker *worker = context;
	const struct pc_blobs_job *job = worker->run->job;
	const struct pc_blob blob = {
		.id = id, .bytes = {(const char *)unpacked->bytes, unpacked->size}};

	if (was_told(worker, id))
		return true;
	count(worker->run, unpacked->size);
	return job->each(job->context, worker->number, &blob);
}

static void tell_large(void *context, const unsigned char *id, uint64_t size)
{
	struct worker *worker = context;

	if (!was_told(worker, id))
		tell_fault(worker, id, PC_BLOB_LARGE, size);
}

static void leave_to_libgit2(void *context, const unsigned char *id)
{
	struct worker *worker = context;
	git_oid oid;

	memcpy(oid.id, id, GIT_OID_RAWSZ);
	if (!was_told(worker, id))
		look_at(worker, &oid);
}

static void look_at_entry(struct worker *worker, const struct pack *pack, uint32_t number)
{
	const struct family_job job = {.made = tell_made,
		.large = tell_large,
		.left = leave_to_libgit2,
		.context = worker};
	const struct pack_entry *entry = &pack->entries[number];

	if (entry->type == PACK_UNKNOWN)
		leave_to_libgit2(worker, pack_id(pack, number));
	else if (entry->type == PACK_BLOB && entry->base == NO_ENTRY)
		family_walk(&job, worker->unpacker, pack, number);
}

/* ---- threads -------------------------------------------------------------- */

static void look_at_batch(struct worker *worker, uint64_t at)
{
	const struct stores *stores = &worker->run->stores;
	uint64_t end = at + BATCH, first = 0;

	for (size_t i = 0; i < stores->n_packs; i++) {
		const struct pack *pack = &stores->packs[i];

		worker->pack = i;
		for (; at < end && at < first + pack->n; at++)
			look_at_entry(worker, pack, (uint32_t)(at - first));
		first += pack->n;
	}
	for (; at < end && at < first + stores->n_ids; at++)
		look_at(worker, &stores->ids[at - first]);
}

static void *work(void *opaque)
{
	struct worker *worker = opaque;
	struct run *run = worker->run;
	uint64_t n = run->stores.n_entries + run->stores.n_ids;
	uint64_t at;

	worker->unpacker = unpacker_new(run->ceiling);
	while ((at = atomic_fetch_add(&run->next, BATCH)) < n) {
		if (run->job->progress)
			run->job->progress(run->job->context, at, n);
		look_at_batch(worker, at);
	}
	git_odb_free(worker->odb);
	git_repository_free(worker->git);
	unpacker_free(worker->unpacker);
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

/* Whether what lies outside packs is a blob is not known yet. */
static void tell_number(const struct run *run)
{
	uint64_t n = run->stores.n_ids;

	if (!run->job->expect)
		return;
	for (size_t i = 0; i < run->stores.n_packs; i++) {
		const struct pack *pack = &run->stores.packs[i];

		for (uint32_t j = 0; j < pack->n; j++)
			n += pack->entries[j].type == PACK_BLOB;
	}
	run->job->expect(run->job->context, n);
}

enum pc_status pc_repo_blobs(struct pc_blobs_sum *sum, const struct pc_repo *repo,
	const struct pc_blobs_job *job, struct pc_err *err)
{
	struct run run = {.repo = repo,
		.job = job,
		.ceiling = job->ceiling ? job->ceiling : PC_MAX_BLOB};
	enum pc_status status;

	set_limits();
	status = stores_open(&run.stores, repo, err);
	if (status == PC_OK) {
		tell_number(&run);
		work_together(&run);
		*sum = (struct pc_blobs_sum){.n_blobs = run.n_blobs,
			.n_bytes = run.n_bytes,
			.n_faults = run.n_faults,
			.is_shallow = git_repository_is_shallow(repo->git) == 1,
			.is_partial = is_partial(repo->git)};
	}
	stores_done(&run.stores);
	return status;
}
