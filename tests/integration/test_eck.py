"""A cluster of ECK by its name, in the cluster: the pods get the Secrets of ECK's names and ask for the Service of ECK's name."""

from lab.certificates import Authority
from tests.integration.support import Reindexes


def test_the_secrets_are_mounted_and_the_service_is_asked_for(reindexes: Reindexes) -> None:
    made = {
        "quick-es-elastic-user": {"elastic": "pw"},
        "quick-es-http-certs-public": {"ca.crt": Authority("quick").certificate},
    }
    reindexes.apply("eck", {"cluster": {"elasticRef": {"name": "quick"}}, "source": {"index": ["a"]}, "dest": {"index": "b"}}, secrets=made)
    host = f"quick-es-http.{reindexes.namespace}.svc"

    def unreachable(status: dict[str, object]) -> bool:
        return any(host in each["message"] for each in status.get("conditions") or ())  # type: ignore[attr-defined]

    # There is no such Service here: a worker that had not read user and CA would have ended the run with InvalidCredentials before.
    status = reindexes.until("eck", unreachable, what="looking for the Service", timeout=120)
    assert {each["reason"] for each in status["conditions"]} <= {"Unreachable", "Preparing", "BackoffLimitExceeded"}


def test_without_the_secrets_it_says_which_is_missing(reindexes: Reindexes) -> None:
    reindexes.apply("eck", {"cluster": {"elasticRef": {"name": "quick"}}, "source": {"index": ["a"]}, "dest": {"index": "b"}})

    def missing(status: dict[str, object]) -> bool:
        return any("quick-es-" in each["message"] for each in status.get("conditions") or ())  # type: ignore[attr-defined]

    reindexes.until("eck", missing, what="waiting for the Secret", timeout=120)
