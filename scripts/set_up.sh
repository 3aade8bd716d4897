#!/bin/sh
# Makes .venv from the lock: with uv where it is at hand, else with pip. Called by make.
set -eu
python=${PYTHON:-python3}

command -v "$python" >/dev/null 2>&1 || { echo "set-up: there is no $python; Python 3.11 or newer is needed" >&2; exit 1; }
"$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' || {
    echo "set-up: $("$python" --version) is too old; Python 3.11 or newer is needed (make PYTHON=python3.12 run)" >&2
    exit 1
}

rm -rf .venv
if command -v uv >/dev/null 2>&1; then
    uv venv --quiet --python "$python" .venv
    uv pip install --quiet --python .venv/bin/python -r requirements.lock
    uv pip install --quiet --python .venv/bin/python --no-deps --no-build-isolation -e .
else
    "$python" -c 'import ensurepip, venv' 2>/dev/null || {
        echo "set-up: $python has no venv; on Debian: apt-get install python3-venv" >&2
        exit 1
    }
    "$python" -m venv .venv
    .venv/bin/python -m pip install --quiet --disable-pip-version-check -r requirements.lock
    .venv/bin/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
fi
.venv/bin/python -m simlib.runs.warm
touch .venv/ready
