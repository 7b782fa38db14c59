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

# A tree with a key in it, made here so that none stands in this file.
keys() {
	mkdir keys
	printf 'token: sk-or-v1-%s\n' "$(printf x | sha256sum | cut -c1-64)" > keys/a.yml
	export HOME="$PWD/home"
	mkdir home
}

@test "the GitHub Action for keys writes SARIF, and fails on keys" {
	keys
	action="$TOP/packaging/ci/audit-action.yml"
	command=$(yaml "$action" runs steps 0 run)
	export FAIL_ON=$(yaml "$action" inputs fail-on default) SARIF=out.sarif RUNNER_TEMP=$PWD
	AUDIT_KEY= AUDIT_PATH=keys run -1 bash -ec "$command"
	AUDIT_KEY=0123456789abcdef0123456789abcdef AUDIT_PATH=keys run -1 bash -ec "$command"
	[ "$(yaml out.sarif runs 0 results 0 ruleId)" = openrouter-api-key ]
	[ "$(stat -c %a audit.key)" = 600 ]
	AUDIT_KEY=0123456789abcdef0123456789abcdef AUDIT_PATH=good run -0 bash -ec "$command"
}

@test "the GitLab job for keys leaves its report, and fails on keys" {
	keys
	job="$TOP/packaging/ci/gitlab-ci.yml"
	command=$(yaml "$job" policyctl-audit script 1)
	export AUDIT_FAIL_ON=$(yaml "$job" policyctl-audit variables AUDIT_FAIL_ON)
	AUDIT_PATH=keys run -1 sh -c "$command"
	report=$(yaml "$job" policyctl-audit artifacts reports secret_detection)
	[ "$(yaml "$report" vulnerabilities 0 location file)" = keys/a.yml ]
	AUDIT_PATH=good run -0 sh -c "$command"
}

@test "the pre-commit hook for keys stops a commit of one" {
	keys
	hooks="$TOP/packaging/ci/pre-commit-hooks.yaml"
	git init -q keys
	cd keys
	run -0 sh -c "$(yaml "$hooks" 2 entry)"
	git add a.yml
	run -1 sh -c "$(yaml "$hooks" 2 entry)"
}
