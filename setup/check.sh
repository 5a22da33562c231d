#!/usr/bin/env bash
# Everything that can be said about the code without running its tests.
set -uo pipefail
cd "$(dirname "$0")/.."
bin=.venv/bin
DATA_DIR=$(mktemp -d)
trap 'rm -rf "$DATA_DIR"' EXIT
key() { "$bin/python" -c 'import secrets; print(secrets.token_urlsafe(64))'; }
# The deployment check looks at what a real site runs with; these keys last as long as this script.
SECRET_KEY=$(key) PII_KEY=$(key) AUDIT_KEY=$(key) HTTPS=1 DEBUG=0
export DATA_DIR SECRET_KEY PII_KEY AUDIT_KEY HTTPS DEBUG
unset DATABASE_URL REDIS_URL
failed=()

step() {
    echo "── $*"
    "$@" || failed+=("$*")
}
# What takes longest runs beside the rest.
"$bin/mypy" >"$DATA_DIR/mypy" 2>&1 &
types=$!
trap 'kill "$types" 2>/dev/null; rm -rf "$DATA_DIR"' EXIT
types() {
    wait "$types"
    local result=$?
    cat "$DATA_DIR/mypy"
    return $result
}
step "$bin/ruff" check .
step "$bin/ruff" format --check .
step "$bin/djlint" templates --lint --quiet --rules .djlint_rules.yaml
step "$bin/lint-imports" --no-logo
step "$bin/python" manage.py makemigrations --check --dry-run
step "$bin/python" setup/landed.py --check
step "$bin/python" manage.py check --deploy --fail-level WARNING
step types
[ ${#failed[@]} -eq 0 ] && exit 0
printf '✗ %s\n' "${failed[@]}" >&2
exit 1
