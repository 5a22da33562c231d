#!/usr/bin/env bash
# Runs one step of the set-up: says what is done and how long it took; a failure in one line, with where the rest is.
# What had been fetched before is kept by the package manager, so that the next start goes on from there.
set -uo pipefail
what=$1
shift
log=$(mktemp -t setup-step.XXXXXX.log)
begun=$SECONDS
echo "$what……"
if "$@" >"$log" 2>&1; then
    echo "  用时 $((SECONDS - begun)) 秒"
    rm -f "$log"
    exit 0
fi
reason="请看详情，排除后重试"
if grep -qiE 'no space left|errno 28' "$log"; then
    reason="磁盘空间不足($(df -h --output=avail . | tail -n 1 | tr -d ' ') 可用，需要约 1 GB)。请腾出空间后重试"
elif grep -qiE 'failed to establish|connection (broken|refused|reset)|name resolution|timed out|could not find a version' "$log"; then
    reason="连不上软件源。请检查网络或 pip 的软件源设置(PIP_INDEX_URL)后重试"
fi
echo "✗ ${what}没有完成：${reason}；已下载的部分不再下载。详情 $log" >&2
exit 1
