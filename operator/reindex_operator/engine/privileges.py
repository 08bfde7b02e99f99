"""Whether the destination's cluster grants this user what a write needs, where it can be asked: Elasticsearch with security. Called by checks.py.

Without it a missing privilege would be told document by document, and a dry run would not see it at all.
"""

from reindex_operator.api.request import ReindexRequest
from reindex_operator.engine import answers, reasons
from reindex_operator.engine.cluster import Cluster
from reindex_operator.engine.errors import ReindexError
from reindex_operator.engine.retry import Patience, patiently

FIELD = "spec.dest.index"
CREATING = ("auto_configure", "create_index", "manage")
"""Each of them lets a write create the index."""


async def check_privileges(request: ReindexRequest, dest: Cluster, *, creates: bool) -> None:
    """Raises ``ReindexError`` where the user may not write to ``dest.index``, or (``creates``) may not have it created.

    Says nothing where documents may go elsewhere, by date math, a script or a pipeline: what counts is where they arrive.
    """
    name = request.dest.index
    if name.startswith("<") or request.script or request.dest.asked_pipeline:
        return
    writing = "create_doc" if request.dest.op_type == "create" else "index"
    asked = {"names": [name], "privileges": [writing, *(CREATING if creates else ())]}
    answer = await patiently(lambda: dest.request("POST", "/_security/user/_has_privileges", body={"index": [asked]}), patience=Patience())
    if not answer.ok:
        return
    found = answer.json(answers.Privileges)
    user, granted = found.username, found.index.get(name, {})
    if granted.get(writing) is False:
        raise ReindexError(reasons.FORBIDDEN, f"{FIELD}: user [{user}] may not write to [{name}]: grant the index privilege [write] on it")
    if creates and all(granted.get(each) is False for each in CREATING):
        raise ReindexError(
            reasons.FORBIDDEN,
            f"{FIELD}: [{name}] does not exist and user [{user}] may not create it: "
            f"grant one of the index privileges [{'], ['.join(CREATING)}] on it, or create it first, with the mapping it should have",
        )
