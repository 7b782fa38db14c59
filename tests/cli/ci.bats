#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
# The files for CI services hold commands that work: each is run on a repository.
bats_require_minimum_version 1.5.0

setup() {
	cd "$BATS_TEST_TMPDIR"
	export PATH="$(dirname "$POLICYCTL"):$PATH"
	mkdir -p good/.claude bad
	echo '{"permissions":{"deny":["WebSearch"]}}' > good/managed-settings.json
	echo '{}' > good/.claude/settings.json
	echo '[]' > bad/managed-settings.json
}

# The value that a path of keys leads to: yaml FILE KEY...
yaml() {
	/usr/bin/python3 - "$@" <<-'E'
	import sys, yaml
	value = yaml.safe_load(open(sys.argv[1]))
	for key in sys.argv[2:]:
	    value = value[int(key) if isinstance(value, list) else key]
	print(value)
	E
}

@test "the GitHub Action runs, and fails on errors" {
	action="$TOP/packaging/ci/action.yml"
	[ "$(yaml "$action" runs using)" = composite ]
	command=$(yaml "$action" runs steps 0 run)
	export FAIL_ON=$(yaml "$action" inputs fail-on default)
	PATHS="good good/.claude/settings.json" run -0 bash -ec "$command"
	PATHS=bad run -1 bash -ec "$command"
	[[ "$output" == "::error file=bad/managed-settings.json,line=1,col=1,"* ]]
}

@test "the GitLab job leaves its report, and fails on errors" {
	job="$TOP/packaging/ci/gitlab-ci.yml"
	command=$(yaml "$job" policyctl script 0)
	export POLICY_FAIL_ON=$(yaml "$job" policyctl variables POLICY_FAIL_ON)
	POLICY_PATH=bad run -1 sh -c "$command"
	report=$(yaml "$job" policyctl artifacts reports codequality)
	[ "$(yaml "$report" 0 location path)" = bad/managed-settings.json ]
	POLICY_PATH=good run -0 sh -c "$command"
}

@test "the pre-commit hooks run, and choose the files that they are for" {
	hooks="$TOP/packaging/ci/pre-commit-hooks.yaml"
	cd good
	run -0 sh -c "$(yaml "$hooks" 0 entry)"
	run -0 sh -c "$(yaml "$hooks" 1 entry) .claude/settings.json"
	grep -qE "$(yaml "$hooks" 0 files)" <<< policies/managed-settings.d/10-a.json
	grep -qE "$(yaml "$hooks" 1 files)" <<< sub/.claude/settings.local.json
	run ! grep -qE "$(yaml "$hooks" 1 files)" <<< package.json
	cd ../bad
	run -1 sh -c "$(yaml "$hooks" 0 entry)"
}
