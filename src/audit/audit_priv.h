/* SPDX-License-Identifier: Apache-2.0 */
/* What the files of this module share: hits of one document until they are handed in,
 * and what its structure adds to them. */
#ifndef PC_AUDIT_AUDIT_PRIV_H
#define PC_AUDIT_AUDIT_PRIV_H

#include "pc/audit/input.h"

/* One hit, with a key that is kept until the document is done. */
struct pc_audit_hit {
	struct pc_secret_hit hit;
	char *kept; /* key and name, our copy of them */
	size_t n_kept;
	/* What the structure says; borrowed, for as long as the list is. */
	struct pc_str service, container, variable;
	bool is_none; /* the structure shows that this is no key; not handed in */
};

/* The zero value is an empty list. */
struct pc_audit_hits {
	struct pc_audit_hit *items;
	size_t n, cap;
	struct pc_arena arena; /* for names; emptied when the document is done */
};

/* A pc_secret_hit_fn; context is a struct pc_audit_hits.  Copies key and name. */
void pc_audit_hits_add(void *hits, const struct pc_secret_hit *hit);
/* Zeroes keys and empties the list; it keeps its memory. */
void pc_audit_hits_clear(struct pc_audit_hits *hits);
void pc_audit_hits_done(struct pc_audit_hits *hits);

/* Whether the structure of a document may show keys that its text alone does not.  Asked
 * of each file that is read, so cheap: by the end of the path, then by the first bytes.
 */
bool pc_audit_shape_is_wanted(struct pc_str path, struct pc_str text);

/* What the structure adds to the hits in the text: service, container and variable of
 * each, those that are none, and hits that only the structure shows (by
 * pc_secret_scan_value() and pc_audit_hits_add(); line, col, at and len are those of
 * text, at == text.len where no place is known).  Called for texts of at most
 * PC_MAX_AUDIT_DOCUMENT bytes that are wanted or have hits.  What does not parse is left
 * as it is, in silence. */
void pc_audit_shape(const struct pc_audit_job *job, struct pc_secret_scanner *scanner,
	struct pc_str path, struct pc_str text, struct pc_audit_hits *hits);

/* pc_audit_text() with a list that the caller keeps for many documents; it is empty
 * before and after. */
void pc_audit_look(const struct pc_audit_job *job, struct pc_secret_scanner *scanner,
	const struct pc_audit_place *at, struct pc_str text, struct pc_audit_hits *hits);
/* Adds the keys in a text to the list; those in the bytes of a program that are not
 * surely some are none. */
void pc_audit_scan(struct pc_secret_scanner *scanner, const struct pc_secret_text *text,
	struct pc_audit_hits *hits);
/* Says that a document is too large for its structure to be read. */
void pc_audit_note_structure(const struct pc_audit_job *job, struct pc_str path);
/* Hits in text, which at is a template for the place of, go to the audit. */
void pc_audit_hand_in(const struct pc_audit_job *job, const struct pc_audit_place *at,
	struct pc_str text, const struct pc_audit_hits *hits);

/* Where the bytes of a document come from. */
struct pc_audit_input {
	/* Into size bytes: how many, 0 at the end, -1 and errno. */
	long (*read)(void *context, char *to, size_t size);
	/* Goes on behind what is nothing but NULs, as a hole in a file is: their number.
	 * NULL: never. */
	uint64_t (*skip)(void *context);
	void *context;
	bool reads_whole; /* a read that brings less than was asked for is the last */
	const int *file;  /* the descriptor, when it is one of a file; or NULL */
};

/* What one thread needs to look through documents, one after the other. */
struct pc_audit_reader {
	const struct pc_audit_job *job;
	struct pc_secret_scanner *scanner;
	bool is_scanner_ours;
	struct pc_audit_hits hits;
	char *buffer;          /* PC_MAX_AUDIT_DOCUMENT bytes; made when first needed */
	size_t n_used;         /* of it, at most, so far */
	uint64_t files, bytes; /* looked at and not yet counted */
	/* Within archives: what they all together have cost so far, and how many they
	 * are. */
	struct pc_audit_budget *budget;
	unsigned depth;
};

/* scanner: NULL makes one. */
void pc_audit_reader_init(struct pc_audit_reader *reader, const struct pc_audit_job *job,
	struct pc_secret_scanner *scanner);
/* Counts what is not yet, and zeroes what was read. */
void pc_audit_reader_done(struct pc_audit_reader *reader);
/* Looks through one document of any size, an archive with all that is in it.  0, or the
 * errno of a read that failed; what came before it has been looked at. */
int pc_audit_read(struct pc_audit_reader *reader, const struct pc_audit_place *at,
	const struct pc_audit_input *input);
/* The same of an open file; notes what went wrong. */
void pc_audit_read_fd(struct pc_audit_reader *reader, const struct pc_audit_place *at,
	int fd, bool reads_whole);

/* What begins an archive: enough of a file to tell. */
bool pc_audit_is_archive(struct pc_str head);
/* Looks at all members of an archive, the first bytes of which are head, in reader's
 * buffer: all of it when is_all, else the rest comes from input.  False: it is none after
 * all, and nothing of it has been looked at; head and input are as they were. */
bool pc_audit_archive(struct pc_audit_reader *reader, const struct pc_audit_place *at,
	const struct pc_audit_input *input, struct pc_str head, bool is_all);

/* Notes that a file or directory could not be looked at, by errno. */
void pc_audit_note_errno(const struct pc_audit_job *job, struct pc_str path, int cause);

#endif
