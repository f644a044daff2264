#!/bin/sh
# Runs once, when the data folder is new: makes the owner and the application's role from the
# addresses in the secrets. Neither is a superuser; the application owns nothing. A third role makes
# and drops databases of its own, where backups are restored for trial.
set -eu

part() { # part FILE NUMBER: 1 the role, 2 its password, of postgresql://role:password@host/name
  sed -n "s#^postgresql://\([a-z_]*\):\([A-Za-z0-9_-]*\)@.*#\\$2#p" "/run/secrets/$1"
}

psql -v ON_ERROR_STOP=1 --username postgres --dbname portal \
  -v owner="$(part database_owner_url 1)" -v owner_password="$(part database_owner_url 2)" \
  -v app="$(part database_url 1)" -v app_password="$(part database_url 2)" \
  -v rehearsal="$(part rehearsal_url 1)" -v rehearsal_password="$(part rehearsal_url 2)" <<'SQL'
CREATE ROLE :"owner" LOGIN NOSUPERUSER NOCREATEROLE NOCREATEDB PASSWORD :'owner_password';
CREATE ROLE :"app" LOGIN NOSUPERUSER NOCREATEROLE NOCREATEDB PASSWORD :'app_password';
CREATE ROLE :"rehearsal" LOGIN NOSUPERUSER NOCREATEROLE CREATEDB PASSWORD :'rehearsal_password';
ALTER DATABASE portal OWNER TO :"owner";
SQL
