# One image for web, worker and beat; docker-compose.yml says which command each runs.
FROM python:3.11.14-slim-trixie

ENV PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 PIP_DISABLE_PIP_VERSION_CHECK=1
WORKDIR /opt/arshjul

# pg_dump and pg_restore for `arshjul backup`: their version must not be older than the database's.
RUN apt-get update \
    && apt-get install -y --no-install-recommends postgresql-client-17 \
    && rm -rf /var/lib/apt/lists/*

COPY requirements.lock ./
RUN pip install --no-cache-dir --require-hashes -r requirements.lock

COPY pyproject.toml requirements.in README.md ./
COPY config ./config
COPY service ./service
COPY tasks ./tasks
COPY templates ./templates
RUN pip install --no-cache-dir --no-deps --no-build-isolation -e . \
    && useradd --system --create-home --home-dir /var/lib/arshjul arshjul

USER arshjul
VOLUME /var/lib/arshjul
EXPOSE 8000
CMD ["arshjul", "run"]
