"""The command that starts a node, for each kind of distribution. Pure."""

from dataclasses import dataclass
from pathlib import Path

from lab.search.configuration import Configuration

_LAUNCHER_JVM = ["-Xms4m", "-Xmx64m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"]
_ELASTICSEARCH_7_OPENS = [
    "-Djava.security.manager=allow",
    "--add-opens=java.base/java.io=ALL-UNNAMED",
    "-Djava.locale.providers=SPI,COMPAT",
]


@dataclass(frozen=True)
class Place:
    """Where a node's files are: ``home`` is the distribution, ``folder`` the node's own, ``java_home`` the JDK."""

    home: Path
    folder: Path
    java_home: Path

    @property
    def pid_file(self) -> Path:
        """Where a server that a launcher starts writes its pid."""
        return self.folder / "server.pid"

    @property
    def java(self) -> str:
        """The ``java`` program."""
        return str(self.java_home / "bin" / "java")


def has_launcher(place: Place) -> bool:
    """Whether the command starts the server as a child, whose pid is then in ``pid_file``."""
    return (place.home / "lib" / "cli-launcher").exists() or (place.home / "lib" / "tools" / "server-launcher").exists()


def command(place: Place, configuration: Configuration) -> list[str]:
    """The program and its arguments; the working directory is ``home``."""
    if configuration.product.opensearch:
        return _opensearch(place, configuration)
    if (place.home / "lib" / "tools" / "server-launcher").exists():
        libraries = f"{place.home}/lib/tools/server-launcher/*"
        main = ["org.elasticsearch.server.launcher.ServerLauncher", "-p", str(place.pid_file)]
        return [place.java, *_LAUNCHER_JVM, "-cp", libraries, *main]
    if (place.home / "lib" / "cli-launcher").exists():
        return _elasticsearch_8(place)
    return _elasticsearch_7(place, configuration)


def environment(place: Place, configuration: Configuration) -> dict[str, str]:
    """All that the node sees of the environment."""
    # Elasticsearch's launcher starts a helper JVM or two, which get no options but these.
    quick = {"JDK_JAVA_OPTIONS": "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC"} if configuration.quick else {}
    return quick | {
        "PATH": "/usr/bin:/bin",
        "HOME": str(place.folder),
        "LANG": "C.UTF-8",
        "ES_HOME": str(place.home),
        "ES_PATH_CONF": str(place.folder / "config"),
        "ES_TMPDIR": str(place.folder / "tmp"),
        "LIBFFI_TMPDIR": str(place.folder / "tmp"),
        "ES_DISTRIBUTION_TYPE": "tar",
        "ES_JAVA_HOME": str(place.java_home),
        "JAVA_HOME": str(place.java_home),
        "JAVA_TYPE": "bundled JDK",
        "JAVA": place.java,
    }


def _elasticsearch_8(place: Place) -> list[str]:
    properties = {
        "cli.name": "server",
        "cli.script": f"{place.home}/bin/elasticsearch",
        "cli.libs": "lib/tools/server-cli",
        "es.path.home": str(place.home),
        "es.path.conf": str(place.folder / "config"),
        "es.distribution.type": "tar",
        "es.java.type": "bundled JDK",
    }
    defined = [f"-D{key}={value}" for key, value in properties.items()]
    libraries = f"{place.home}/lib/*:{place.home}/lib/cli-launcher/*"
    return [place.java, *_LAUNCHER_JVM, *defined, "-cp", libraries, "org.elasticsearch.launcher.CliToolLauncher", "-p", str(place.pid_file)]


def _elasticsearch_7(place: Place, configuration: Configuration) -> list[str]:
    temporary = str(place.folder / "tmp")
    properties = {
        "java.io.tmpdir": temporary,
        "java.awt.headless": "true",
        "jna.nosys": "true",
        "jna.tmpdir": temporary,
        "io.netty.noUnsafe": "true",
        "io.netty.noKeySetOptimization": "true",
        "io.netty.recycler.maxCapacityPerThread": "0",
        "io.netty.allocator.numDirectArenas": "0",
        "log4j.shutdownHookEnabled": "false",
        "log4j2.disable.jmx": "true",
        "es.path.home": str(place.home),
        "es.path.conf": str(place.folder / "config"),
        "es.distribution.flavor": "default",
        "es.distribution.type": "tar",
        "es.bundled_jdk": "false",
    }
    defined = [f"-D{key}={value}" for key, value in properties.items()]
    options = ["-Xss1m", "-Dfile.encoding=UTF-8", *configuration.jvm_options(), *_ELASTICSEARCH_7_OPENS, *defined]
    return [place.java, *options, "-cp", f"{place.home}/lib/*", "org.elasticsearch.bootstrap.Elasticsearch"]


def _opensearch(place: Place, configuration: Configuration) -> list[str]:
    options = [
        f"-Djava.io.tmpdir={place.folder / 'tmp'}",
        "-Dopensearch.set.netty.runtime.available.processors=false",
        "--add-modules=jdk.incubator.vector",
        "--enable-native-access=ALL-UNNAMED",
    ]
    libraries = f"{place.home}/classes:{place.home}/jars/*"
    return [place.java, *configuration.jvm_options(), *options, "-cp", libraries, "lab.OpenSearchLauncher", str(place.folder)]
