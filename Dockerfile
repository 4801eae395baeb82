# syntax=docker/dockerfile:1
# Footnote with its model: no network is needed but Discord's. docs/running.md says how to run it.

ARG PYTHON=3.11.13-slim-bookworm

FROM python:${PYTHON} AS build

# PyTorch's CPU build; without it several gigabytes of GPU libraries come along.
ARG TORCH_INDEX=https://download.pytorch.org/whl/cpu

ENV PIP_DISABLE_PIP_VERSION_CHECK=1 \
    PIP_CACHE_DIR=/var/cache/pip

WORKDIR /build
COPY pyproject.toml constraints.txt README.md LICENSE ./
COPY index index
COPY bot bot
RUN --mount=type=cache,target=/var/cache/pip \
    python -m venv /app \
    && /app/bin/pip install --extra-index-url "${TORCH_INDEX}" -c constraints.txt .

FROM python:${PYTHON}

# A number, so that a host can tell that this is not root without looking into the image.
RUN groupadd --system --gid 10001 footnote \
    && useradd --system --uid 10001 --gid footnote --home-dir /srv/footnote footnote \
    && install -d -o footnote -g footnote /srv/footnote/corpus /srv/footnote/var

COPY --from=build /app /app
COPY deploy/healthcheck.py /app/healthcheck.py

ENV PATH=/app/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    HF_HUB_OFFLINE=1 \
    CORPUS_DIR=/srv/footnote/corpus \
    DATA_DIR=/srv/footnote/var \
    LOG_FORMAT=json \
    HEALTH_PORT=9464

USER 10001:10001
WORKDIR /srv/footnote
VOLUME ["/srv/footnote/corpus", "/srv/footnote/var"]

HEALTHCHECK --interval=30s --timeout=5s --start-period=120s --retries=3 \
    CMD ["python", "/app/healthcheck.py"]

ENTRYPOINT ["footnote"]
CMD ["run"]
