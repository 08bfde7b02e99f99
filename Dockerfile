# The operator and its workers: one image.  docker build -t reindex-operator .
# Any base with Python 3.11 or newer and its venv module will do: --build-arg BASE=...
ARG BASE=docker.io/library/python:3.13-slim

FROM ${BASE} AS build
ENV PIP_NO_CACHE_DIR=1 PIP_DISABLE_PIP_VERSION_CHECK=1
WORKDIR /src
RUN python3 -m venv /build && /build/bin/pip install --quiet 'pip>=25.1' \
 && python3 -m venv --without-pip /opt/reindex-operator
# Dependencies first: they change less often than the sources.
COPY pyproject.toml constraints.txt ./
RUN /build/bin/python -c 'import tomllib; p = tomllib.load(open("pyproject.toml", "rb"))["project"]; print(*p["dependencies"], *p["optional-dependencies"]["operator"], sep="\n")' > /build/requirements.txt \
 && /build/bin/pip --python /opt/reindex-operator/bin/python install --quiet --no-compile --only-binary :all: --constraint constraints.txt --requirement /build/requirements.txt
COPY README.md LICENSE ./
COPY operator operator
RUN /build/bin/pip wheel --quiet --no-deps --wheel-dir /build/wheels . \
 && /build/bin/pip --python /opt/reindex-operator/bin/python install --quiet --no-compile --no-deps /build/wheels/*.whl \
 && find /opt/reindex-operator -type d -name tests -prune -exec rm -rf {} + \
 && /opt/reindex-operator/bin/python -m compileall -q -j 0 --invalidation-mode unchecked-hash /opt/reindex-operator/lib

FROM ${BASE}
ARG VERSION=0.1.0
ARG REVISION=unknown
LABEL org.opencontainers.image.title="reindex-operator" \
      org.opencontainers.image.description="Declarative reindexing for Elasticsearch and OpenSearch on Kubernetes" \
      org.opencontainers.image.licenses="Apache-2.0" \
      org.opencontainers.image.version="${VERSION}" \
      org.opencontainers.image.revision="${REVISION}"
# The base's own pip is of no use here, and of some to an intruder.
RUN python3 -c 'import pathlib, shutil, sys, sysconfig; found = {pathlib.Path(sysconfig.get_path(key)) for key in ("purelib", "stdlib")}; [shutil.rmtree(path) for root in found for name in ("pip", "pip-*", "ensurepip") for path in [*root.glob(name), *root.glob(f"site-packages/{name}")] if path.exists()]; [path.unlink() for path in pathlib.Path(sys.prefix, "bin").glob("pip*")]'
COPY --from=build /opt/reindex-operator /opt/reindex-operator
ENV PATH=/opt/reindex-operator/bin:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin \
    PYTHONDONTWRITEBYTECODE=1 \
    PYTHONUNBUFFERED=1 \
    PYDANTIC_DISABLE_PLUGINS=__all__ \
    HOME=/tmp \
    USER=reindex-operator
# Plugins of pydantic: there are none, and to look for some it reads the metadata of every package at each start.
# USER the variable: libraries ask for a name, and the number below has none in /etc/passwd, like any that a cluster chooses.
WORKDIR /tmp
USER 65532:65532
ENTRYPOINT ["python", "-m"]
CMD ["reindex_operator.controller"]
