# Sourced by scripts that need packages: install_packages PACKAGE... installs the missing ones.
# package:command counts as installed if the command exists, whatever package it comes from.

# Packages to build and run the programs, and those that the tests also need.
build_packages=(
	gcc:gcc libc6-dev cmake:cmake ninja-build:ninja pkg-config:pkg-config ca-certificates
	curl:curl jq:jq sqlite3:sqlite3 openssl:openssl
	libmicrohttpd-dev libgnutls28-dev libjansson-dev libsqlite3-dev libjwt-dev libcurl4-openssl-dev libssl-dev
	libinih-dev libcsv-dev libutf8proc-dev libsystemd-dev zlib1g-dev libpng-dev libzip-dev
	libcmocka-dev
)
test_packages=(
	clang:clang clang-tidy:clang-tidy binutils:nm
	nodejs:node npm:npm libxml2-utils:xmllint valgrind:valgrind python3-msal
)
# Packages that scripts/bench.sh also needs; the last two build better-sqlite3.
bench_packages=(
	wrk:wrk apache2:apache2 libapache2-mod-oauth2 nodejs:node npm:npm g++:g++ python3:python3
)
# Packages for the tests with reverse proxies.
proxy_packages=(apache2 haproxy nginx)
# Packages for the tests of the pages.
web_packages=(chromium-headless-shell:chromium-headless-shell fonts-liberation)

# Prints the missing packages among the arguments, one per line.
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
			echo "To install packages, $program is required: run as root or with sudo, on a system with apt-get." >&2
			exit 1
		fi
	done
	"${as_root[@]}" apt-get update -qq
	"${as_root[@]}" env DEBIAN_FRONTEND=noninteractive \
		apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null
}

# The clang-format version of the sources; others break lines differently.
format_version=14

# Prints the clang-format to use: that version if installed.
clang_format() {
	command -v "clang-format-$format_version" || command -v clang-format || true
}

# Installs clang-format, in that version if Debian has it.
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

# The sanitizer runtimes of clang, a package per clang version.
install_clang_runtime() {
	local version

	version=$(clang -dumpversion)
	install_packages "libclang-rt-${version%%.*}-dev"
}

# install_node_modules FOLDER: installs the packages of its package-lock.json if missing. npm writes
# node_modules/.package-lock.json last, so an interrupted run is repeated.
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

# Tests need Node.js 18; an older version counts as missing.
require_node() {
	if ! node_is_current; then
		install_packages nodejs
		hash -r
	fi
	if ! node_is_current; then
		echo "Node.js 18 or later is required; $(command -v node) is older." >&2
		exit 1
	fi
}
