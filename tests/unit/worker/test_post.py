"""The mailbox: compare-and-swap, patience, and who owns a slice."""

import asyncio
import logging
from typing import Any

import pytest
from aiohttp.test_utils import TestServer

from reindex_operator import mailbox
from reindex_operator.engine.checkpoint import Checkpoint, Counters, Cursor
from reindex_operator.engine.control import Control
from reindex_operator.engine.errors import Deleted, ReindexError, Stopped, TransientError
from reindex_operator.worker import post as post_module
from reindex_operator.worker.kubeapi import KubeAPI
from reindex_operator.worker.post import Post, SliceBox, TakenError


def stored(fake: Any, number: int = 0) -> Checkpoint:
    return mailbox.decode(fake.data[mailbox.slice_key(number)], Checkpoint)


async def test_swap_puts_a_new_key_beside_the_others(post: Post, fake: Any) -> None:
    fake.data = {"other": "x"}
    await post.swap("plan.json", None, "{}")
    assert fake.data == post.data == {"other": "x", "plan.json": "{}"}


async def test_swap_never_overwrites_what_somebody_else_wrote(post: Post, fake: Any) -> None:
    fake.data = {"k": "theirs"}
    with pytest.raises(TakenError) as caught:
        await post.swap("k", "mine", "mine too")
    assert caught.value.found == "theirs"
    assert fake.data == {"k": "theirs"}


async def test_a_write_whose_answer_was_lost_is_recognised(post: Post, fake: Any) -> None:
    fake.data, fake.troubles = {"k": "a"}, ["lost"]
    await post.swap("k", "a", "b")
    assert fake.data == {"k": "b"}
    assert fake.calls == ["PATCH", "PATCH", "GET"]


@pytest.mark.parametrize("status", [409, 429, 500, 503])
async def test_trouble_of_the_api_server_is_tried_again(post: Post, fake: Any, status: int) -> None:
    fake.troubles = [status, status]
    await post.swap("k", None, "b")
    assert fake.calls == ["PATCH"] * 3


async def test_a_write_that_is_refused_for_what_it_is_ends_the_run(post: Post, fake: Any) -> None:
    fake.troubles = ["refused"]
    with pytest.raises(ReindexError, match="MailboxRefused") as caught:
        await post.swap("k", None, "b")
    assert caught.value.permanent


async def test_patience_ends_in_a_transient_failure(api: KubeAPI, server: TestServer) -> None:
    await server.close()
    with pytest.raises(TransientError, match="MailboxUnreachable"):
        await Post(api, patience=0.1).read()


async def test_who_is_told_to_end_while_a_call_waits_gives_up_soon(
    api: KubeAPI, server: TestServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    await server.close()
    monkeypatch.setattr(post_module, "LAST_PATIENCE", 0.0)
    post = Post(api, patience=60.0)
    reading = asyncio.create_task(post.read())
    await asyncio.sleep(0.05)
    post.hurry()
    with pytest.raises(TransientError):
        await asyncio.wait_for(reading, 5)


async def test_a_permission_that_is_gone_when_the_worker_is_told_to_end_means_that_the_run_is_deleted(
    post: Post, fake: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(post_module, "LAST_DENIED_PATIENCE", 0.0)
    fake.troubles = [403] * 9
    post.hurry()
    with pytest.raises(Deleted, match="deleted: its pods may not write"):
        await post.read()


async def test_a_deleted_mailbox_stops_the_worker(post: Post, fake: Any) -> None:
    fake.gone = True
    with pytest.raises(Stopped, match="deleted"):
        await post.read()


async def test_a_first_claim_starts_from_nothing_and_takes_the_rate(post: Post, fake: Any) -> None:
    fake.data = {mailbox.CONTROL: mailbox.encode(mailbox.Control(requests_per_second=50.0))}
    control = Control()
    assert await SliceBox(post, 3, "pod-a", control).claim() is None
    assert (stored(fake, 3).owner, stored(fake, 3).state) == ("pod-a", "Running")
    assert control.requests_per_second == 50.0


async def test_a_claim_goes_on_from_the_last_checkpoint(post: Post, fake: Any) -> None:
    last = Checkpoint(slice=0, state="Stopped", owner="pod-a", cursor=Cursor(after=41), counters=Counters(created=42), started=7)
    fake.data = {mailbox.slice_key(0): mailbox.encode(last)}
    found = await SliceBox(post, 0, "pod-b", Control()).claim()
    assert found == last
    now = stored(fake)
    assert (now.owner, now.state, now.cursor.after, now.counters.created, now.started) == ("pod-b", "Running", 41, 42, 7)


@pytest.mark.parametrize("state", ["Succeeded", "Failed"])
async def test_a_slice_that_has_ended_is_left_as_it_is(post: Post, fake: Any, state: Any) -> None:
    text = mailbox.encode(Checkpoint(slice=0, state=state, owner="pod-a"))
    fake.data = {mailbox.slice_key(0): text}
    found = await SliceBox(post, 0, "pod-b", Control()).claim()
    assert found is not None
    assert found.state == state
    assert fake.data[mailbox.slice_key(0)] == text


async def test_a_save_brings_the_wish_to_stop(post: Post, fake: Any) -> None:
    control = Control()
    box = SliceBox(post, 0, "pod-a", control)
    await box.claim()
    assert not control.stopped
    fake.data[mailbox.CONTROL] = mailbox.encode(mailbox.Control(stop=True))
    await box.save(Checkpoint(slice=0))
    assert control.stopped


async def test_a_save_brings_how_long_the_next_may_wait(post: Post, fake: Any) -> None:
    control = Control()
    box = SliceBox(post, 0, "pod-a", control)
    fake.data[mailbox.PLAN] = "x" * mailbox.STORED_A_SECOND * 2
    await box.claim()
    assert control.save_interval == pytest.approx(2, abs=0.1)


async def test_a_save_brings_a_changed_rate_and_the_log_says_so(post: Post, fake: Any, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO, "reindex_operator.worker.post")
    control = Control()
    box = SliceBox(post, 0, "pod-a", control)
    await box.claim()
    fake.data[mailbox.CONTROL] = mailbox.encode(mailbox.Control(requests_per_second=9.0))
    await box.save(Checkpoint(slice=0))
    assert control.requests_per_second == 9.0
    assert stored(fake).owner == "pod-a"
    await box.save(Checkpoint(slice=0))
    fake.data[mailbox.CONTROL] = mailbox.encode(mailbox.Control())
    await box.save(Checkpoint(slice=0))
    assert caplog.messages == ["slice 0: at most 9 documents a second", "slice 0: no limit of documents a second"]


async def test_a_robbed_pod_stops_and_leaves_the_new_owners_checkpoint_alone(api: KubeAPI, fake: Any) -> None:
    late, replacement = SliceBox(Post(api), 0, "late", Control()), SliceBox(Post(api), 0, "replacement", Control())
    await late.claim()
    await replacement.claim()
    await replacement.save(Checkpoint(slice=0, counters=Counters(created=5)))
    with pytest.raises(Stopped, match="owned by pod replacement"):
        await late.save(Checkpoint(slice=0, counters=Counters(created=900)))
    assert stored(fake).counters.created == 5
    await replacement.save(Checkpoint(slice=0, counters=Counters(created=6)))
    assert stored(fake).counters.created == 6


async def test_a_save_that_was_cancelled_after_it_was_sent_does_not_rob_its_own_pod(post: Post, fake: Any) -> None:
    box = SliceBox(post, 0, "pod-a", Control())
    await box.claim()
    fake.hold = asyncio.Event()
    saving = asyncio.create_task(box.save(Checkpoint(slice=0, counters=Counters(created=1))))
    await fake.held.wait()
    saving.cancel()
    fake.hold.set()
    fake.hold = None
    assert stored(fake).counters.created == 1
    await box.save(Checkpoint(slice=0, counters=Counters(created=2)))
    assert stored(fake).counters.created == 2


async def test_many_slices_save_side_by_side_and_none_is_lost(api: KubeAPI, fake: Any) -> None:
    async def one(number: int) -> None:
        box = SliceBox(Post(api), number, f"pod-{number}", Control())
        await box.claim()
        for count in range(1, 11):
            await box.save(Checkpoint(slice=number, counters=Counters(created=count)))

    await asyncio.gather(*(one(number) for number in range(8)))
    assert [stored(fake, number).counters.created for number in range(8)] == [10] * 8


async def test_of_two_pods_that_claim_at_once_only_one_goes_on(api: KubeAPI) -> None:
    async def one(uid: str) -> bool:
        box = SliceBox(Post(api), 0, uid, Control())
        await box.claim()
        await asyncio.sleep(0.05)
        try:
            await box.save(Checkpoint(slice=0))
        except Stopped:
            return False
        return True

    assert sorted(await asyncio.gather(one("a"), one("b"))) == [False, True]
