/* SPDX-License-Identifier: Apache-2.0 */
/* Windows: what an error closes, for how long, and what opens it again.  One list, as a
 * few dozen are open at worst; rows of tables say which parts of a place a scope looks at
 * and how long a class lasts by itself. */
#include "pc/orch/window.h"

#include "pc/base/limits.h"

#include "clock.h"

/* Longer ones are probed, and for the first time after as long. */
#define LONG_WINDOW (15 * MINUTE)
/* From one probe to the next at most. */
#define PROBE_MOST HOUR
/* Behind a window that was opened more than once, one attempt at a time goes first until
 * one succeeds, so that an outage costs a few jobs an attempt and not all of them; but
 * not for longer than that, as an answer may take an hour. */
#define PACE (30 * SECOND)
/* An incident of a provider's is over as suddenly as it came. */
#define INCIDENT_FIRST MINUTE
/* Keys that fail so near to each other fail "at once". */
#define AT_ONCE (10 * MINUTE)
/* After a window's end its hits count for so long. */
#define REMEMBERED (2 * HOUR)
/* Added to a time that a server named, so that not all come back in one moment. */
#define MOST_JITTER (30 * SECOND)

/* ---- tables ------------------------------------------------------------------ */

enum key_part { NO_KEY, ITS_KEY, ITS_ORGANIZATION, ITS_BACKEND };
enum model_part { NO_MODEL, ITS_MODEL, ITS_LINE };

/* What of a place a scope looks at.  The zero row: nothing is closed. */
static const struct scope_row {
	bool provider;
	enum key_part key;
	enum model_part model;
} scopes[] = {
	[PC_SCOPE_KEY_MODEL] = {true, ITS_KEY, ITS_LINE},
	[PC_SCOPE_KEY] = {true, ITS_KEY, NO_MODEL},
	[PC_SCOPE_ORGANIZATION] = {true, ITS_ORGANIZATION, NO_MODEL},
	[PC_SCOPE_MODEL] = {false, NO_KEY, ITS_MODEL},
	[PC_SCOPE_PROVIDER_MODEL] = {true, NO_KEY, ITS_MODEL},
	[PC_SCOPE_PROVIDER] = {true, NO_KEY, NO_MODEL},
	[PC_SCOPE_BACKEND] = {true, ITS_BACKEND, NO_MODEL},
};

/* Where nobody says until when, it is looked again within a minute: whoever waits for
 * longer than that is blind when it is over, and attempts go one by one by then. */
#define OWN_MOST (45 * SECOND)

/* How long a class lasts where nobody says until when: twice as long each time. */
static const struct own_row {
	int64_t first, most; /* both 0: it closes nothing */
} own_times[PC_FAILURES] = {
	[PC_FAILURE_RATE_LIMITED] = {30 * SECOND, OWN_MOST},
	[PC_FAILURE_RAMP_LIMITED] = {30 * SECOND, OWN_MOST},
	[PC_FAILURE_OVERLOADED] = {2 * SECOND, OWN_MOST},
	[PC_FAILURE_QUOTA_DAILY] = {HOUR, 6 * HOUR},
	[PC_FAILURE_SPEND_CAP] = {6 * HOUR, DAY},
	[PC_FAILURE_CREDIT_EXHAUSTED] = {PC_WINDOW_FOR_GOOD, PC_WINDOW_FOR_GOOD},
	[PC_FAILURE_AUTH_EXPIRED] = {15 * SECOND, OWN_MOST}, /* a renewal takes seconds */
	[PC_FAILURE_AUTH_INVALID] = {PC_WINDOW_FOR_GOOD, PC_WINDOW_FOR_GOOD},
	[PC_FAILURE_MODEL_GONE] = {HOUR, DAY},
	[PC_FAILURE_UNKNOWN] = {15 * SECOND, OWN_MOST},
};

static const struct scope_row *scope_row(enum pc_failure_scope scope)
{
	static const struct scope_row none;

	return (size_t)scope < PC_COUNT(scopes) ? &scopes[scope] : &none;
}

static bool closes(enum pc_failure_scope scope)
{
	const struct scope_row *row = scope_row(scope);

	return row->provider || row->key || row->model;
}

/* ---- the list ---------------------------------------------------------------- */

struct entry {
	struct pc_window window;
	char *bytes;     /* of its texts */
	unsigned probes; /* that found it closed */
};

struct expected {
	char *provider;
	size_t len, n_keys;
};

struct pc_windows {
	struct entry *items;
	size_t count, cap;
	struct expected *providers;
	size_t n_providers, cap_providers;
	uint64_t random;
	struct pc_window_watch watch;
};

struct pc_windows *pc_windows_new(uint64_t seed)
{
	struct pc_windows *windows = pc_xcalloc(1, sizeof(*windows));

	windows->random = seed;
	return windows;
}

void pc_windows_free(struct pc_windows *windows)
{
	if (!windows)
		return;
	for (size_t i = 0; i < windows->count; i++)
		free(windows->items[i].bytes);
	for (size_t i = 0; i < windows->n_providers; i++)
		free(windows->providers[i].provider);
	free(windows->items);
	free(windows->providers);
	free(windows);
}

void pc_windows_watch(struct pc_windows *windows, const struct pc_window_watch *watch)
{
	windows->watch = *watch;
}

static void drop(struct pc_windows *windows, size_t i)
{
	const struct pc_window_watch *watch = &windows->watch;

	if (watch->gone)
		watch->gone(watch->context, &windows->items[i].window);
	free(windows->items[i].bytes);
	windows->items[i] = windows->items[--windows->count];
}

static struct pc_str keep(char **at, struct pc_str text)
{
	struct pc_str kept = {*at, text.len};

	if (text.len)
		memcpy(*at, text.ptr, text.len);
	*at += text.len;
	return kept;
}

/* Its texts become its own. */
static void own_texts(struct entry *entry)
{
	struct pc_window *w = &entry->window;
	size_t size = w->provider.len + w->key.len + w->model.len + w->said.len +
		      w->source.len + 1;
	char *at = pc_xmalloc(size), *old = entry->bytes;

	entry->bytes = at;
	w->provider = keep(&at, w->provider);
	w->key = keep(&at, w->key);
	w->model = keep(&at, w->model);
	w->said = keep(&at, w->said);
	w->source = keep(&at, w->source);
	free(old);
}

/* The one that is over first makes room. */
static void make_room(struct pc_windows *windows)
{
	size_t first = 0;

	if (windows->count < PC_MAX_WINDOWS)
		return;
	for (size_t i = 1; i < windows->count; i++) {
		if (windows->items[i].window.until < windows->items[first].window.until)
			first = i;
	}
	drop(windows, first);
}

static struct entry *add(struct pc_windows *windows, const struct pc_window *window)
{
	struct entry *entry;

	make_room(windows);
	pc_xgrow(windows->items, windows->count, windows->cap);
	entry = &windows->items[windows->count++];
	*entry = (struct entry){.window = *window};
	own_texts(entry);
	return entry;
}

/* ---- places ------------------------------------------------------------------ */

/* Without a key of its own a backend's login is what is let in or not. */
static struct pc_str login(const struct pc_window_place *place)
{
	return place->key.len ? place->key : place->backend;
}

static struct pc_str key_of(enum key_part part, const struct pc_window_place *place)
{
	switch (part) {
	case ITS_KEY:
		return login(place);
	case ITS_ORGANIZATION:
		return place->organization;
	case ITS_BACKEND:
		return place->backend;
	case NO_KEY:
		break;
	}
	return (struct pc_str){0};
}

static bool fits_model(const struct pc_window *w, enum model_part part,
	const struct pc_window_place *place)
{
	if (part == NO_MODEL || pc_str_eq(w->model, place->model))
		return true;
	return part == ITS_LINE && place->line.len && pc_str_eq(w->model, place->line);
}

static bool covers(const struct pc_window *w, const struct pc_window_place *place)
{
	const struct scope_row *row = scope_row(w->scope);

	if (!closes(w->scope))
		return false;
	if (row->provider && !pc_str_eq(w->provider, place->provider))
		return false;
	if (row->key && !pc_str_eq(w->key, key_of(row->key, place)))
		return false;
	return fits_model(w, row->model, place);
}

static bool is_open(const struct pc_window *w, int64_t now)
{
	return now < w->until;
}

/* The window of a class that a place gets.  False: the place does not have what the scope
 * looks at, so that nothing can be closed. */
static bool window_of(struct pc_window *out, const struct pc_window_place *place,
	enum pc_failure_class why)
{
	enum pc_failure_scope scope = pc_failure_table[why].scope;
	const struct scope_row *row;

	/* Whose purse is not known to be shared has one of its own. */
	if (scope == PC_SCOPE_ORGANIZATION && !place->organization.len)
		scope = PC_SCOPE_KEY;
	row = scope_row(scope);
	*out = (struct pc_window){.scope = scope, .why = why};
	if (row->provider)
		out->provider = place->provider;
	out->key = key_of(row->key, place);
	if (row->model)
		out->model = row->model == ITS_LINE && place->line.len ? place->line
								       : place->model;
	return closes(scope) && (!row->key || out->key.len) &&
	       (!row->model || out->model.len);
}

static bool is_same(const struct pc_window *a, const struct pc_window *b)
{
	return a->scope == b->scope && a->why == b->why &&
	       pc_str_eq(a->provider, b->provider) && pc_str_eq(a->key, b->key) &&
	       pc_str_eq(a->model, b->model);
}

static struct entry *same_as(struct pc_windows *windows, const struct pc_window *window)
{
	for (size_t i = 0; i < windows->count; i++) {
		if (is_same(&windows->items[i].window, window))
			return &windows->items[i];
	}
	return NULL;
}

/* ---- incidents --------------------------------------------------------------- */

static bool is_incident(const struct pc_window *w)
{
	return w->scope == PC_SCOPE_PROVIDER && w->why == PC_FAILURE_AUTH_INVALID;
}

static bool is_key_out(const struct pc_window *w)
{
	return w->scope == PC_SCOPE_KEY && w->why == PC_FAILURE_AUTH_INVALID;
}

static const struct pc_window *incident_at(
	const struct pc_windows *windows, struct pc_str provider, int64_t now)
{
	for (size_t i = 0; i < windows->count; i++) {
		const struct pc_window *w = &windows->items[i].window;

		if (is_incident(w) && is_open(w, now) && pc_str_eq(w->provider, provider))
			return w;
	}
	return NULL;
}

static bool is_near(int64_t a, int64_t b)
{
	return (a > b ? a - b : b - a) <= AT_ONCE;
}

/* A key that is out because nobody is let in: it waits for the incident's probe, not for
 * one of its own. */
static bool is_part_of(const struct pc_window *w, const struct pc_window *incident)
{
	return incident && is_key_out(w) && pc_str_eq(w->provider, incident->provider) &&
	       is_near(w->since, incident->since);
}

static size_t keys_of(const struct pc_windows *windows, struct pc_str provider)
{
	for (size_t i = 0; i < windows->n_providers; i++) {
		const struct expected *e = &windows->providers[i];

		if (pc_str_eq((struct pc_str){e->provider, e->len}, provider))
			return e->n_keys;
	}
	return 0;
}

/* One key alone proves nothing about its provider. */
static bool are_all_out(
	const struct pc_windows *windows, struct pc_str provider, int64_t now)
{
	size_t n_out = 0, n_now = 0, n_keys = keys_of(windows, provider);

	for (size_t i = 0; i < windows->count; i++) {
		const struct pc_window *w = &windows->items[i].window;

		if (!is_key_out(w) || !is_open(w, now) ||
			!pc_str_eq(w->provider, provider))
			continue;
		n_out++;
		n_now += is_near(w->since, now);
	}
	return n_keys > 1 && n_out >= n_keys && n_now > 1;
}

void pc_windows_expect(struct pc_windows *windows, struct pc_str provider, size_t n_keys)
{
	struct expected *e;
	char *at;

	for (size_t i = 0; i < windows->n_providers; i++) {
		e = &windows->providers[i];
		if (pc_str_eq((struct pc_str){e->provider, e->len}, provider)) {
			e->n_keys = n_keys;
			return;
		}
	}
	pc_xgrow(windows->providers, windows->n_providers, windows->cap_providers);
	e = &windows->providers[windows->n_providers++];
	at = pc_xmalloc(provider.len + 1);
	*e = (struct expected){at, provider.len, n_keys};
	keep(&at, provider);
}

/* ---- asking ------------------------------------------------------------------ */

/* It is over, and was opened again behind its last end: who knows. */
static bool is_doubtful(const struct pc_window *w, int64_t now)
{
	return !is_open(w, now) && w->hits > 1 && now - w->until <= REMEMBERED;
}

static bool is_awaited(const struct pc_window *w, int64_t now)
{
	return is_doubtful(w, now) && w->is_probing && now < w->probe_at;
}

static bool may_probe_now(const struct pc_window *w, int64_t now)
{
	return w->probe_at && !w->is_probing && now >= w->probe_at;
}

const struct pc_window *pc_windows_find(const struct pc_windows *windows,
	const struct pc_window_place *place, int64_t now, bool *may_probe)
{
	const struct pc_window *incident = incident_at(windows, place->provider, now);
	const struct pc_window *longest = NULL;
	bool is_first = false;

	*may_probe = true;
	for (size_t i = 0; i < windows->count; i++) {
		const struct pc_window *w = &windows->items[i].window;

		if ((!is_open(w, now) && !is_doubtful(w, now)) || !covers(w, place))
			continue;
		if (is_doubtful(w, now) && !is_awaited(w, now)) {
			is_first = true;
			continue;
		}
		if (is_awaited(w, now) ||
			(!is_part_of(w, incident) && !may_probe_now(w, now)))
			*may_probe = false;
		if (!longest || w->until > longest->until ||
			(w->until == longest->until && w->scope > longest->scope))
			longest = w;
	}
	*may_probe = *may_probe && (longest || is_first);
	return longest;
}

static int64_t later(int64_t a, int64_t b)
{
	return a > b ? a : b;
}

static int64_t earlier(int64_t a, int64_t b)
{
	return a < b ? a : b;
}

int64_t pc_windows_again(const struct pc_windows *windows,
	const struct pc_window_place *place, int64_t now)
{
	const struct pc_window *incident = incident_at(windows, place->provider, now);
	int64_t again = now;

	for (size_t i = 0; i < windows->count; i++) {
		const struct pc_window *w = &windows->items[i].window;

		if (is_awaited(w, now) && covers(w, place))
			again = later(again, w->probe_at);
		if (!is_open(w, now) || !covers(w, place) || is_part_of(w, incident))
			continue;
		if (w->probe_at && !w->is_probing)
			again = later(again, earlier(w->until, w->probe_at));
		else
			again = later(again, w->until);
	}
	return again;
}

void pc_windows_each(const struct pc_windows *windows, pc_window_fn *fn, void *context)
{
	for (size_t i = 0; i < windows->count; i++) {
		if (!fn(context, &windows->items[i].window))
			return;
	}
}

/* ---- probes ------------------------------------------------------------------ */

void pc_windows_probe(
	struct pc_windows *windows, const struct pc_window_place *place, int64_t now)
{
	const struct pc_window *incident = incident_at(windows, place->provider, now);

	for (size_t i = 0; i < windows->count; i++) {
		struct pc_window *w = &windows->items[i].window;

		if (!covers(w, place) || is_part_of(w, incident))
			continue;
		if (is_doubtful(w, now))
			w->probe_at = clock_add(now, PACE);
		w->is_probing = is_open(w, now) || is_doubtful(w, now);
	}
}

static int64_t doubled(int64_t first, int64_t most, int64_t times)
{
	int64_t length = first;

	while (times-- > 0 && length < most)
		length = length > most / 2 ? most : 2 * length;
	return earlier(length, most);
}

/* It found the place closed: the next one comes after twice as long. */
static void end_probe(struct entry *entry, int64_t now)
{
	bool is_short = is_incident(&entry->window);

	entry->probes += entry->probes < 32;
	entry->window.is_probing = false;
	entry->window.probe_at = clock_add(
		now, doubled(is_short ? INCIDENT_FIRST : LONG_WINDOW,
			     is_short ? LONG_WINDOW : PROBE_MOST, entry->probes));
}

static void end_probes(
	struct pc_windows *windows, const struct pc_window_place *place, int64_t now)
{
	for (size_t i = 0; i < windows->count; i++) {
		struct entry *entry = &windows->items[i];

		if (entry->window.is_probing && covers(&entry->window, place))
			end_probe(entry, now);
	}
}

/* ---- failing ----------------------------------------------------------------- */

/* From 0 to most; splitmix64, whose period no process sees the end of. */
static int64_t jitter(struct pc_windows *windows, int64_t most)
{
	uint64_t z = windows->random += UINT64_C(0x9e3779b97f4a7c15);

	z = (z ^ (z >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
	z = (z ^ (z >> 27)) * UINT64_C(0x94d049bb133111eb);
	z ^= z >> 31;
	return most > 0 ? (int64_t)(z % ((uint64_t)most + 1)) : 0;
}

/* Never before the time that was named, and never past what may be. */
static int64_t named_end(
	struct pc_windows *windows, int64_t until, int64_t now, int64_t most)
{
	int64_t cap = clock_add(now, most), end = earlier(until, cap);

	return earlier(cap,
		clock_add(end, jitter(windows, earlier((end - now) / 10, MOST_JITTER))));
}

static int64_t own_end(
	struct pc_windows *windows, const struct pc_window *w, int64_t now, int64_t most)
{
	const struct own_row *own = &own_times[w->why];
	int64_t length;

	if (own->first == PC_WINDOW_FOR_GOOD)
		return PC_WINDOW_FOR_GOOD;
	length = doubled(own->first, own->most, w->hits - 1);
	return clock_add(now, earlier(most, length + jitter(windows, length / 4)));
}

static int64_t first_probe(const struct pc_window *w)
{
	if (is_incident(w))
		return clock_add(w->since, INCIDENT_FIRST);
	if (w->until != PC_WINDOW_FOR_GOOD && w->until - w->since <= LONG_WINDOW)
		return 0;
	return clock_add(w->since, LONG_WINDOW);
}

/* Opens it, anew or for the first time. */
static void open_window(struct pc_windows *windows, struct pc_window *window,
	const struct pc_failure *failure, int64_t now, int64_t most)
{
	struct entry *entry = same_as(windows, window);

	if (entry && is_open(&entry->window, now))
		return;
	if (entry) /* or it was forgotten */
		window->hits = entry->window.hits;
	window->hits++;
	window->since = now;
	window->said = failure->said;
	if (!window->source.len)
		window->source =
			failure->until > now ? PC_STR("provider") : PC_STR("our own");
	window->until = failure->until > now
				? named_end(windows, failure->until, now, most)
				: own_end(windows, window, now, most);
	window->probe_at = first_probe(window);
	if (entry) {
		entry->window = *window;
		entry->probes = 0;
		own_texts(entry);
	} else {
		entry = add(windows, window);
	}
	if (windows->watch.opened)
		windows->watch.opened(windows->watch.context, &entry->window);
}

static void see_incident(struct pc_windows *windows, struct pc_str provider,
	const struct pc_failure *failure, int64_t now)
{
	struct pc_window window = {.scope = PC_SCOPE_PROVIDER,
		.why = PC_FAILURE_AUTH_INVALID,
		.provider = provider,
		.source = PC_STR("all keys")};
	const struct pc_failure all = {.class = failure->class, .said = failure->said};

	if (are_all_out(windows, provider, now))
		open_window(windows, &window, &all, now, 0);
}

/* What is over for long counts for nothing any more. */
static void forget(struct pc_windows *windows, int64_t now)
{
	for (size_t i = windows->count; i-- > 0;) {
		const struct pc_window *w = &windows->items[i].window;

		if (!is_open(w, now) && now - w->until > REMEMBERED)
			drop(windows, i);
	}
}

void pc_windows_fail(struct pc_windows *windows, const struct pc_window_place *place,
	const struct pc_failure *failure, int64_t now, int64_t most)
{
	struct pc_window window;

	if (place->is_probe)
		end_probes(windows, place, now);
	if ((unsigned)failure->class >= PC_FAILURES || !own_times[failure->class].first)
		return;
	if (!window_of(&window, place, failure->class))
		return;
	forget(windows, now);
	open_window(windows, &window, failure, now, most > 0 ? most : DAY);
	if (is_key_out(&window))
		see_incident(windows, place->provider, failure, now);
}

void pc_windows_put(struct pc_windows *windows, const struct pc_window *window)
{
	struct entry *entry = same_as(windows, window);

	if (!closes(window->scope))
		return;
	if (entry && entry->window.until >= window->until)
		return;
	if (entry)
		drop(windows, (size_t)(entry - windows->items));
	entry = add(windows, window);
	entry->window.is_probing = false;
	if (!window->probe_at)
		entry->window.probe_at = first_probe(window);
}

/* ---- opening ----------------------------------------------------------------- */

/* A provider that lets one key in has no quarrel with the others. */
static void end_incident(struct pc_windows *windows, const struct pc_window *incident)
{
	for (size_t i = windows->count; i-- > 0;) {
		if (is_part_of(&windows->items[i].window, incident))
			drop(windows, i);
	}
}

/* Takes away what covers the place, is of that class and was open at that time. */
static void clear(struct pc_windows *windows, const struct pc_window_place *place,
	enum pc_failure_class why, int64_t started)
{
	for (size_t i = windows->count; i-- > 0;) {
		struct pc_window *w = &windows->items[i].window;

		if (covers(w, place) && w->since <= started &&
			(why == PC_FAILURE_NONE || why == w->why))
			drop(windows, i);
	}
}

static void clear_all(struct pc_windows *windows, const struct pc_window_place *place,
	enum pc_failure_class why, int64_t started)
{
	const struct pc_window *open =
		incident_at(windows, place->provider, INT64_MAX - 1);
	struct pc_window incident = open ? *open : (struct pc_window){0};

	incident.provider = place->provider; /* its own text may go */
	if (open && incident.since <= started &&
		(why == PC_FAILURE_NONE || why == PC_FAILURE_AUTH_INVALID))
		end_incident(windows, &incident);
	clear(windows, place, why, started);
}

void pc_windows_succeed(
	struct pc_windows *windows, const struct pc_window_place *place, int64_t started)
{
	clear_all(windows, place, PC_FAILURE_NONE, started);
}

void pc_windows_lift(struct pc_windows *windows, const struct pc_window_place *place,
	enum pc_failure_class why)
{
	clear_all(windows, place, why, INT64_MAX);
}
