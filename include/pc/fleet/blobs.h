/* SPDX-License-Identifier: Apache-2.0 */
/* Everything that a repository keeps, each content once: whatever any commit, tag, stash
 * or forgotten branch held is in its object database, and nothing else can be pushed or
 * copied from it. */
#ifndef PC_FLEET_BLOBS_H
#define PC_FLEET_BLOBS_H

#include "pc/fleet/repo.h"

enum {
	PC_OBJECT_ID = 20,  /* bytes */
	PC_OBJECT_HEX = 41, /* its digits and a NUL */
};

/* A content that was stored. */
struct pc_blob {
	const unsigned char *id; /* PC_OBJECT_ID bytes */
	struct pc_str bytes;     /* borrowed until the function returns */
};

/* What became of one that could not be looked at. */
enum pc_blob_fault {
	PC_BLOB_LARGE,  /* than the ceiling: size says how large */
	PC_BLOB_BROKEN, /* or not readable */
};

struct pc_blobs_job {
	unsigned threads; /* 0: as many as there are processors */
	size_t ceiling;   /* bytes of a blob; 0: PC_MAX_BLOB */
	/* From any of the threads, which are numbered from 0.  True: nothing of it may
	 * stay in memory. */
	bool (*each)(void *context, unsigned thread, const struct pc_blob *blob);
	void (*fault)(void *context, unsigned thread, const unsigned char *id,
		enum pc_blob_fault fault, uint64_t size);
	/* Now and then, from any thread: of so many objects of all kinds so many were
	 * begun; may be NULL. */
	void (*progress)(void *context, uint64_t begun, uint64_t all);
	void *context;
};

struct pc_blobs_sum {
	uint64_t n_blobs, n_bytes; /* that were told */
	uint64_t n_faults;
	bool is_shallow; /* history before some commits is not here */
	bool is_partial; /* not all objects are here: git fetches them when it needs them
			  */
};

/* How many threads a job has. */
unsigned pc_blobs_threads(const struct pc_blobs_job *job);

/* Every blob of the object database once, those of alternates too, whether or not
 * anything still refers to it: what nothing refers to is still in each copy of the
 * directory.  Blobs come in the order in which they lie in their pack, about. */
PC_MUST_CHECK enum pc_status pc_repo_blobs(struct pc_blobs_sum *sum,
	const struct pc_repo *repo, const struct pc_blobs_job *job, struct pc_err *err);

/* One of them: each() is called once, with thread 0.  False: it cannot be read. */
bool pc_repo_blob(const struct pc_repo *repo, const unsigned char *id,
	bool (*each)(void *context, unsigned thread, const struct pc_blob *blob),
	void *context);

/* "0123...": out has room for PC_OBJECT_HEX bytes. */
void pc_object_hex(char *out, const unsigned char *id);

#endif
