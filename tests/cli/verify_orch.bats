#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
# What verify says of orchestrator.yaml beside the fragments of a policy repository.
bats_require_minimum_version 1.5.0

setup() {
	repo=$(mktemp -d)
	echo '{}' > "$repo/managed-settings.json"
	cp "$TOP/policies/models.yaml" "$repo"
	echo 'models: {allow: [flagship, gpt-4o, current-sonnet], unknown-price: allow}' > "$repo/model-policy.yaml"
}

teardown() {
	rm -rf "$repo"
}

steps() {
	cat > "$repo/orchestrator.yaml" <<-END
		orchestrator:
		  backends:
		    - {name: api, kind: anthropic, provider: anthropic}
		    - {name: other, kind: openai, provider: openai}
		    - {name: own, kind: command, provider: local, argv: [/bin/true]}
		  keys:
		    - {name: a, provider: anthropic, key: "file:/etc/a"}
		    - {name: b, provider: openai, key: "file:/etc/b"}
		  chains:
		    - name: worker
		      steps:
	END
	printf '        - %s\n' "$@" >> "$repo/orchestrator.yaml"
}

verify() {
	run --separate-stderr "$POLICYCTL" verify "$@" "$repo"
}

@test "a chain that can be gone has no finding, also when a program stands for a position" {
	steps '{backend: api, model: flagship}' '{backend: other, model: gpt-4o}' '{backend: own, model: current-sonnet}'
	verify
	[ "$status" -eq 0 ]
	[[ "$output" == *"0 errors, 0 warnings"* ]]
	verify --format tap
	[[ "$output" == *"orchestrator.yaml"* ]]
}

@test "steps that the policy of models refuses, or whose backend has other models, are told" {
	steps '{backend: api, model: claude-opus-4-20250514}' '{backend: other, model: flagship}' '{backend: api, model: reviewer}'
	verify
	[ "$status" -eq 0 ]
	[[ "$output" == *"orchestrator.yaml:12:11: warning PC2721: the chain 'worker' never takes this step: claude-opus-4-20250514 is not among what is allowed"* ]]
	[[ "$output" == *"orchestrator.yaml:13:11: warning PC2722: the chain 'worker' never takes this step: 'openai' has no model 'claude-opus-5-5'"* ]]
	[[ "$output" == *"orchestrator.yaml:14:11: warning PC2721: the chain 'worker' never takes this step: reviewer is not in the table of models"* ]]
	[[ "$output" == *"orchestrator.yaml:5:7: warning PC2723: no chain has a step that goes to 'own'"* ]]
	verify --fail-on warning
	[ "$status" -eq 1 ]
}

@test "what nobody can read is an error" {
	steps '{backend: nobody, model: flagship}'
	verify
	[ "$status" -eq 1 ]
	[[ "$output" == *"orchestrator.yaml:12:11: error PC2710: no backend is called 'nobody'"* ]]
	echo 'orchestrator: {' > "$repo/orchestrator.yaml"
	verify
	[ "$status" -eq 1 ]
	[[ "$output" == *"error PC2700"* ]]
}

@test "a table or policy of models with errors of its own hides no other finding" {
	steps '{backend: api, model: flagship}'
	echo 'models: {allow: 7x}' > "$repo/model-policy.yaml"
	echo 'models: [' > "$repo/models.yaml"
	verify
	[ "$status" -eq 1 ]
	[[ "$output" == *"PC2723"* ]]
}
