#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
# Who gets what and why, asked by authors; and asking policyd, with a stand-in for it.
# What becomes of the answers on a machine: tests/integration/sync/targets.py.
bats_require_minimum_version 1.5.0
load machine.bash

setup() {
	machine_up
	repo=$dir/policy
	export GIT_CONFIG_NOSYSTEM=1 HOME=$dir TZ=UTC
	git init -q -b main "$repo"
	git -C "$repo" config user.name ann
	git -C "$repo" config user.email ann@example.com
	mkdir -p "$repo/managed-settings.d" "$repo/overrides"
	for name in 10-all 20-data 30-new; do echo '{}' > "$repo/managed-settings.d/$name.json"; done
	cat > "$repo/targets.yaml" <<-END
	groups:
	  data: {label: data}
	  canaries: {host: lap-1*}
	fragments:
	  20-data.json: {groups: data}
	  30-new.json: {mode: monitor}
	rings:
	- {name: canary, groups: canaries, soak: 2h}
	- {name: rest}
	END
	commit 1700000000
}

teardown() {
	machine_down
}

commit() {
	git -C "$repo" add -A
	GIT_COMMITTER_DATE="@$1 +0000" GIT_AUTHOR_DATE="@$1 +0000" \
		git -C "$repo" commit -q --no-gpg-sign --allow-empty -m x
}

explain() {
	"$POLICYCTL" sync --explain "${here[@]}" --repository "$repo" "$@"
}

@test "a machine is explained, with the lines that say so" {
	run -0 explain --machine lap-2.example.com --label data --user ann --id 0001
	[[ "$output" == *"machine     lap-2.example.com, linux; labels: data; users: ann"* ]]
	[[ "$output" == *"nobody looked at signatures"* ]]
	[[ "$output" == *"group       data: member [targets.yaml:2:9]"* ]]
	[[ "$output" == *"group       canaries: not"* ]]
	[[ "$output" == *"ring        rest: member, ring 2 of 2; its figure is "*" of 100 [targets.yaml:9:3]"* ]]
	[[ "$output" == *"fragment    10-all.json: in"* ]]
	[[ "$output" == *"fragment    20-data.json: in, for group data [targets.yaml:5:3]"* ]]
	[[ "$output" == *"fragment    30-new.json: monitored [targets.yaml:6:3]"* ]]
	[[ "$output" == *"takes       $(git -C "$repo" rev-parse HEAD)"* ]]
}

@test "a machine in a late ring waits for what is new, and takes what is due" {
	commit "$(date +%s)"
	run -0 explain --machine lap-2 --id 0001 --format json
	[ "$(of "$output" 'a["takes"]')" = "$(git -C "$repo" rev-parse HEAD~1)" ]
	[[ "$(of "$output" 'a["waits"]')" == "ring 'rest' gets it at "* ]]
	[ "$(of "$output" '[w["verdict"] for w in a["why"] if w["topic"] == "commit"]')" = "['soaking', 'due']" ]
	run -0 explain --machine lap-11 --format json
	[ "$(of "$output" 'a["takes"]')" = "$(git -C "$repo" rev-parse HEAD)" ]
	run -0 explain --machine lap-2 --at HEAD~1 --format json
	[ "$(of "$output" 'a["head"]')" = "$(git -C "$repo" rev-parse HEAD~1)" ]
}

@test "an override is explained with its owner and end" {
	printf 'machines: lap-2\nskip: 10-all.json\nowner: eve\nreason: ticket 7\nexpires: %s\n' \
		"$(date -u -d '+9 days' +%F)" > "$repo/overrides/eve.yaml"
	commit 1700000001
	run -0 explain --machine lap-2
	[[ "$output" == *"override    eve.yaml: holds, ticket 7 (eve, until "*"[overrides/eve.yaml:1:1]"* ]]
	[[ "$output" == *"fragment    10-all.json: out, override 'eve.yaml': ticket 7 (eve, until "* ]]
	run -0 explain --machine lap-3
	[[ "$output" != *eve* ]]
}

@test "this machine is explained by its own files" {
	echo lap-2.example.com > "$root/etc/hostname"
	echo 'data # a word' > "$dir/labels"
	echo "labels: $dir/labels" >> "$root/etc/policyd/policyd.yaml"
	run -0 explain --format json
	[ "$(of "$output" 'a["machine"]')" = "{'name': 'lap-2.example.com', 'os': 'linux', 'labels': ['data'], 'users': ['ann']}" ]
	run -70 "$POLICYCTL" sync --explain "${here[@]}"
	[[ "$output" == *"policyd has fetched nothing yet"* ]]
}

@test "targets with an error are refused here, too" {
	echo 'fragments: {99-none.json: {}}' > "$repo/targets.yaml"
	commit 1700000002
	run -1 explain --machine lap-2
	[[ "$output" == *"targets.yaml:1:13: error PC2304"* ]]
	run -0 explain --machine lap-2 --at HEAD~1
	run -70 explain --at nowhere
	run -70 "$POLICYCTL" sync --explain "${here[@]}" --repository "$dir/none"
}

@test "wrong words" {
	for words in "--at HEAD" "--machine x" "--format json" "--reason x" "--explain --resume" \
		"--explain --timeout 1s" "--resume" "--resume --reason=" "--timeout soon"; do
		run -64 "$POLICYCTL" sync "${here[@]}" $words
	done
}

@test "sync without policyd, or with one that never looks" {
	run -70 "$POLICYCTL" sync "${here[@]}"
	policyd_up
	run -70 "$POLICYCTL" sync "${here[@]}" --timeout 1s
	[[ "$output" == *"has not said what came of it"* ]]
}
