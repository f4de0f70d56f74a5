#!/usr/bin/env bash
# scripts/test-debian.sh 12|13 [REGEX]: runs the README's two commands, scripts/demo.sh --once and
# scripts/test.sh, on a clone of the last commit in a fresh chroot of that Debian release.
#   REGEX   run only scripts/test.sh REGEX, in the chroot of the previous run, for quick iterations
# Needs root and the package debootstrap. Uses this machine's apt mirrors and settings, npm registry
# and trusted certificates. Chroots and packages are kept in
# ${XDG_CACHE_HOME:-/var/cache}/s2s-registry, some 5 GB per release, and can be removed at any time.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
source scripts/packages.sh
source scripts/build.sh

declare -A suites=([12]=bookworm [13]=trixie)
release=${1-}
regex=${2-}
suite=${suites[${release:-none}]-}
cache=${XDG_CACHE_HOME:-/var/cache}/s2s-registry
base=$cache/debian-$release
root=$base-used
clone=/srv/s2s-registry
trusted=/etc/ssl/certs/ca-certificates.crt

fail() {
	echo "$*" >&2
	exit 1
}

# The mirror that this machine uses for LABEL: Debian or Debian-Security.
mirror() {
	apt-get indextargets --format '$(SITE)' 'Created-By: Packages' 'Origin: Debian' "Label: $1" |
		head -n 1
}

# The fetch settings of apt, without those for single file types.
apt_settings() {
	apt-config dump | grep '^Acquire::' | grep -v '^Acquire::\(IndexTargets\|Changelogs\)' || true
}

# Creates the chroot that all runs start from. While incomplete, it has another name.
make_base() {
	local packages security part

	packages=$(mirror Debian)
	security=$(mirror Debian-Security)
	if [[ -z $packages ]]; then
		fail 'apt knows no Debian mirror. Run apt-get update.'
	fi
	echo "Making: $base"
	part=$base.part
	rm -rf "$part"
	mkdir -p "$cache"
	DPKG_FORCE=unsafe-io quietly debootstrap --variant=minbase --include=git "$suite" "$part" \
		"$packages"
	printf 'deb %s main\n' "$packages $suite" "$packages $suite-updates" \
		${security:+"$security $suite-security"} >"$part/etc/apt/sources.list"
	apt_settings >"$part/etc/apt/apt.conf.d/90fetching"
	echo force-unsafe-io >"$part/etc/dpkg/dpkg.cfg.d/unsafe-io"
	mv "$part" "$base"
}

# The chroot for this run: a fresh one, or that of the previous run with REGEX.
prepare_root() {
	if [[ ! -d $base ]]; then
		make_base
	fi
	if [[ -z $regex || ! -d $root ]]; then
		rm -rf "$root" "$root.part"
		cp -a --reflink=auto "$base" "$root.part"
		mv "$root.part" "$root"
	fi
	cp --dereference /etc/resolv.conf /etc/hosts "$root/etc/"
	mkdir -p "$root/usr/local/share/trusted" "$cache/packages-$release" "$cache/npm"
	if [[ -f $trusted ]]; then
		cp --dereference "$trusted" "$root/usr/local/share/trusted/"
	fi
	if [[ ! -d $root$clone ]]; then
		git clone --quiet --no-hardlinks . "$root$clone"
	fi
	git -C "$root$clone" fetch --quiet "$PWD" HEAD
	git -C "$root$clone" checkout --quiet --force --detach FETCH_HEAD
	git -C "$root$clone" log -1 --format="Debian $release, commit %h: %s"
}

# Runs a command in the clone in the chroot, with private mounts. The mounts and everything that the
# command started end with it, even if this script is killed.
inside() {
	local settings=(PATH=/usr/sbin:/usr/bin:/sbin:/bin HOME=/root LANG=C.UTF-8
		npm_config_cache=/var/cache/npm)

	if [[ -f $trusted ]]; then
		settings+=(NODE_EXTRA_CA_CERTS=/usr/local/share/trusted/${trusted##*/})
	fi
	if command -v npm >/dev/null; then
		settings+=(npm_config_registry="$(npm config get registry)")
	fi
	# shellcheck disable=SC2016 # the variables are those of the shell inside
	setpriv --pdeathsig TERM unshare --mount --pid --fork --kill-child --propagation private bash -euc '
		root=$1 packages=$2 npm=$3 clone=$4
		shift 4
		mkdir -p "$root/var/cache/npm"
		mount -t proc proc "$root/proc"
		mount --rbind /dev "$root/dev"
		mount --rbind /sys "$root/sys"
		mount --bind "$packages" "$root/var/cache/apt/archives"
		mount --bind "$npm" "$root/var/cache/npm"
		exec chroot "$root" env -i -C "$clone" "$@"' \
		inside "$root" "$cache/packages-$release" "$cache/npm" "$clone" "${settings[@]}" "$@"
}

if [[ -z $suite || $# -gt 2 ]]; then
	sed -n '2,4s/^# *//p' "${BASH_SOURCE[0]}" >&2
	exit 2
fi
if ((EUID != 0)); then
	fail 'This script must run as root.'
fi
install_packages debootstrap:debootstrap git:git util-linux:setpriv
prepare_root
if [[ -z $regex ]]; then
	inside scripts/demo.sh --once
fi
inside scripts/test.sh ${regex:+"$regex"}
