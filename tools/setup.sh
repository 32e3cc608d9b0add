#!/usr/bin/env bash
# Make the two environments, .venv and .venv-engine, from nothing but Python 3.11 or newer.
# Python is the one named by PYTHON, else the first that is new enough.
set -euo pipefail
cd "$(dirname "$0")/.."

say() { printf '\033[1m%s\033[0m\n' "$*" >&2; }
stop() { printf '%s\n' "$@" >&2; exit 1; }

is_new_enough() { "$1" -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1; }

find_python() {
  local candidate
  for candidate in ${PYTHON:-python3.11 python3 python3.12 python3.13 python3.14 python}; do
    if is_new_enough "$candidate"; then echo "$candidate"; return; fi
  done
  stop "Waybill needs Python 3.11 or newer${PYTHON:+, which $PYTHON is not}." \
    "Install it, for example by: apt-get install python3 python3-venv" \
    "or name it: make setup PYTHON=/path/to/python3"
}

if ! [ -x .venv/bin/python ] || ! is_new_enough .venv/bin/python; then
  python=$(find_python)
  "$python" -c 'import ensurepip, venv' 2>/dev/null ||
    stop "$python lacks the venv module. Install it, for example by: apt-get install python3-venv"
  say "1/3 an environment in .venv, of $("$python" --version)"
  "$python" -m venv --clear .venv
fi
if ! .venv/bin/uv --version >/dev/null 2>&1; then
  .venv/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes \
    -r requirements/bootstrap.txt
fi

say "2/3 what builds, checks and tests"
.venv/bin/uv pip sync --require-hashes --python .venv/bin/python \
  requirements/bootstrap.txt requirements/dev.txt

say "3/3 the local engine in .venv-engine"
[ -x .venv-engine/bin/python ] || .venv/bin/uv venv --quiet --clear --python .venv/bin/python .venv-engine
.venv/bin/uv pip sync --require-hashes --python .venv-engine/bin/python requirements/engine.txt
