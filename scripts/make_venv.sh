#!/bin/sh
# Makes a virtual environment. Debian's python3 cannot until python3-venv is there: installs it, or says how.
python=$1 venv=$2
command -v "$python" >/dev/null 2>&1 || sh "$(dirname "$0")/system_packages.sh" python3
if ! "$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
    echo "starclock needs Python 3.11 or newer; choose one with: make PYTHON=python3.12 ..." >&2
    exit 1
fi
"$python" -m venv "$venv" >/dev/null 2>&1 && exit 0
rm -rf "$venv"
sh "$(dirname "$0")/system_packages.sh" python3-venv
"$python" -m venv "$venv" && exit 0
rm -rf "$venv"
echo "A virtual environment cannot be made. Try:  sudo apt-get install -y python3-venv" >&2
exit 1
