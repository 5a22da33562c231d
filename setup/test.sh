#!/usr/bin/env bash
# Runs the test suite as it is delivered (SQLite, embedded broker), then the tests marked for them on a private
# PostgreSQL and Redis, which are stopped again. Arguments go to pytest.
set -uo pipefail
cd "$(dirname "$0")/.."
pytest=(.venv/bin/pytest --numprocesses "${TEST_PROCESSES:-2}" --dist worksteal)
fonts=${DATA_DIR:-$PWD/var}/fonts
owner=$(id -un)
[ "$owner" != root ] || owner=postgres # PostgreSQL refuses to run as root
# A suite starts dozens of processes; each compiling everything anew would take as long as what it is started for.
unset PYTHONDONTWRITEBYTECODE
export PYTHONPYCACHEPREFIX=$PWD/.venv/pycache
private=$(mktemp -d /tmp/electioncycle-test.XXXXXX)
bindir=$(dirname "$(compgen -G '/usr/lib/postgresql/*/bin/initdb' | sort -V | tail -n 1)")

as_owner() {
    if [ "$owner" = "$(id -un)" ]; then "$@"; else runuser -u "$owner" -- "$@"; fi
}
stop() {
    trap - EXIT INT TERM
    [ ! -f "$private/postgres/postmaster.pid" ] || as_owner "$bindir/pg_ctl" -D "$private/postgres" -m immediate stop
    [ ! -f "$private/redis.pid" ] || kill "$(<"$private/redis.pid")"
    rm -rf "$private"
} >/dev/null 2>&1
trap stop EXIT
trap 'exit 130' INT TERM

start_servers() {
    chown "$owner" "$private"
    chmod 755 "$private"
    as_owner "$bindir/initdb" -D "$private/postgres" -U electioncycle -A trust -E UTF8 --locale=C.UTF-8 --no-sync
    as_owner "$bindir/pg_ctl" -D "$private/postgres" -w -l "$private/postgres.log" \
        -o "-c listen_addresses='' -c unix_socket_directories='$private' -c fsync=off -c full_page_writes=off \
            -c max_connections=200" start
    as_owner "$bindir/createdb" -h "$private" -U electioncycle electioncycle
    redis_port=$(.venv/bin/python -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')
    redis-server --bind 127.0.0.1 --port "$redis_port" --save "" --appendonly no --dir "$private" \
        --daemonize yes --pidfile "$private/redis.pid"
}

# No tests is no failure: the marked ones come with the features that need them.
lane() {
    echo "── $1"
    shift
    "$@"
    local result=$?
    [ $result -eq 5 ] || [ $result -eq 0 ] || failed=1
}
fresh_data() {
    export DATA_DIR=$private/$1
    mkdir "$DATA_DIR"
    ln -s "$fonts" "$DATA_DIR/fonts"
}

failed=0 marked=()
unset DATABASE_URL REDIS_URL
fresh_data embedded
lane "SQLite, embedded broker" "${pytest[@]}" -m "not postgres and not redis" "$@"

if ! start_servers >"$private/servers.log" 2>&1; then
    cat "$private/servers.log" >&2
    echo "PostgreSQL 或 Redis 未能启动,见上。" >&2
    exit 1
fi
fresh_data servers
export DATABASE_URL="postgres://electioncycle@${private//\//%2F}/electioncycle"
export REDIS_URL="redis://127.0.0.1:$redis_port/0"
export SECRET_KEY=test-secret-key PII_KEY=test-pii-key AUDIT_KEY=test-audit-key
# Without arguments only the files that hold such tests are read: it is a tenth of this lane's work.
[ $# -gt 0 ] || mapfile -t marked < <(grep -rlE 'mark\.(postgres|redis|everywhere)\b' tests --include='test_*.py')
lane "PostgreSQL, Redis" "${pytest[@]}" -m "postgres or redis or everywhere" "$@" "${marked[@]}"
exit $failed
