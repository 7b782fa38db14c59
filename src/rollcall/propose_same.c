/* SPDX-License-Identifier: Apache-2.0 */
/* Whether two tables say the same of models.  Rows are compared whatever their order, all
 * of what pc/models/table.h has in them. */
#include "propose_priv.h"

static bool same_texts(const struct pc_texts *a, const struct pc_texts *b)
{
	for (size_t i = 0; i < a->count && i < b->count; i++) {
		if (!pc_str_eq(a->items[i], b->items[i]))
			return false;
	}
	return a->count == b->count;
}

static bool same_date(struct pc_model_date a, struct pc_model_date b)
{
	return a.kind == b.kind && a.at == b.at;
}

static bool same_prices(const struct pc_model *a, const struct pc_model *b)
{
	for (size_t i = 0; i < a->n_prices && i < b->n_prices; i++) {
		if (a->prices[i].above != b->prices[i].above ||
			memcmp(a->prices[i].of, b->prices[i].of,
				sizeof(a->prices[i].of)) != 0)
			return false;
	}
	return a->n_prices == b->n_prices;
}

static bool same_clouds(const struct pc_model *a, const struct pc_model *b)
{
	for (size_t i = 0; i < a->n_clouds && i < b->n_clouds; i++) {
		if (!pc_str_eq(a->clouds[i].via, b->clouds[i].via) ||
			!pc_str_eq(a->clouds[i].id, b->clouds[i].id) ||
			!same_date(a->clouds[i].retires, b->clouds[i].retires))
			return false;
	}
	return a->n_clouds == b->n_clouds;
}

static bool same_evidence(const struct pc_model *a, const struct pc_model *b)
{
	for (size_t i = 0; i < a->n_evidence && i < b->n_evidence; i++) {
		const struct pc_evidence *x = &a->evidence[i], *y = &b->evidence[i];

		if (!pc_str_eq(x->url, y->url) || !pc_str_eq(x->sha256, y->sha256) ||
			x->retrieved != y->retrieved || x->first != y->first ||
			x->last != y->last)
			return false;
	}
	return a->n_evidence == b->n_evidence;
}

static bool same_row(const struct pc_model *a, const struct pc_model *b)
{
	return pc_str_eq(a->provider, b->provider) && pc_str_eq(a->id, b->id) &&
	       same_texts(&a->aliases, &b->aliases) && pc_str_eq(a->line, b->line) &&
	       a->state == b->state && a->is_preview == b->is_preview &&
	       a->released == b->released && a->announced == b->announced &&
	       same_date(a->retires, b->retires) &&
	       pc_str_eq(a->replacement, b->replacement) &&
	       same_texts(&a->options, &b->options) &&
	       same_texts(&a->refuses, &b->refuses) && same_prices(a, b) &&
	       a->context == b->context && a->output == b->output && same_clouds(a, b) &&
	       a->as_of == b->as_of && a->authority == b->authority &&
	       same_evidence(a, b);
}

static bool same_providers(const struct pc_models *a, const struct pc_models *b)
{
	for (size_t i = 0; i < a->n_providers && i < b->n_providers; i++) {
		const struct pc_model_provider *x = &a->providers[i],
					       *y = &b->providers[i];

		if (!pc_str_eq(x->name, y->name) || x->notice != y->notice ||
			!pc_str_eq(x->flagship_line, y->flagship_line) ||
			!pc_str_eq(x->docs, y->docs))
			return false;
	}
	return a->n_providers == b->n_providers;
}

/* a need not have an index. */
bool propose_same(const struct pc_models *a, const struct pc_models *b)
{
	if (a->count != b->count || a->as_of != b->as_of || !same_providers(a, b))
		return false;
	for (size_t i = 0; i < a->count; i++) {
		const struct pc_model *other = pc_models_find(b, a->items[i].id);

		if (!other || !same_row(&a->items[i], other))
			return false;
	}
	return true;
}
