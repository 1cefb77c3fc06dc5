#!/usr/bin/env bash
# Tells Spark which NVIDIA GPUs this machine or container has, by their numbers:
#   {"name": "gpu", "addresses": ["0", "1"]}
# For spark.worker.resource.gpu.discoveryScript and spark.executor.resource.gpu.discoveryScript; it has to be executable.
set -euo pipefail

fail() {
  echo "discover-gpus.sh on $(uname -n): $1" >&2
  exit 1
}

command -v nvidia-smi >/dev/null || fail "there is no nvidia-smi on the PATH: is NVIDIA's driver installed?"
found=$(nvidia-smi --query-gpu=index --format=csv,noheader 2>&1) || fail "nvidia-smi failed: $found"
[ -n "$found" ] || fail "nvidia-smi names no GPU"

addresses=
while read -r index; do
  [[ $index =~ ^[0-9]+$ ]] || fail "nvidia-smi names a GPU that is no number: $index"
  addresses+="${addresses:+, }\"$index\""
done <<<"$found"
printf '{"name": "gpu", "addresses": [%s]}\n' "$addresses"
