# Sourced by the scripts that need packages: install_packages PACKAGE... installs what is missing.
# A package may be written package:command; then the command counts, wherever it comes from.

# What building and running the programs takes, and what the tests take besides.
build_packages=(
	gcc:gcc libc6-dev cmake:cmake ninja-build:ninja pkg-config:pkg-config ca-certificates
	curl:curl jq:jq sqlite3:sqlite3 openssl:openssl
	libmicrohttpd-dev libgnutls28-dev libjansson-dev libsqlite3-dev libjwt-dev libcurl4-openssl-dev libssl-dev
	libinih-dev libcsv-dev libutf8proc-dev libsystemd-dev zlib1g-dev libcmocka-dev
)
test_packages=(
	clang:clang clang-tidy:clang-tidy binutils:nm
	nodejs:node npm:npm libxml2-utils:xmllint valgrind:valgrind
)
# What scripts/bench.sh takes besides those for building; the last two build better-sqlite3.
bench_packages=(
	wrk:wrk apache2:apache2 libapache2-mod-oauth2 nodejs:node npm:npm g++:g++ python3:python3
)
# What the tests of the service behind proxies take.
proxy_packages=(apache2 haproxy nginx)
# What the tests of the pages take.
web_packages=(chromium-headless-shell:chromium-headless-shell fonts-liberation)

# The names of the packages among the arguments that are missing, one a line.
missing_packages() {
	local entry package command asked=() installed

	for entry in "$@"; do
		package=${entry%%:*}
		command=${entry#"$package"}
		command=${command#:}
		if [[ -z $command ]]; then
			asked+=("$package")
		elif ! command -v "$command" >/dev/null; then
			echo "$package"
		fi
	done
	if ((${#asked[@]} == 0)); then
		return
	fi
	installed=$(dpkg-query -W -f '${Package} ${db:Status-Status}\n' "${asked[@]}" 2>/dev/null |
		awk '$2 == "installed" { print $1 }' || true)
	for package in "${asked[@]}"; do
		if [[ $'\n'$installed$'\n' != *$'\n'$package$'\n'* ]]; then
			echo "$package"
		fi
	done
}

install_packages() {
	local missing as_root=() program

	mapfile -t missing < <(missing_packages "$@")
	if ((${#missing[@]} == 0)); then
		return
	fi
	echo "Installing: ${missing[*]}" >&2
	if ((EUID != 0)); then
		as_root=(sudo)
	fi
	for program in apt-get "${as_root[@]}"; do
		if ! command -v "$program" >/dev/null; then
			echo "Installing takes apt-get, and root or sudo; there is no $program." >&2
			exit 1
		fi
	done
	"${as_root[@]}" apt-get update -qq
	"${as_root[@]}" env DEBIAN_FRONTEND=noninteractive \
		apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null
}

# The sources are formatted by this version of clang-format; others break lines elsewhere.
format_version=14

# The clang-format to use: of that version where it is there.
clang_format() {
	command -v "clang-format-$format_version" || command -v clang-format || true
}

# Installs clang-format, of that version where Debian has it.
install_clang_format() {
	local package=clang-format-$format_version

	if command -v "$package" >/dev/null; then
		return
	fi
	if [[ -z $(apt-cache show --quiet=2 --no-all-versions "$package" 2>/dev/null) ]]; then
		package=clang-format
	fi
	install_packages "$package:$package"
}

# The sanitizers' part of clang, which has a package for each version of it.
install_clang_runtime() {
	local version

	version=$(clang -dumpversion)
	install_packages "libclang-rt-${version%%.*}-dev"
}

# install_node_modules FOLDER: what its package-lock.json names, if it is not there. npm writes
# node_modules/.package-lock.json last, so that an interrupted run does not count.
install_node_modules() {
	(
		cd "$1"
		exec {lock}<package-lock.json
		flock "$lock"
		if [[ ! node_modules/.package-lock.json -nt package-lock.json ]]; then
			echo "Installing: $1/node_modules" >&2
			npm ci --ignore-scripts --no-audit --no-fund >/dev/null
		fi
	)
}

node_is_current() {
	local version

	version=$(node --version 2>/dev/null || echo v0)
	version=${version#v}
	((${version%%.*} >= 18))
}

# Tests need Node.js 18; an older one does not count as present.
require_node() {
	if ! node_is_current; then
		install_packages nodejs
		hash -r
	fi
	if ! node_is_current; then
		echo "Node.js 18 or later is needed; $(command -v node) is older." >&2
		exit 1
	fi
}
