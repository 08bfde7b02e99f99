"""The report's file: all of it there, well-formed, and nothing in it that a browser would run or load."""

import re
from datetime import UTC, datetime
from html.parser import HTMLParser
from typing import Any
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reindex_operator.api.spec import ReindexSpec
from reindex_operator.api.status import Response
from reindex_operator.cli.report.facts import Facts, of_cluster, of_process
from reindex_operator.cli.report.history import History
from reindex_operator.cli.report.markup import element
from reindex_operator.cli.report.page import page
from reindex_operator.cli.report.plot import throughput, timeline
from reindex_operator.cli.view import of_object
from reindex_operator.engine.checkpoint import Checkpoint, Counters
from reindex_operator.mailbox import encode, slice_key
from tests.unit.cli.objects import reindex

MADE = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)
EVIL = """<script>alert(1)</script><img src=x onerror=alert(2)>"'&</pre></style>"""


class Parsed(HTMLParser):
    """Elements, attributes and text of a page."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.attributes: list[tuple[str, str | None]] = []
        self.text = ""
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += attrs

    def handle_data(self, data: str) -> None:
        self.text += data


def parsed(facts: Facts) -> Parsed:
    return Parsed(page(facts, MADE))


def mailbox(*checkpoints: Checkpoint) -> dict[str, str]:
    return {"request.json": "{}", **{slice_key(each.slice): encode(each) for each in checkpoints}}


TWO = mailbox(
    Checkpoint(slice=0, state="Succeeded", started=1_000, updated=5_000, counters=Counters(created=400)),
    Checkpoint(slice=1, state="Succeeded", started=2_000, updated=5_000, counters=Counters(created=600)),
)


def test_a_run_in_the_cluster() -> None:
    found = parsed(of_cluster(reindex("Succeeded", startTime="2026-01-02T03:00:00Z", completionTime="2026-01-02T03:00:09Z"), TWO))
    for said in (
        "search/orders-v2",
        "orders-v1 -> orders-v2",
        "Succeeded",
        "450",
        "of 1,000 (45%)",
        "2026-01-02 03:00:00 UTC to",
        "9.0 s",
    ):
        assert said in found.text
    assert "bulk 1, search 2" in found.text
    assert "how the speed changed within a slice is not known" in found.text
    assert found.tags.count("svg") == 2


def test_a_failure_and_the_documents_behind_it() -> None:
    failures = [
        {
            "index": "b",
            "id": "7",
            "status": 400,
            "cause": {"type": "mapper_parsing_exception", "reason": "no date", "caused_by": {"type": "x", "reason": "y"}},
        },
        {"index": "a", "shard": 3, "status": 503, "cause": {"type": "t", "reason": "r"}},
    ]
    found = parsed(of_cluster(reindex("Failed", failureCount=12, response={"failures": failures}, notes=["a note"]), {}))
    for said in (
        "Failed: DocumentsFailed",
        "about Failed",
        "mapper_parsing_exception: no date (x: y)",
        "a read, shard 3",
        "10 more",
        "a note",
    ):
        assert said in found.text
    assert "Nothing is known of the speed over time" in found.text
    assert "svg" not in found.tags


def test_a_run_that_ended_before_it_read_claims_no_share() -> None:
    ended = parsed(of_cluster(reindex("Failed", slices=[], progress={}), {}))
    assert "It ended before a document was read." in ended.text
    assert "of 0" not in ended.text


def test_a_dry_run_shows_what_would_be_done() -> None:
    status = {
        "sampled": 20,
        "total": 1000,
        "created": 12,
        "noops": 7,
        "failed": 1,
        "examples": [{"index": "a", "id": "7", "op": "create", "diff": "   same\n-  old\n+  new"}],
        "failures": [{"index": "a", "id": "8", "message": "document [a][8]: no"}],
        "warnings": ["warning: script 1:9: perhaps"],
    }
    text = page(of_cluster(reindex("Failed", dryRun=status, slices=[]), {}), MADE)
    found = Parsed(text)
    for said in (
        "documents tried20of 1,000",
        "would be created12",
        "would be skipped7",
        "fail in the script1",
        "a/7: create",
        "document [a][8]: no",
        "What the script may not meanwarning: script 1:9: perhaps",
    ):
        assert said in found.text
    assert '<span class="removed">-  old\n</span><span class="added">+  new\n</span>' in text
    assert "svg" not in found.tags


def test_a_watched_run_shows_what_was_seen() -> None:
    history = History({0: [(0.0, 0), (1.0, 100), (3.0, 150)]})
    found = parsed(of_cluster(reindex("Succeeded"), TWO, history))
    assert "As it was seen while the run was watched." in found.text


def test_a_run_in_this_process() -> None:
    spec = ReindexSpec.model_validate({"cluster": {"hosts": ["http://h:1"]}, "source": {"index": ["a"]}, "dest": {"index": "b"}})
    view = of_object(reindex("Succeeded"))
    done = of_process(name="x", spec=spec, view=view, response=Response(took=61_000, created=9), error=None, history=History(), ended=MADE)
    assert (done.state, done.headline, done.started) == ("ok", "Succeeded", datetime(2026, 1, 2, 3, 3, 4, tzinfo=UTC))
    refused = of_process(name="x", spec=spec, view=view, response=None, error=("SourceNotFound", "no a"), history=History(), ended=MADE)
    assert (refused.state, refused.headline, refused.message) == ("bad", "Failed: SourceNotFound", "no a")
    ended = of_process(name="x", spec=spec, view=view, response=Response(canceled="by user"), error=None, history=History(), ended=MADE)
    assert (ended.state, ended.headline) == ("bad", "Cancelled")
    assert "http://h:1" in parsed(done).text


def test_an_object_that_has_not_begun_is_a_page_too() -> None:
    assert "Pending" in parsed(of_cluster(reindex(None), {})).text


def test_a_mailbox_of_another_version_is_left_out() -> None:
    assert of_cluster(reindex("Copying"), {"slice-0.json": "[]", "slice-1.json": "no"}).history.slices == {}


def evil(value: Any) -> Any:
    """The same with every text made evil."""
    match value:
        case dict():
            return {key: evil(inner) if key not in {"type", "state", "status", "startTime"} else inner for key, inner in value.items()}
        case list():
            return [evil(each) for each in value]
        case str():
            return EVIL
    return value


def test_nothing_gets_out_of_its_text() -> None:
    status: dict[str, Any] = {
        "response": {"failures": [{"index": "a", "id": "b", "status": 400, "cause": {"type": EVIL, "reason": "r"}}]},
        "notes": ["n"],
    }
    bad = reindex("Failed", spec={"script": {"source": "s"}}, **status)
    facts = of_cluster(evil(bad), {})
    harmless = parsed(of_cluster(bad, {}))
    found = parsed(facts)
    assert EVIL in found.text
    assert sorted(set(found.tags)) == sorted(set(harmless.tags))
    assert not {"script", "img", "iframe", "link", "object"} & set(found.tags)
    assert not [name for name, _ in found.attributes if name.startswith("on") or name in {"src", "href"}]
    assert not re.search(r"url\(|@import", page(facts, MADE))
    assert ("content", "default-src 'none'; style-src 'unsafe-inline'") in found.attributes


@given(text=st.text())
def test_text_comes_out_as_it_went_in(text: str) -> None:
    found = Parsed(element("p", text, title=text).text)
    assert found.tags == ["p"]
    assert found.text.replace("\r\n", "\n") == text.replace("\r\n", "\n")


points = st.lists(st.tuples(st.floats(0, 1e6), st.integers(0, 10**7)), min_size=1, max_size=8).map(
    lambda found: list(zip(sorted(at for at, _ in found), sorted(done for _, done in found), strict=True))
)


@settings(max_examples=30)
@given(slices=st.dictionaries(st.integers(0, 30), points, max_size=20))
def test_any_history_is_drawn_within_its_frame(slices: dict[int, Any]) -> None:
    for drawn in (throughput(History(slices)), timeline(History(slices))):
        if drawn is None:
            continue
        picture = ET.fromstring(drawn.text)  # noqa: S314 - our own
        _, _, width, height = map(float, picture.attrib["viewBox"].split())
        for shape in picture.iter():
            for x, y in re.findall(r"([-\d.e]+),([-\d.e]+)", shape.attrib.get("points", "")):
                assert 0 <= float(x) <= width
                assert 0 <= float(y) <= height
            if shape.tag == "rect":
                assert float(shape.attrib["x"]) + float(shape.attrib["width"]) <= width + 2


@pytest.mark.parametrize("slices", [17, 70])
def test_many_slices_are_one_band(slices: int) -> None:
    history = History({number: [(0.0, 0), (10.0, 100)] for number in range(slices)})
    drawn = throughput(history)
    assert drawn is not None
    assert drawn.text.count("<polygon") == 1
    assert (timeline(history) is None) == (slices > 64)
