/* SPDX-License-Identifier: Apache-2.0 */
/* Logins and keys whose end is known: made new before, and closed by a window of our own
 * when that failed, so that nothing fails by it and chains go other ways.  The article
 * was blind for 93 minutes because nobody looked at the clock. */
#include <stdlib.h>

#include "clock.h"
#include "engine_priv.h"
#include "pc/base/limits.h"

/* ---- which ------------------------------------------------------------------- */

static bool is_text(const char *a, struct pc_str b)
{
	return pc_str_eq(pc_str(a), b);
}

static struct login *login_of(struct pc_engine *engine, const struct pc_credential *which)
{
	struct pc_str key = which->key ? which->key->name : (struct pc_str){0};
	struct pc_str backend =
		which->backend ? which->backend->name : (struct pc_str){0};
	struct pc_str provider = which->key ? which->key->provider : (struct pc_str){0};

	for (size_t i = 0; i < engine->n_logins; i++) {
		struct login *l = &engine->logins[i];

		/* A key is one, whichever backend asks with it. */
		if (is_text(l->key, key) && is_text(l->provider, provider) &&
			(key.len || is_text(l->backend, backend)))
			return l;
	}
	pc_xgrow(engine->logins, engine->n_logins, engine->cap_logins);
	engine->logins[engine->n_logins] = (struct login){.backend = pc_str_dup(backend),
		.key = pc_str_dup(key),
		.provider = pc_str_dup(provider)};
	return &engine->logins[engine->n_logins++];
}

static void drop(struct login *l)
{
	free(l->backend);
	free(l->key);
	free(l->provider);
}

void engine_drop_logins(struct pc_engine *engine)
{
	for (size_t i = 0; i < engine->n_logins; i++)
		drop(&engine->logins[i]);
	free(engine->logins);
}

/* By the configuration of now; false: it is not in it any more. */
static bool credential_of(
	struct pc_credential *out, const struct pc_engine *engine, const struct login *l)
{
	const struct pc_orch_config *config = engine_config(engine);

	*out = (struct pc_credential){0};
	for (size_t i = 0; i < config->n_backends; i++) {
		if (is_text(l->backend, config->backends[i].name))
			out->backend = &config->backends[i];
	}
	for (size_t i = 0; l->key[0] && i < config->n_keys; i++) {
		if (is_text(l->key, config->keys[i].name) &&
			is_text(l->provider, config->keys[i].provider))
			out->key = &config->keys[i];
	}
	return l->key[0] ? out->key != NULL : out->backend != NULL;
}

/* Where its windows are; a key's are the same for each backend. */
static void place_of(struct pc_window_place *out, const struct pc_credential *which)
{
	*out = (struct pc_window_place){0};
	if (which->backend) {
		out->provider = which->backend->provider;
		out->backend = which->backend->name;
	}
	if (which->key) {
		out->provider = which->key->provider;
		out->key = which->key->name;
		out->organization = which->key->organization;
	}
}

static struct pc_str name_of(const struct pc_credential *which)
{
	return which->key ? which->key->name : which->backend->name;
}

/* ---- what time does ---------------------------------------------------------- */

static void close_place(
	struct pc_engine *engine, const struct pc_credential *which, int64_t now)
{
	const struct pc_failure failure = {.class = PC_FAILURE_AUTH_EXPIRED,
		.until = now + PC_RENEW_EVERY,
		.said = PC_STR("expired")};
	struct pc_window_place place;

	place_of(&place, which);
	pc_windows_fail(engine->windows, &place, &failure, now, PC_RENEW_EVERY);
}

static void say_end(
	struct pc_engine *engine, struct login *l, const struct pc_credential *which)
{
	if (l->has_said_end)
		return;
	l->has_said_end = true;
	engine_tell(engine, PC_ERROR, 0,
		"'%.*s' has ended and is not renewed: nothing goes there until it is",
		PC_STR_ARG(name_of(which)));
}

static void look_at(struct pc_engine *engine, struct login *l, int64_t now)
{
	int64_t early = l->ends > PC_RENEW_MARGIN ? l->ends - PC_RENEW_MARGIN : 1;
	struct pc_credential which;

	if ((!l->ends && !l->wants_new) || !credential_of(&which, engine, l))
		return;
	if (l->ends && now >= l->ends) {
		close_place(engine, &which, now);
		say_end(engine, l, &which);
	} else if (l->ends) {
		engine_again(engine, l->ends);
	}
	if (!l->wants_new && now < early) {
		engine_again(engine, early);
		return;
	}
	if (now >= l->renew_at || l->renew_at - now > PC_RENEW_EVERY) {
		l->renew_at = now + PC_RENEW_EVERY;
		engine->world.renew(engine->world.context, &which);
	}
	engine_again(engine, l->renew_at);
}

void engine_logins(struct pc_engine *engine, int64_t now)
{
	for (size_t i = 0; i < engine->n_logins; i++)
		look_at(engine, &engine->logins[i], now);
}

/* At once, but not once for each of twenty attempts that failed by it. */
void engine_login_ended(struct pc_engine *engine, const struct pc_route *way, int64_t now)
{
	const struct pc_credential which = {way->backend, way->key};
	struct login *l = login_of(engine, &which);

	if (!l->wants_new && l->renew_at <= now + PC_RENEW_EVERY - 10 * SECOND)
		l->renew_at = now;
	l->wants_new = true;
}

/* ---- what is told ------------------------------------------------------------ */

static void is_new(struct pc_engine *engine, struct login *l,
	const struct pc_credential *which, int64_t at)
{
	struct pc_window_place place;

	l->ends = at;
	l->wants_new = l->has_warned = l->has_said_end = false;
	l->renew_at = 0;
	place_of(&place, which);
	pc_windows_lift(engine->windows, &place, PC_FAILURE_AUTH_EXPIRED);
}

void pc_engine_expires(
	struct pc_engine *engine, const struct pc_credential *which, int64_t at)
{
	struct login *l = login_of(engine, which);

	/* Somebody else made it new. */
	if (at > l->ends && at > engine_now(engine))
		is_new(engine, l, which, at);
	l->ends = at;
}

void pc_engine_renewed(struct pc_engine *engine, const struct pc_credential *which,
	int64_t at, struct pc_str error)
{
	struct login *l = login_of(engine, which);

	if (!error.len) {
		is_new(engine, l, which, at);
		return;
	}
	if (!l->has_warned)
		engine_tell(engine, PC_WARNING, 0, "'%.*s' is not renewed: %.*s",
			PC_STR_ARG(name_of(which)), PC_STR_ARG(error));
	l->has_warned = true;
	l->renew_at = engine_now(engine) + PC_RENEW_EVERY;
}
