# The program for web and workers; compose.yaml says what each runs.

FROM node:22-slim AS static
WORKDIR /channels
COPY package.json package-lock.json .npmrc ./
RUN npm ci --omit=dev --no-audit --no-fund

FROM python:3.13-slim-bookworm
# What PDFs need (see bin/system-packages), and gettext for the translations.
RUN apt-get update \
    && apt-get install -y --no-install-recommends \
        libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 fontconfig fonts-noto-cjk gettext \
    && rm -rf /var/lib/apt/lists/*
WORKDIR /channels
COPY requirements.txt ./
RUN pip install --no-cache-dir -r requirements.txt
COPY --from=static /channels/node_modules node_modules
COPY . .
RUN find . -name '*.po' -not -path './node_modules/*' \
        -execdir msgfmt --check-format --output-file=django.mo {} \; \
    && useradd --create-home channels \
    && mkdir /data && chown channels /data
USER channels
ENV PYTHONUNBUFFERED=1 DATA_DIR=/data
VOLUME /data
EXPOSE 8000
