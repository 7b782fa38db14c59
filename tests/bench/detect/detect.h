/* SPDX-License-Identifier: Apache-2.0 */
/* The labelled set: texts that hold a key, in the ways in which people write them down,
 * and texts that only look so.  All are made of templates at run time, so that no file
 * of ours holds anything that another scanner would tell of. */
#ifndef DETECT_H
#define DETECT_H

#include <stddef.h>

/* How name and value are written down: {snake} {UPPER} {camel} {Pascal} {kebab} {words}
 * stand for the name, {value} for the key. */
struct detect_wrapping {
	const char *about;
	const char *text;
};

extern const struct detect_wrapping detect_wrappings[];
extern const size_t detect_n_wrappings;

/* Names of services, of keys, and what keys without a prefix look like (templates of
 * pc_secret_sample). */
extern const char *const detect_services[], *const detect_names[], *const detect_shapes[];
extern const char *const detect_passwords[];
extern const size_t detect_n_services, detect_n_names, detect_n_shapes,
	detect_n_passwords;

struct detect_lookalike {
	const char *about; /* the category */
	const char *text;  /* a template of pc_secret_sample */
};

extern const struct detect_lookalike detect_lookalikes[];
extern const size_t detect_n_lookalikes;

#endif
