# SPDX-License-Identifier: Apache-2.0
# What tests of audits share.  No key stands in a file of this repository: they are made
# here, the same ones each time.

# An OpenRouter key, another one for each word.
router_key() {
	printf 'sk-or-v1-%s' "$(printf '%s' "$1" | sha256sum | cut -c1-64)"
}

# A home of its own, with a key for fingerprints in it.
audit_setup() {
	cd "$BATS_TEST_TMPDIR"
	export HOME="$BATS_TEST_TMPDIR/home"
	unset XDG_CONFIG_HOME
	mkdir -p "$HOME/.config/policyctl" tree
	(umask 077 && echo 0123456789abcdef0123456789abcdef > "$HOME/.config/policyctl/audit.key")
}
