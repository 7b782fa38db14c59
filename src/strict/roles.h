/* SPDX-License-Identifier: Apache-2.0 */
/* What the words of a simple command are to its program: one table of programs
 * (programs.c, programs_git.c), one reader of options (roles.c).  files.c and hosts.c
 * each pick the roles that they know.
 *
 * Roles, a letter each:
 *
 *   -  data: a number, a name, a text, a command that carriers.c looks at
 *   r  a file that it reads             w  one that it writes, removes or changes
 *   b  both                             g  read; a directory with most of what it holds
 *   ?  unknown: looked into, as the words of programs that are not in the table
 *   D  the directory that operands go to        C  operands are relative to this one
 *   d  data with files in it: @file, name=@file, name=<file, name@file
 *   k  key=value, if= and of= among the keys    l  a list of files, one a line
 *   v  file:place, as containers mount them     a  an address of socat
 *   R  revision:path of git, or a path          i  an image of containers
 *   u  an URL, with or without scheme   h  a host, user@host, host:port
 *   s  a file here or host:path that is read    S  the same, written
 *   y  host:port:host:port              H  user@host:path, a host with or without path
 *   o  HostName=host and the like among the options of ssh
 *   e  name=value, where the name says whether that is a host
 *   x  the same, and looked into          n  a name that is looked up
 *   N  a text with hosts anywhere in it   U  an URL, or a file
 *   J  an image of containers, or a file    m  a module of go
 *
 * Of options only:
 *
 *   ^  directories mean all below them  W  what is read is written, too
 *   p  data, and the first operand is not: -e of sed    P  the same, a file
 *   I  a library of awk: "inplace" writes what is read
 *   2  a name, then a file: two words
 *   !  only names and numbers come out, of directories no harm: -l of grep
 */
#ifndef PC_STRICT_ROLES_H
#define PC_STRICT_ROLES_H

#include "known.h"
#include "strict_priv.h"

extern const struct known_table file_programs, net_programs, git_programs;

enum {
	PROGRAM_LONG = 1 << 0,  /* options are words with one dash: -in */
	PROGRAM_SUB = 1 << 1,   /* the first operand is a command: "git:show" */
	PROGRAM_HERE = 1 << 2,  /* reads all below "." when told to and no operand says
				   where */
	PROGRAM_BARE = 1 << 3,  /* the first word is options even without dash: tar */
	PROGRAM_TREE = 1 << 4,  /* ^ from the start */
	PROGRAM_NAMES = 1 << 5, /* writes a file named as the URL's last part */
	PROGRAM_LINES = 1 << 6, /* prints lines of what it reads, and writes nothing: what
				   its "!" says of a directory, "| wc -l" may say, too */
};

struct program {
	const char *names;   /* separated by blanks */
	const char *options; /* "-x:R --long:R", R a role */
	const char
		*operands; /* a role each, the last for all others; ">R" the last one's */
	unsigned flags;
};

/* One word, or part of a word, and what it is. */
struct use {
	char role;
	bool tree, operand;
	struct pc_str option; /* its name, for options */
	struct field value;
};

struct uses {
	struct use *items;
	size_t count, cap;
	const struct program *program; /* NULL: not in the table */
	struct pc_str sub;
	struct field dir; /* operands are relative to it; empty text: none */
};

/* The row of a program, or of "git:show"; NULL: none. */
const struct program *program_row(struct pc_str name);

/* The words of a command with their roles; each word of an unknown program is '?'. */
void uses_of(struct uses *out, struct pc_arena *arena, const struct simple *simple);

/* A field without its first n bytes. */
struct field field_behind(const struct field *field, size_t n);
struct field field_known(struct pc_str text);
/* dir/path, or path alone when that is absolute. */
struct field field_below(
	struct pc_arena *arena, const struct field *dir, const struct field *path);

#endif
