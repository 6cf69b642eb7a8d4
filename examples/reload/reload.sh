#!/usr/bin/env bash
# Starts the server with the first of the libraries, and has it replaced by the others under load.
set -euo pipefail
server=$1 client=$2 first=$3
shift 3

coproc "$server" "$first"
trap 'kill "$COPROC_PID" 2>/dev/null || true' EXIT
pid=$COPROC_PID
read -r port <&"${COPROC[0]}"
"$client" "$port" "$@"
wait "$pid"
trap - EXIT
