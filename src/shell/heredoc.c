/* SPDX-License-Identifier: Apache-2.0 */
/* Here-documents: a redirection queues up; the next newline outside quotes reads the
 * bodies of all that wait, in order.  Each substitution has a queue of its own. */
#include "shell_priv.h"

struct sh_heredoc {
	struct pc_sh_redir *redir;
	struct pc_str delimiter;
	struct sh_heredoc *next;
};

void sh_heredoc_wait(struct sh_parser *p, struct pc_sh_redir *redir)
{
	struct sh_heredoc *fresh = sh_new(p, struct sh_heredoc);

	fresh->redir = redir;
	(void)pc_sh_word_value(&fresh->delimiter, p->arena, &redir->target);
	if (p->heredocs)
		p->last_heredoc->next = fresh;
	else
		p->heredocs = fresh;
	p->last_heredoc = fresh;
	p->has_heredoc = true;
}

/* Where the line at .at ends: its newline or the end of the text.  Unless the delimiter
 * was quoted, a backslash before a newline joins the next line to it. */
static const char *line_end(const struct sh_parser *p, bool joins)
{
	const char *from = p->at, *newline, *slash;

	for (;;) {
		newline = memchr(from, '\n', (size_t)(p->end - from));
		if (!newline)
			return p->end;
		slash = newline;
		while (joins && slash > p->at && slash[-1] == '\\')
			slash--;
		if ((newline - slash) % 2 == 0)
			return newline;
		from = newline + 1;
	}
}

/* Whether the line from .at to end is the delimiter. */
static bool is_delimiter(
	const struct sh_parser *p, const struct sh_heredoc *doc, const char *end)
{
	const char *at = p->at;
	size_t i = 0;

	while (doc->redir->strip_tabs && at < end && *at == '\t')
		at++;
	while (at < end) {
		if (!doc->redir->quoted && *at == '\\' && end - at > 1 && at[1] == '\n') {
			at += 2;
			continue;
		}
		if (i == doc->delimiter.len || doc->delimiter.ptr[i] != *at)
			return false;
		i++;
		at++;
	}
	return i == doc->delimiter.len;
}

static void read_body_parts(struct sh_parser *p, struct pc_sh_redir *redir)
{
	const char *at = p->at, *end = p->end;

	p->at = p->base + redir->body.start;
	p->end = p->base + redir->body.end;
	if (sh_spend(p, (size_t)(p->end - p->at)))
		redir->body_parts = sh_expansions(p);
	p->at = at;
	p->end = p->fault ? at : end;
}

static void read_body(struct sh_parser *p, struct sh_heredoc *doc)
{
	struct pc_sh_redir *redir = doc->redir;
	bool found = false;

	redir->body.start = redir->body.end = sh_offset(p, p->at);
	while (p->at < p->end && !found) {
		const char *end = line_end(p, !redir->quoted);

		found = is_delimiter(p, doc, end);
		p->at = end < p->end ? end + 1 : end;
		if (!found)
			redir->body.end = sh_offset(p, p->at);
	}
	if (!redir->quoted)
		read_body_parts(p, redir);
	if (!found)
		sh_fault(p, PC_SH_UNTERMINATED, "here-document without its last line");
}

void sh_heredoc_read(struct sh_parser *p)
{
	struct sh_heredoc *doc = p->heredocs;

	p->heredocs = NULL;
	for (; doc; doc = doc->next)
		read_body(p, doc);
}
