/* SPDX-License-Identifier: Apache-2.0 */
/* Every column of the queue's rows, once: of these lists the table's text and the places
 * in the structs are made.  N is a number, T a text; what may be long is last, so that
 * sqlite does not walk over it, and what is long and never changes (B) has a table of its
 * own, so that a renewed lease does not write a prompt anew.
 *
 * Once a version with these tables was shipped, a new column is a new list and a new step
 * of the shape (queue.c), never a change here. */
#ifndef QUEUE_COLUMNS_H
#define QUEUE_COLUMNS_H

#define JOB_NUMBERS(N)                                                                   \
	N(parent)                                                                        \
	N(priority)                                                                      \
	N(is_operator)                                                                   \
	N(submitted)                                                                     \
	N(not_before)                                                                    \
	N(deadline)                                                                      \
	N(queued)                                                                        \
	N(started)                                                                       \
	N(finished)                                                                      \
	N(updated)                                                                       \
	N(waited)                                                                        \
	N(ran)                                                                           \
	N(snoozed)                                                                       \
	N(state)                                                                         \
	N(attempts)                                                                      \
	N(max_attempts)                                                                  \
	N(lease)                                                                         \
	N(lease_until)                                                                   \
	N(first_step)                                                                    \
	N(tries)                                                                         \
	N(losses)                                                                        \
	N(worker_pid)                                                                    \
	N(worker_started)                                                                \
	N(exit_status)                                                                   \
	N(step)                                                                          \
	N(progress)                                                                      \
	N(failure)                                                                       \
	N(retry_at)                                                                      \
	N(is_truncated)                                                                  \
	N(tokens_in)                                                                     \
	N(tokens_out)                                                                    \
	N(tokens_cache_read)                                                             \
	N(tokens_cache_write)                                                            \
	N(tokens_thinking)                                                               \
	N(reserved_tokens)                                                               \
	N(reserved_money)                                                                \
	N(list_price)                                                                    \
	N(cash)                                                                          \
	N(budget)                                                                        \
	N(generation)                                                                    \
	N(policy_verdict)

#define JOB_TEXTS(T)                                                                     \
	T(unique)                                                                        \
	T(type)                                                                          \
	T(project)                                                                       \
	T(queue)                                                                         \
	T(owner)                                                                         \
	T(agent)                                                                         \
	T(session)                                                                       \
	T(what)                                                                          \
	T(data_class)                                                                    \
	T(cwd)                                                                           \
	T(tools)                                                                         \
	T(tier)                                                                          \
	T(position)                                                                      \
	T(chain)                                                                         \
	T(model)                                                                         \
	T(effort)                                                                        \
	T(model_used)                                                                    \
	T(model_answered)                                                                \
	T(provider)                                                                      \
	T(backend)                                                                       \
	T(key)                                                                           \
	T(cron)                                                                          \
	T(worker)                                                                        \
	T(gate)                                                                          \
	T(reviewer)                                                                      \
	T(policy_digest)                                                                 \
	T(policy_rule)                                                                   \
	T(policy_place)                                                                  \
	T(stripped)                                                                      \
	T(failure_said)                                                                  \
	T(route)                                                                         \
	T(checkpoint)                                                                    \
	T(error)                                                                         \
	T(result)

/* What says which way a job goes: all that is read of thousands that wait. */
#define JOB_LOOK_NUMBERS(N)                                                              \
	N(parent)                                                                        \
	N(priority)                                                                      \
	N(is_operator)                                                                   \
	N(submitted)                                                                     \
	N(deadline)                                                                      \
	N(attempts)                                                                      \
	N(first_step)                                                                    \
	N(tries)                                                                         \
	N(failure)                                                                       \
	N(reserved_tokens)                                                               \
	N(reserved_money)                                                                \
	N(list_price)                                                                    \
	N(cash)                                                                          \
	N(budget)

#define JOB_LOOK_TEXTS(T)                                                                \
	T(type)                                                                          \
	T(project)                                                                       \
	T(queue)                                                                         \
	T(agent)                                                                         \
	T(tier)                                                                          \
	T(position)                                                                      \
	T(chain)                                                                         \
	T(model)                                                                         \
	T(backend)                                                                       \
	T(key)                                                                           \
	T(reviewer)

#define JOB_BULK(B)                                                                      \
	B(prompt)                                                                        \
	B(system_prompt)                                                                 \
	B(inputs)                                                                        \
	B(schema)

#define ATTEMPT_NUMBERS(N)                                                               \
	N(job)                                                                           \
	N(number)                                                                        \
	N(started)                                                                       \
	N(ended)                                                                         \
	N(generation)                                                                    \
	N(failure)                                                                       \
	N(http)                                                                          \
	N(reset_at)                                                                      \
	N(tokens_in)                                                                     \
	N(tokens_out)                                                                    \
	N(cache_read)                                                                    \
	N(cache_write)                                                                   \
	N(thinking)                                                                      \
	N(reserved_tokens)                                                               \
	N(reserved_money)                                                                \
	N(list_price)                                                                    \
	N(cash)

#define ATTEMPT_TEXTS(T)                                                                 \
	T(backend)                                                                       \
	T(provider)                                                                      \
	T(key)                                                                           \
	T(model)                                                                         \
	T(answered)                                                                      \
	T(verdict)                                                                       \
	T(rule)                                                                          \
	T(place)                                                                         \
	T(digest)                                                                        \
	T(verdict_after)                                                                 \
	T(rule_after)                                                                    \
	T(stripped)                                                                      \
	T(said)                                                                          \
	T(denials)

#define EVENT_NUMBERS(N)                                                                 \
	N(job)                                                                           \
	N(at)                                                                            \
	N(was)                                                                           \
	N(is)

#define EVENT_TEXTS(T)                                                                   \
	T(what)                                                                          \
	T(by)                                                                            \
	T(text)

#define WINDOW_NUMBERS(N)                                                                \
	N(since)                                                                         \
	N(until)                                                                         \
	N(hits)

#define WINDOW_TEXTS(T)                                                                  \
	T(provider)                                                                      \
	T(key)                                                                           \
	T(model)                                                                         \
	T(said)                                                                          \
	T(source)

/* Of the ledger's rows, each a sum over jobs or attempts; what may grow past a number of
 * 64 bits is kept in two (ledger_priv.h). */
#define LEDGER_COUNTS(N)                                                                 \
	N(jobs)                                                                          \
	N(done)                                                                          \
	N(failed)                                                                        \
	N(refused)                                                                       \
	N(cancelled)                                                                     \
	N(dead)                                                                          \
	N(rerouted)                                                                      \
	N(losses)                                                                        \
	N(attempts)                                                                      \
	N(attempts_failed)

#define LEDGER_SUMS(N)                                                                   \
	N(waited)                                                                        \
	N(ran)                                                                           \
	N(tokens_in)                                                                     \
	N(tokens_out)                                                                    \
	N(cache_read)                                                                    \
	N(cache_write)                                                                   \
	N(list_price)                                                                    \
	N(cash)

#define LEDGER_TEXTS(T)                                                                  \
	T(project)                                                                       \
	T(type)                                                                          \
	T(owner)                                                                         \
	T(model)                                                                         \
	T(key)                                                                           \
	T(backend)

#define SQL_NAME(name)       ",\"" #name "\""
#define SQL_VALUE(name)      ",?"
#define SQL_PLUS(name)       ",\"" #name "\" = \"" #name "\" + excluded.\"" #name "\""
#define SQL_PAIR(name)       SQL_NUMBER(name##_high) SQL_NUMBER(name##_low)
#define SQL_PAIR_NAME(name)  SQL_NAME(name##_high) SQL_NAME(name##_low)
#define SQL_PAIR_VALUE(name) ",?,?"
#define SQL_PAIR_PLUS(name)  SQL_PLUS(name##_high) SQL_PLUS(name##_low)

#define SQL_NUMBER(name) ",\"" #name "\" INTEGER NOT NULL DEFAULT 0"
#define SQL_TEXT(name)   ",\"" #name "\" TEXT NOT NULL DEFAULT ''"

#endif
