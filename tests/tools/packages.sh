#!/usr/bin/env bash
# Installs what mkoz needs on Debian or Ubuntu, and nothing that is there already: packages.sh [run|test|lint|bench]...
#
#   run   to build mkoz and to run `make demo` (the default)
#   test  and to run the tests
#   lint  and to run the linters, fuzzers and formatters, and valgrind
#   bench like test, and the peers of `make bench`
#
# Each set holds those before it, but bench none of lint. Without anything missing no network is touched and no rights are needed.
set -euo pipefail

run_packages=(
	build-essential pkg-config gettext
	libncurses-dev libpq-dev libcurl4-openssl-dev libjansson-dev libsqlite3-dev libutf8proc-dev libinih-dev libssl-dev
	libmicrohttpd-dev zlib1g-dev
	postgresql openssl curl jq procps util-linux tzdata
)
test_packages=(libcmocka-dev tmux sqlite3 locales python3)
bench_packages=(fzf)
lint_packages=(clang clang-format clang-tidy cppcheck valgrind)

fail()
{
	printf 'packages.sh: %s\n' "$1" >&2
	exit "${2:-1}"
}

# The run-time library of sanitizers and fuzzers for the clang that is, or would be, installed; empty where it comes with clang.
clang_runtime()
{
	if apt-cache show libclang-rt-dev >/dev/null 2>&1; then
		echo libclang-rt-dev
		return
	fi
	local version
	version=$(apt-cache depends clang 2>/dev/null | sed -n 's/.*Depends: clang-\([0-9][0-9]*\)$/\1/p' | head -n 1)
	if [ -n "$version" ] && apt-cache show "libclang-rt-$version-dev" >/dev/null 2>&1; then
		echo "libclang-rt-$version-dev"
	fi
}

packages_of()
{
	case $1 in
	run) printf '%s\n' "${run_packages[@]}" ;;
	test) printf '%s\n' "${run_packages[@]}" "${test_packages[@]}" ;;
	lint) printf '%s\n' "${run_packages[@]}" "${test_packages[@]}" "${lint_packages[@]}" && clang_runtime ;;
	bench) printf '%s\n' "${run_packages[@]}" "${test_packages[@]}" "${bench_packages[@]}" ;;
	*) fail "unknown set '$1': use run, test, lint or bench" 64 ;;
	esac
}

installed()
{
	[ "$(dpkg-query -W -f '${db:Status-Status}' "$1" 2>/dev/null)" = installed ]
}

missing_of()
{
	local package
	for package in "$@"; do
		installed "$package" || echo "$package"
	done
}

command -v dpkg-query >/dev/null && command -v apt-get >/dev/null ||
	fail "this is not Debian or Ubuntu: dpkg and apt-get are not here; install by hand what this file lists"

# Fills `wanted` and `missing` for the sets named.
look()
{
	local set_name list
	wanted=()
	for set_name in "$@"; do
		list=$(packages_of "$set_name")
		mapfile -t -O "${#wanted[@]}" wanted <<<"$list"
	done
	mapfile -t wanted < <(printf '%s\n' "${wanted[@]}" | sort -u)
	mapfile -t missing < <(missing_of "${wanted[@]}")
}

[ $# -gt 0 ] || set -- run
look "$@"
if [ "${#missing[@]}" -eq 0 ]; then
	echo "packages.sh: all ${#wanted[@]} packages are installed"
	exit 0
fi

as_root=()
if [ "$(id -u)" -ne 0 ]; then
	command -v sudo >/dev/null || fail "missing: ${missing[*]}: installing needs root, and sudo is not here"
	as_root=(sudo)
fi
echo "packages.sh: installing ${missing[*]}"
"${as_root[@]}" apt-get update || fail "apt-get update failed: check /etc/apt/sources.list and the network"
look "$@" # only now is it known which run-time library clang has
"${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends "${missing[@]}" ||
	fail "apt-get could not install: ${missing[*]}"
look "$@"
[ "${#missing[@]}" -eq 0 ] || fail "still missing after the installation: ${missing[*]}"
echo "packages.sh: done"
