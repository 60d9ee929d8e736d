#!/bin/sh
# Installs the named Debian packages where it may; otherwise says the exact command and goes on.
# Elsewhere (macOS, other Linux) it says nothing: PortAudio comes with sounddevice or the system's own tool.
command -v dpkg-query >/dev/null 2>&1 || exit 0
missing=""
for package in "$@"; do
    dpkg-query -W -f='${Status}' "$package" 2>/dev/null | grep -q "install ok installed" || missing="$missing $package"
done
[ -n "$missing" ] || exit 0
as=""
if [ "$(id -u)" -ne 0 ]; then
    if command -v sudo >/dev/null 2>&1 && sudo -n true 2>/dev/null; then as="sudo"; else
        echo "Some system packages are missing. To record and to run every test:" >&2
        echo "    sudo apt-get install -y$missing" >&2
        exit 0
    fi
fi
echo "Installing system packages:$missing" >&2
log=$(mktemp)
# shellcheck disable=SC2086
get() { $as env DEBIAN_FRONTEND=noninteractive apt-get -qq install -y --no-install-recommends $missing; }
# The package lists are fetched only where those at hand are missing or too old.
if { get || { $as apt-get -qq update && get; }; } >"$log" 2>&1; then
    rm -f "$log"
else
    tail -3 "$log" >&2
    echo "These could not be installed. Try:  sudo apt-get install -y$missing" >&2
fi
