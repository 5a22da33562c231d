#!/usr/bin/env bash
# Installs the Debian packages that are missing for running ("run") or for the whole test suite ("test");
# where it may not install, it prints the one line an administrator has to run, and fails.
set -euo pipefail
python=${PYTHON:-python3}
missing=()

need() {
    local package=$1
    shift
    "$@" >/dev/null 2>&1 || missing+=("$package")
}
library() { "$python" -c 'import ctypes, sys; ctypes.CDLL(sys.argv[1])' "$1"; }
present() { compgen -G "$1"; }

need python3-venv "$python" -c 'import ensurepip, venv'
need libpango-1.0-0 library libpango-1.0.so.0
need libpangoft2-1.0-0 library libpangoft2-1.0.so.0
# Without it every document takes five times as long.
need libharfbuzz-subset0 library libharfbuzz-subset.so.0
if [ "${1:-run}" = test ]; then
    need chromium command -v chromium
    need fonts-noto-cjk present '/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc'
    need poppler-utils command -v pdftotext
    need libreoffice-writer-nogui command -v soffice
    need libreoffice-calc-nogui present '/usr/lib/libreoffice/program/libsclo.so'
    need postgresql present '/usr/lib/postgresql/*/bin/initdb'
    need redis-server command -v redis-server
fi
[ ${#missing[@]} -gt 0 ] || exit 0

if [ "$(id -u)" != 0 ] || ! command -v apt-get >/dev/null; then
    printf '缺少系统软件包。请由管理员运行下面一行,然后重试:\n\n    apt-get install --no-install-recommends %s\n\n' \
        "${missing[*]}" >&2
    exit 1
fi

# The servers among them are only for private copies: the machine's own must not start because of a test run.
policy=/usr/sbin/policy-rc.d
if [ ! -e "$policy" ]; then
    trap 'rm -f "$policy"' EXIT
    printf '#!/bin/sh\nexit 101\n' >"$policy"
    chmod +x "$policy"
fi
echo "安装系统软件包：${missing[*]}……"
export DEBIAN_FRONTEND=noninteractive
install=(apt-get -q -y install --no-install-recommends "${missing[@]}")
if ! "${install[@]}" >/dev/null 2>&1; then
    apt-get -q update >/dev/null 2>&1 || true
    if ! "${install[@]}" >/dev/null; then
        echo "✗ 系统软件包没有装上，原因见上。请检查磁盘空间和软件源(apt-get update)后重试。" >&2
        exit 1
    fi
fi
echo "  用时 $SECONDS 秒"
