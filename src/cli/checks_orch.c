/* SPDX-License-Identifier: Apache-2.0 */
/* Whom jobs are sent to, as verify looks at it: the file by itself, and each step of a
 * chain as the gate will see it.  What the gate refuses is no fault of the gate, but a
 * chain that is shorter than whoever wrote it thinks. */
#include "checks.h"

#include <fcntl.h>

#include "clean.h"
#include "output.h"
#include "pc/base/fs.h"
#include "pc/base/limits.h"
#include "pc/base/when.h"
#include "pc/models/policy.h"
#include "pc/orch/config.h"

struct against {
	const struct pc_orch_config *config;
	const struct pc_models *models;
	const struct pc_model_policy *policy;
	struct pc_arena *arena;
	struct pc_diags *diags;
	int64_t now; /* s */
};

/* The repository's, or the defaults; NULL: it has findings of its own. */
static const struct pc_model_policy *policy_of(struct pc_str dir, struct pc_arena *arena)
{
	struct pc_str path = pc_path_join(arena, dir, PC_STR(PC_MODEL_POLICY_NAME)), text;
	struct pc_diags unheard = {.arena = arena};
	struct pc_model_policy *policy;
	struct pc_err err;
	enum pc_status status =
		pc_fs_read(&text, arena, AT_FDCWD, path.ptr, PC_MAX_DOC_SIZE, &err);

	if (status == PC_ERR_ABSENT)
		return &pc_model_policy_default;
	if (status == PC_OK)
		status = pc_model_policy_read(
			&policy, arena, path.ptr, text, &unheard, &err);
	return status == PC_OK ? policy : NULL;
}

/* The maker of other models does not serve this one. */
static bool is_served(const struct against *against, const struct pc_orch_step *step,
	struct pc_str model)
{
	struct pc_model_name name = pc_models_name(against->models, model);
	struct pc_str provider = step->backend->provider;

	return !name.model || name.via.len ||
	       !pc_models_provider(against->models, provider) ||
	       pc_str_eq(name.model->provider, provider);
}

static void look_at_step(const struct against *against, const struct pc_orch_chain *chain,
	const struct pc_orch_step *step)
{
	const struct pc_hop hop = {.requested = step->model, .now = against->now};
	struct pc_hop_answer answer;

	pc_model_decide(&answer, against->models, against->policy, &hop);
	if (answer.verdict == PC_HOP_REFUSE)
		pc_diag_add(against->diags, "PC2721", PC_WARNING, step->at,
			"the chain '%.*s' never takes this step: %.*s",
			PC_STR_ARG(chain->name),
			PC_STR_ARG(pc_hop_say(
				against->arena, against->models, &hop, &answer)));
	else if (!is_served(against, step, answer.use))
		pc_diag_add(against->diags, "PC2722", PC_WARNING, step->at,
			"the chain '%.*s' never takes this step: '%.*s' has no model "
			"'%.*s'",
			PC_STR_ARG(chain->name), PC_STR_ARG(step->backend->provider),
			PC_STR_ARG(answer.use));
}

static bool is_in_chain(
	const struct pc_orch_config *config, const struct pc_orch_backend *backend)
{
	for (size_t i = 0; i < config->n_chains; i++) {
		for (size_t k = 0; k < config->chains[i].count; k++) {
			if (config->chains[i].steps[k].backend == backend)
				return true;
		}
	}
	return false;
}

static void look_at(const struct against *against)
{
	const struct pc_orch_config *config = against->config;

	for (size_t i = 0; i < config->n_backends; i++) {
		if (!is_in_chain(config, &config->backends[i]))
			pc_diag_add(against->diags, "PC2723", PC_WARNING,
				config->backends[i].at,
				"no chain has a step that goes to '%.*s'",
				PC_STR_ARG(config->backends[i].name));
	}
	if (!against->models || !against->policy)
		return;
	for (size_t i = 0; i < config->n_chains; i++) {
		for (size_t k = 0; k < config->chains[i].count; k++)
			look_at_step(
				against, &config->chains[i], &config->chains[i].steps[k]);
	}
}

int checks_orch(struct pc_str dir, struct texts *files, struct pc_arena *arena,
	struct pc_diags *diags)
{
	enum { PER_SECOND = 1000 };
	struct pc_str text, name;
	struct pc_orch_config *config;
	struct pc_err err;
	enum pc_status status;
	int fault = checks_open(&text, &name, dir, PC_ORCH_NAME, files, arena);

	if (fault || !text.ptr)
		return fault;
	status = pc_orch_config_read(&config, arena, name.ptr, text, diags, &err);
	if (status == PC_ERR_PARSE)
		return 0;
	if (status != PC_OK)
		return output_failure(&err);
	look_at(&(struct against){config, checks_table(dir, arena), policy_of(dir, arena),
		arena, diags, pc_when_now() / PER_SECOND});
	return 0;
}
