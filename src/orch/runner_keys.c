/* SPDX-License-Identifier: Apache-2.0 */
/* A few threads that read keys: a vault or a program may take seconds, and the loop has
 * streams to listen to.  They know nothing but their reading; what comes of it is handed
 * over under a lock, and a pipe tells the loop. */
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <unistd.h>

#include "pc/base/fs.h"
#include "runner_priv.h"

/* So many at once: one vault that hangs must not keep other keys waiting, and a burst of
 * jobs must not become a burst of threads. */
enum { MOST_THREADS = 8 };

struct list {
	struct key_read *first, **last;
};

struct key_reader {
	pthread_mutex_t lock; /* of everything below */
	pthread_cond_t more;
	struct list waiting, done;
	size_t n_waiting, n_idle;
	bool is_over;
	/* The loop's own. */
	pthread_t threads[MOST_THREADS];
	size_t n_threads;
	int from, to; /* a pipe: a byte for each that is done */
	struct pc_watch *watch;
};

static void append(struct list *list, struct key_read *read)
{
	read->next = NULL;
	if (!list->first)
		list->last = &list->first;
	*list->last = read;
	list->last = &read->next;
}

static struct key_read *take(struct list *list)
{
	struct key_read *read = list->first;

	if (read)
		list->first = read->next;
	return read;
}

static void read_free(struct key_read *read)
{
	pc_secret_done(&read->secret);
	pc_arena_done(&read->arena);
	free(read);
}

/* ---- the threads --------------------------------------------------------------------
 */

static struct key_read *wait_for_work(struct key_reader *reader)
{
	while (!reader->waiting.first && !reader->is_over) {
		reader->n_idle++;
		pthread_cond_wait(&reader->more, &reader->lock);
		reader->n_idle--;
	}
	if (reader->is_over)
		return NULL;
	reader->n_waiting--;
	return take(&reader->waiting);
}

static void hand_over(struct key_reader *reader, struct key_read *read)
{
	append(&reader->done, read);
	/* A pipe that is full has bytes enough to wake the loop. */
	while (write(reader->to, "", 1) < 0 && errno == EINTR)
		;
}

static void *read_keys(void *context)
{
	struct key_reader *reader = context;
	struct key_read *read;

	pthread_mutex_lock(&reader->lock);
	while ((read = wait_for_work(reader))) {
		pthread_mutex_unlock(&reader->lock);
		read->status = pc_key_read(&read->secret, &read->expires, &read->key,
			&read->how, &read->err);
		pthread_mutex_lock(&reader->lock);
		hand_over(reader, read);
	}
	pthread_mutex_unlock(&reader->lock);
	return NULL;
}

/* Signals are the loop's: none may end up in a thread that waits for a vault. */
static bool add_thread(struct key_reader *reader)
{
	sigset_t all, before;
	bool is_there;

	sigfillset(&all);
	pthread_sigmask(SIG_SETMASK, &all, &before);
	is_there = pthread_create(&reader->threads[reader->n_threads], NULL, read_keys,
			   reader) == 0;
	pthread_sigmask(SIG_SETMASK, &before, NULL);
	reader->n_threads += is_there;
	return is_there;
}

/* ---- the loop -----------------------------------------------------------------------
 */

static struct key_read *take_done(struct key_reader *reader)
{
	struct key_read *read;

	pthread_mutex_lock(&reader->lock);
	read = take(&reader->done);
	pthread_mutex_unlock(&reader->lock);
	return read;
}

static void on_done(void *arg, int fd)
{
	struct key_reader *reader = arg;
	struct key_read *one;
	char bytes[64];

	while (read(fd, bytes, sizeof(bytes)) > 0)
		;
	while ((one = take_done(reader))) {
		if (one->done)
			one->done(one->context, one);
		read_free(one);
	}
}

/* Not one thread can be had: that is what became of it. */
static void give_up(struct key_reader *reader)
{
	struct key_read *read;

	pthread_mutex_lock(&reader->lock);
	while ((read = take(&reader->waiting))) {
		reader->n_waiting--;
		read->status = pc_err_set(&read->err, PC_ERR_SYSTEM, (struct pc_span){0},
			"no thread to read the key '%.*s' in",
			PC_STR_ARG(read->key.name));
		hand_over(reader, read);
	}
	pthread_mutex_unlock(&reader->lock);
}

/* What reading a key looks at, and nothing else of it. */
static void copy_key(struct key_read *read, const struct pc_key *key)
{
	read->key.name = pc_arena_str(&read->arena, key->name);
	read->key.provider = pc_arena_str(&read->arena, key->provider);
	read->key.reference = pc_arena_str(&read->arena, key->reference);
	read->key.vault_token = pc_arena_str(&read->arena, key->vault_token);
	read->key.vault_ca = pc_arena_str(&read->arena, key->vault_ca);
}

struct key_read *key_reader_ask(struct key_reader *reader, const struct pc_key *key,
	const struct pc_key_reading *how,
	void (*done)(void *context, const struct key_read *read), void *context)
{
	struct key_read *read = pc_xcalloc(1, sizeof(*read));
	bool wants_thread;

	copy_key(read, key);
	read->how = *how;
	read->done = done;
	read->context = context;
	pthread_mutex_lock(&reader->lock);
	append(&reader->waiting, read);
	wants_thread = ++reader->n_waiting > reader->n_idle;
	pthread_cond_signal(&reader->more);
	pthread_mutex_unlock(&reader->lock);
	if (wants_thread && reader->n_threads < MOST_THREADS && !add_thread(reader) &&
		reader->n_threads == 0)
		give_up(reader);
	return read;
}

void key_read_forget(struct key_read *read)
{
	read->done = NULL;
}

/* ---- its beginning and end ----------------------------------------------------------
 */

enum pc_status key_reader_new(
	struct key_reader **out, struct pc_loop *loop, struct pc_err *err)
{
	struct key_reader *reader;
	int ends[2];

	if (pipe2(ends, O_CLOEXEC | O_NONBLOCK) < 0)
		return pc_err_sys(err, "a pipe for keys");
	reader = pc_xcalloc(1, sizeof(*reader));
	pthread_mutex_init(&reader->lock, NULL);
	pthread_cond_init(&reader->more, NULL);
	reader->from = ends[0];
	reader->to = ends[1];
	reader->watch = pc_loop_fd(loop, reader->from, PC_LOOP_READ, on_done, reader);
	/* Readings by HTTP take it out of the environment; done once and before there are
	 * threads, it is never written while another one reads. */
	unsetenv("SSLKEYLOGFILE");
	*out = reader;
	return PC_OK;
}

void key_reader_free(struct key_reader **at)
{
	struct key_reader *reader = pc_steal(at);
	struct key_read *read;

	if (!reader)
		return;
	pthread_mutex_lock(&reader->lock);
	reader->is_over = true;
	pthread_cond_broadcast(&reader->more);
	pthread_mutex_unlock(&reader->lock);
	for (size_t i = 0; i < reader->n_threads; i++)
		pthread_join(reader->threads[i], NULL);
	while ((read = take(&reader->waiting)) || (read = take(&reader->done)))
		read_free(read);
	pc_watch_free(&reader->watch);
	pc_close(&reader->from);
	pc_close(&reader->to);
	pthread_cond_destroy(&reader->more);
	pthread_mutex_destroy(&reader->lock);
	free(reader);
}
