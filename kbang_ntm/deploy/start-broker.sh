#!/bin/sh
# Starts the broker with the password that stands in the address of the secret. Nothing is kept
# on disk: jobs are rows of the database, the broker only wakes workers.
set -eu
password="$(sed -n 's#^redis://:\([A-Za-z0-9_-]*\)@.*#\1#p' /run/secrets/redis_url)"
exec valkey-server --requirepass "$password" --save "" --appendonly no
