"""What people use today, on the client's side: ``helpers.reindex`` and ``helpers.parallel_bulk``.

``python -m bench.peers reindex|parallel BASE INDEX TARGET`` copies once. The first is what ``elasticsearch.helpers.reindex`` does (scan,
then bulk), called by its parts, since the helper asks for data streams first, which a trimmed test node may refuse.
"""

import sys

from elasticsearch import Elasticsearch, helpers


def reindex(client: Elasticsearch, index: str, target: str) -> None:
    """``scan`` into ``bulk``, one thread."""
    actions = ({**hit, "_index": target} for hit in helpers.scan(client, index=index, size=1000))
    helpers.bulk(client, actions, stats_only=True, chunk_size=1000)


def parallel(client: Elasticsearch, index: str, target: str) -> None:
    """``scan`` into ``parallel_bulk``, two threads."""
    hits = helpers.scan(client, index=index, size=2000)
    actions = ({"_index": target, "_id": hit["_id"], "_source": hit["_source"]} for hit in hits)
    for _ in helpers.parallel_bulk(client, actions, thread_count=2, chunk_size=2000):
        pass


def main() -> None:
    """Runs one peer by the arguments."""
    kind, base, index, target = sys.argv[1:]
    client = Elasticsearch(base, request_timeout=300)
    (reindex if kind == "reindex" else parallel)(client, index, target)


if __name__ == "__main__":
    main()
