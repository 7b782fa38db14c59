/* SPDX-License-Identifier: Apache-2.0 */
/* policyctl: the program.  Everything that can be tested is in cmd.c and the commands. */
#include <errno.h>
#include <signal.h>
#include <stdio.h>

#include "cmd.h"

int main(int argc, char **argv)
{
	int status;

	/* Whoever stops reading must not keep a command from putting away its files. */
	signal(SIGPIPE, SIG_IGN);
	status = cmd_main(argc, argv);
	/* A full disk or a closed pipe must not look like an answer. */
	if (fflush(stdout) == 0 && !ferror(stdout))
		return status;
	if (errno != EPIPE)
		perror("policyctl: writing the answer");
	return EXIT_COULD_NOT;
}
