# The HTTP service without web page, torch or a compiler; `--target web` adds the page.
#
# The build stage needs torch, whose default build brings gigabytes of CUDA. Name an index that has
# the CPU build to spare them: docker build --build-arg PIP_EXTRA_INDEX_URL=... .
#
# Packages are those of requirements.lock. A tag of the base image moves; to keep to one image, name
# it by digest: docker build --build-arg PYTHON_IMAGE=python:3.11-slim@sha256:... . The digest of
# today's is what `docker buildx imagetools inspect python:3.11-slim` shows.
ARG PYTHON_IMAGE=python:3.11-slim

FROM ${PYTHON_IMAGE} AS build
ARG PIP_INDEX_URL
ARG PIP_EXTRA_INDEX_URL
ENV PIP_NO_CACHE_DIR=1 PIP_DISABLE_PIP_VERSION_CHECK=1
ENV LVZHI_CACHE_DIR=/var/lib/lvzhi/cache LVZHI_DATA_DIR=/var/lib/lvzhi/data
WORKDIR /opt/lvzhi-src
# Packages first: a change of the code leaves these layers as they are.
COPY pyproject.toml requirements.lock ./
COPY deploy/requirements.py deploy/
RUN python -m venv /opt/lvzhi-build
RUN python deploy/requirements.py build > build.txt && /opt/lvzhi-build/bin/pip install --require-hashes --no-deps -r build.txt
RUN /opt/lvzhi-build/bin/pip install "$(grep -o 'torch==[0-9.]*' pyproject.toml)"
RUN python -m venv --without-pip /opt/lvzhi
RUN python deploy/requirements.py > api.txt && pip --python /opt/lvzhi/bin/python install --require-hashes --no-deps -r api.txt
COPY README.md LICENSE NOTICE app.py ./
COPY corpus corpus
COPY index index
COPY eval eval
COPY assistant assistant
RUN pip --python /opt/lvzhi-build/bin/python install --no-deps .
RUN pip --python /opt/lvzhi/bin/python install --no-deps .
# Model engine and index for every start to come; the full-size model is not needed again.
RUN /opt/lvzhi-build/bin/lvzhi build
RUN rm -rf /var/lib/lvzhi/cache/models /var/lib/lvzhi/cache/downloads && mkdir -p /var/lib/lvzhi/data

FROM build AS build-web
RUN python deploy/requirements.py web > web.txt && pip --python /opt/lvzhi/bin/python install --require-hashes --no-deps -r web.txt

FROM build AS build-province
RUN python deploy/requirements.py milvus > milvus.txt && pip --python /opt/lvzhi/bin/python install --require-hashes --no-deps -r milvus.txt

FROM ${PYTHON_IMAGE} AS base
ENV PATH=/opt/lvzhi/bin:$PATH PYTHONUNBUFFERED=1
ENV LVZHI_CACHE_DIR=/var/lib/lvzhi/cache LVZHI_DATA_DIR=/var/lib/lvzhi/data
RUN useradd --system --uid 10001 --home-dir /var/lib/lvzhi lvzhi
WORKDIR /var/lib/lvzhi

FROM base AS web
COPY --from=build-web /opt/lvzhi /opt/lvzhi
COPY --from=build-web --chown=lvzhi:lvzhi /var/lib/lvzhi /var/lib/lvzhi
USER lvzhi
EXPOSE 7860
HEALTHCHECK --interval=30s --timeout=5s --start-period=30s CMD ["python", "-c", "import urllib.request as r; r.urlopen('http://127.0.0.1:7860/healthz', timeout=4)"]
CMD ["lvzhi", "serve", "--host", "0.0.0.0", "--port", "7860"]

FROM base AS api
COPY --from=build /opt/lvzhi /opt/lvzhi
COPY --from=build --chown=lvzhi:lvzhi /var/lib/lvzhi /var/lib/lvzhi
USER lvzhi
EXPOSE 8000
HEALTHCHECK --interval=30s --timeout=5s --start-period=30s CMD ["python", "-c", "import urllib.request as r; r.urlopen('http://127.0.0.1:8000/readyz', timeout=4)"]
CMD ["lvzhi", "api", "--host", "0.0.0.0", "--port", "8000"]

FROM api AS province
COPY --from=build-province /opt/lvzhi /opt/lvzhi

# Built where no target is named.
FROM api
