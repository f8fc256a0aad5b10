# Santral as a container: the server and nothing else. See docker-compose.yml for the whole set.
FROM python:3.13-slim AS build
WORKDIR /build
COPY requirements-dev.lock requirements.lock ./
RUN python -m venv /tools \
    && /tools/bin/pip install --quiet --no-cache-dir --require-hashes -r requirements-dev.lock \
    && python -m venv /santral \
    && /santral/bin/pip install --quiet --no-cache-dir --require-hashes -r requirements.lock
COPY package.json package-lock.json pyproject.toml README.md ./
COPY scripts/vendor_assets.py scripts/
COPY santral santral
RUN /tools/bin/python scripts/vendor_assets.py \
    && /tools/bin/pip wheel --quiet --no-deps --no-build-isolation --wheel-dir /wheel . \
    && /santral/bin/pip install --quiet --no-cache-dir --no-deps /wheel/santral-*.whl

FROM python:3.13-slim
RUN useradd --system --create-home --home-dir /var/lib/santral santral
COPY --from=build /santral /santral
WORKDIR /var/lib/santral
RUN mkdir var && chown santral:santral var
USER santral
ENV PATH=/santral/bin:$PATH PYTHONUNBUFFERED=1 SANTRAL_HOST=0.0.0.0 SANTRAL_PORT=8000
EXPOSE 8000
HEALTHCHECK --interval=10s --timeout=3s --start-period=20s CMD \
    ["python", "-c", "import urllib.request as r; r.urlopen('http://127.0.0.1:8000/healthz', timeout=2)"]
# Migrating first makes an upgrade one step: take the new image and start it.
CMD ["sh", "-c", "santral migrate && exec santral serve"]
