"""The nodes that the lab knows by name, and what each needs."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Product:
    """One search product in one version. ``jdk``: oldest and newest JDK (feature versions) that run it."""

    name: str
    title: str
    version: str
    jdk: tuple[int, int | None]
    artifact: str | None = None
    """Version of the Maven artifact whose zip holds the distribution; None for OpenSearch, which is made of ordinary jars."""

    @property
    def major(self) -> int:
        """The major version."""
        return int(self.version.split(".")[0])

    @property
    def opensearch(self) -> bool:
        """Whether it is OpenSearch."""
        return self.artifact is None

    @property
    def security(self) -> bool:
        """Whether it can have users, API keys and TLS here."""
        return not self.opensearch and self.major >= 8  # noqa: PLR2004 - the first version whose distribution here holds x-pack-security


PRODUCTS = {
    product.name: product
    for product in (
        Product("es9", "Elasticsearch", "9.4.3", (21, None), "26.9.0.129388"),
        Product("es8", "Elasticsearch", "8.19.8", (17, 23), "26.1.0.118079"),
        Product("es7", "Elasticsearch", "7.17.15", (17, 17), "9.9.8.100196"),
        Product("os3", "OpenSearch", "3.8.0", (21, None)),
    )
}


def product(name: str) -> Product:
    """The product by its short name (``es9``) or its version's (``es-9.4.3``, ``os-3.8.0``)."""
    by_version = {f"{'os' if one.opensearch else 'es'}-{one.version}": one for one in PRODUCTS.values()}
    known = PRODUCTS | by_version
    if name not in known:
        raise ValueError(f"no search node {name!r}: one of {', '.join(known)}")
    return known[name]
