#!/bin/sh
# The image's entry point: the operator has no dates in arguments, so the night's run.id comes from here. The
# configuration has run.id = ${RUN_ID}.
export RUN_ID="${RUN_ID:-$(date -u -d yesterday +%F)}"
exec /opt/entrypoint.sh "$@"
