/* SPDX-License-Identifier: Apache-2.0 */
/* Work that is left, shared by the threads of a walk.  One lock for each directory is
 * taken, not one for each file. */
#include "walk_priv.h"

void pc_audit_queue_init(struct pc_audit_queue *queue, unsigned n_threads)
{
	*queue = (struct pc_audit_queue){.n_threads = n_threads};
	pthread_mutex_init(&queue->lock, NULL);
	pthread_cond_init(&queue->more, NULL);
}

void pc_audit_queue_set_threads(struct pc_audit_queue *queue, unsigned n_threads)
{
	pthread_mutex_lock(&queue->lock);
	queue->n_threads = n_threads;
	pthread_cond_broadcast(&queue->more);
	pthread_mutex_unlock(&queue->lock);
}

void pc_audit_queue_done(struct pc_audit_queue *queue)
{
	pthread_cond_destroy(&queue->more);
	pthread_mutex_destroy(&queue->lock);
	free(queue->items);
}

void pc_audit_queue_push(
	struct pc_audit_queue *queue, const struct pc_audit_work *work, size_t n)
{
	pthread_mutex_lock(&queue->lock);
	for (size_t i = 0; i < n; i++) {
		pc_xgrow(queue->items, queue->n, queue->cap);
		queue->items[queue->n++] = work[i];
	}
	if (atomic_load(&queue->n_idle)) {
		if (n == 1)
			pthread_cond_signal(&queue->more);
		else
			pthread_cond_broadcast(&queue->more);
	}
	pthread_mutex_unlock(&queue->lock);
}

bool pc_audit_queue_pop(struct pc_audit_queue *queue, struct pc_audit_work *out)
{
	bool is_there;

	pthread_mutex_lock(&queue->lock);
	/* Who waits last knows that nobody is left to find more; it stays counted, so
	 * that all others see the same. */
	atomic_fetch_add(&queue->n_idle, 1);
	while (queue->n == 0 && atomic_load(&queue->n_idle) < queue->n_threads)
		pthread_cond_wait(&queue->more, &queue->lock);
	is_there = queue->n > 0;
	if (is_there) {
		*out = queue->items[--queue->n];
		atomic_fetch_sub(&queue->n_idle, 1);
	} else {
		pthread_cond_broadcast(&queue->more);
	}
	pthread_mutex_unlock(&queue->lock);
	return is_there;
}
