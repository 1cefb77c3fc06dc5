#!/usr/bin/env bash
# For tests of scheduling on machines without GPUs: tells Spark of those that FAKE_GPUS names, as in FAKE_GPUS=0,1.
set -euo pipefail

if [ -z "${FAKE_GPUS:-}" ]; then
  echo "fake-gpus.sh: FAKE_GPUS is not set: it names the addresses, as in 0,1" >&2
  exit 1
fi
printf '{"name": "gpu", "addresses": ["%s"]}\n' "${FAKE_GPUS//,/\", \"}"
