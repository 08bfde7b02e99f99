"""What a script leaves of a document."""

from reindex_operator import painless
from reindex_operator.painless.document import to_json


def test_keys_keep_their_order() -> None:
    source = {"zz": 1, "a": {"y": 1, "b": 2}, "m": 1.10}
    painless.compile("ctx._source.new = 3; ctx._source.a.c = 4; ctx._source.remove('zz'); ctx._source.zz = 5").run(
        {"_source": source, "op": "index"}
    )
    assert to_json(source) == b'{"a":{"y":1,"b":2,"c":4},"m":1.1,"new":3,"zz":5}'
