# Sourced by scripts that build: build PRESET [TARGET...] configures if needed, then builds.

# Runs a command, and shows its output only if it fails.
quietly() {
	local log

	log=$(mktemp)
	if ! "$@" >"$log" 2>&1; then
		cat "$log" >&2
		rm -f "$log"
		echo "Failed: $*" >&2
		exit 1
	fi
	rm -f "$log"
}

build() {
	local preset=$1

	shift
	echo "Building: $preset"
	if [[ CMakePresets.json -nt build/$preset/build.ninja ]]; then
		quietly cmake --preset "$preset"
	fi
	quietly cmake --build --preset "$preset" ${1+--target "$@"}
}
