"""``now`` is one moment for a run, and an order by lot is read to its end."""

from typing import Any

import pytest

from reindex_operator.api.request import Source
from reindex_operator.engine.moment import drawn, pinned

STARTED = 1_790_000_000_123
MOMENT = "2026-09-21T14:13:20.123Z"


def source(query: Any, **more: Any) -> Source:
    return Source.model_validate({"index": ["a"], "query": query, **more})


def span(**bounds: Any) -> dict[str, Any]:
    return {"range": {"t": bounds}}


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        (None, None),
        ({"match_all": {}}, {"match_all": {}}),
        (span(gte="now-7d"), span(gte=f"{MOMENT}||-7d", format="strict_date_optional_time")),
        (span(gt="now", time_zone="+01:00"), span(gt=f"{MOMENT}||", time_zone="+01:00", format="strict_date_optional_time")),
        (
            span(gte="now-1M/d", lt="now/d", format="dd.MM.yyyy"),
            span(gte=f"{MOMENT}||-1M/d", lt=f"{MOMENT}||/d", format="strict_date_optional_time"),
        ),
        (span(gte="2026-01-01", lt="2026-02-01"), span(gte="2026-01-01", lt="2026-02-01")),
        (span(gte="nowhere"), span(gte="nowhere")),
        (span(gte="nowadays+1d"), span(gte="nowadays+1d")),
        (span(gte=5), span(gte=5)),
        ({"range": {"t": {"from": "now-1d", "include_lower": False}}}, {"range": {"t": {"from": "now-1d", "include_lower": False}}}),
        ({"term": {"range": "now"}}, {"term": {"range": "now"}}),
        (span(gte="01.02.2026", lt="now", format="dd.MM.yyyy", relation="contains"),) * 2,
        (
            {"bool": {"must_not": [span(lt="now-1h")]}},
            {"bool": {"must_not": [span(lt=f"{MOMENT}||-1h", format="strict_date_optional_time")]}},
        ),
        (
            span(gte="01.02.2026", lt="now", format="dd.MM.yyyy", boost=2.0),
            {
                "constant_score": {
                    "filter": {
                        "bool": {
                            "filter": [
                                span(gte="01.02.2026", format="dd.MM.yyyy", boost=2.0),
                                span(lt=f"{MOMENT}||", boost=2.0, format="strict_date_optional_time"),
                            ]
                        }
                    },
                    "boost": 2.0,
                }
            },
        ),
    ],
)
def test_now_stands_still(query: Any, expected: Any) -> None:
    assert pinned(source(query), STARTED).query == expected


@pytest.mark.parametrize(
    ("query", "sort", "expected"),
    [
        ({"function_score": {"random_score": {}}}, [{"_score": "desc"}], True),
        ({"function_score": {"functions": [{"random_score": {"field": "_seq_no"}}]}}, [{"_score": "desc"}], True),
        ({"function_score": {"random_score": {"seed": 7, "field": "_seq_no"}}}, [{"_score": "desc"}], False),
        ({"function_score": {"random_score": {}}}, None, False),
        ({"match_all": {}}, [{"_score": "desc"}], False),
        (None, [{"n": "asc"}], False),
    ],
)
def test_an_order_by_lot(query: Any, sort: Any, expected: bool) -> None:
    found = source(query, **({"sort": sort} if sort else {}))
    assert drawn(found) is expected
