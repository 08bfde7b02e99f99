"""What a pod refers to, resolved: ConfigMaps, Secrets, fields of the pod, tokens - as environment and as volumes' files."""

import base64
import json
import re
from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

from lab.kubernetes.light_node.api import Api, ApiError, Object

ADDRESS = "127.0.0.1"
File = tuple[bytes, int]
"""Content and mode."""


class NotReadyError(Exception):
    """Something that the container needs is not there yet."""


def expand(text: str, env: Mapping[str, str]) -> str:
    """``$(NAME)`` replaced where the name is known; ``$$`` is a dollar sign."""

    def value(match: re.Match[str]) -> str:
        return "$" if match[0] == "$$" else env.get(match[1], match[0])

    return re.sub(r"\$\$|\$\(([A-Za-z_.][\w.-]*)\)", value, text)


def pod_field(pod: Object, path: str) -> str:
    """The downward API's ``fieldPath``."""
    metadata, spec = pod["metadata"], pod["spec"]
    if keyed := re.fullmatch(r"metadata\.(labels|annotations)\['(.+)'\]", path):
        return str((metadata.get(keyed[1]) or {}).get(keyed[2], ""))
    if path in ("metadata.labels", "metadata.annotations"):
        pairs = (metadata.get(path.removeprefix("metadata.")) or {}).items()
        return "".join(f"{key}={json.dumps(value)}\n" for key, value in sorted(pairs))
    fields = {
        "metadata.name": metadata["name"],
        "metadata.namespace": metadata["namespace"],
        "metadata.uid": metadata["uid"],
        "spec.nodeName": spec.get("nodeName", ""),
        "spec.serviceAccountName": spec.get("serviceAccountName", ""),
        "status.hostIP": ADDRESS,
        "status.hostIPs": ADDRESS,
        "status.podIP": ADDRESS,
        "status.podIPs": ADDRESS,
    }
    if path not in fields:
        raise NotReadyError(f"fieldPath {path!r} is not supported by this node")
    return str(fields[path])


class Resolver:
    """Resolves what one pod refers to."""

    def __init__(self, api: Api, pod: Object) -> None:
        self._api = api
        self._pod = pod
        self._namespace = pod["metadata"]["namespace"]

    async def environment(self, container: Object, defaults: Mapping[str, str]) -> dict[str, str]:
        """``env`` and ``envFrom`` over the defaults, in the order that makes ``$(NAME)`` work."""
        env = dict(defaults)
        for source in container.get("envFrom", []):
            kind = "secrets" if "secretRef" in source else "configmaps"
            reference = source.get("secretRef") or source["configMapRef"]
            data = await self._data(kind, reference["name"], optional=reference.get("optional", False))
            env |= {source.get("prefix", "") + key: value.decode() for key, value in data.items()}
        for variable in container.get("env", []):
            if "valueFrom" not in variable:
                env[variable["name"]] = expand(variable.get("value", ""), env)
            elif (value := await self._value(variable["valueFrom"], container)) is not None:
                env[variable["name"]] = value
        return env

    async def _value(self, source: Object, container: Object) -> str | None:
        kind, reference = next(iter(source.items()))
        if kind == "fieldRef":
            return pod_field(self._pod, reference["fieldPath"])
        if kind == "resourceFieldRef":
            which, what = reference["resource"].split(".")
            return str(((container.get("resources") or {}).get(which) or {}).get(what, "0"))
        objects = "secrets" if kind == "secretKeyRef" else "configmaps"
        optional = reference.get("optional", False)
        data = await self._data(objects, reference["name"], optional=optional)
        if reference["key"] in data:
            return data[reference["key"]].decode()
        if optional:
            return None
        raise NotReadyError(f"{objects[:-1]} {reference['name']!r} has no key {reference['key']!r}")

    async def files(self, volume: Object) -> dict[str, File]:
        """The files of a volume (or of one source of a projected one): path -> content and mode."""
        kind, source = next((kind, source) for kind, source in volume.items() if kind != "name")
        mode = source.get("defaultMode", 0o644)
        match kind:
            case "secret":
                return await self._items("secrets", source.get("secretName") or source.get("name"), source, mode)
            case "configMap":
                return await self._items("configmaps", source["name"], source, mode)
            case "downwardAPI":
                return {
                    item["path"]: (pod_field(self._pod, item["fieldRef"]["fieldPath"]).encode(), item.get("mode", mode))
                    for item in source["items"]
                }
            case "serviceAccountToken":
                return {source["path"]: ((await self._token(source)).encode(), 0o600)}
            case "projected":
                parts = [await self.files(part) for part in source["sources"]]
                return {path: (content, mode) for part in parts for path, (content, _) in part.items()}
        raise NotReadyError(f"volumes of kind {kind} are not supported by this node")

    async def _items(self, objects: str, name: str, source: Object, mode: int) -> dict[str, File]:
        optional = source.get("optional", False)
        data = await self._data(objects, name, optional=optional)
        items: list[dict[str, Any]] = source.get("items") or [{"key": key, "path": key} for key in data]
        missing = [item["key"] for item in items if item["key"] not in data]
        if missing and not optional:
            raise NotReadyError(f"{objects[:-1]} {name!r} has no key {missing[0]!r}")
        return {item["path"]: (data[item["key"]], item.get("mode", mode)) for item in items if item["key"] in data}

    async def _token(self, source: Object) -> str:
        metadata = self._pod["metadata"]
        account = self._pod["spec"].get("serviceAccountName", "default")
        bound = {"kind": "Pod", "apiVersion": "v1", "name": metadata["name"], "uid": metadata["uid"]}
        spec = {"expirationSeconds": source.get("expirationSeconds", 3600), "boundObjectRef": bound}
        spec["audiences"] = [source["audience"]] if source.get("audience") else []
        request = {"apiVersion": "authentication.k8s.io/v1", "kind": "TokenRequest", "spec": spec}
        answer = await self._api.call("POST", f"/api/v1/namespaces/{self._namespace}/serviceaccounts/{account}/token", request)
        return str(answer["status"]["token"])

    async def _data(self, objects: str, name: str, *, optional: bool) -> dict[str, bytes]:
        try:
            found = await self._api.call("GET", f"/api/v1/namespaces/{self._namespace}/{objects}/{name}")
        except ApiError as error:
            if error.status == HTTPStatus.NOT_FOUND and optional:
                return {}
            # 403 for a moment: the authorizer learns a little later that the pod is bound to this node.
            if error.status in (HTTPStatus.NOT_FOUND, HTTPStatus.FORBIDDEN):
                raise NotReadyError(f"{objects[:-1]} {name!r} not found") from None
            raise
        plain = found.get("data") or {}
        encoded = found.get("binaryData") or {}
        if objects == "secrets":
            plain, encoded = {}, plain
        texts = {key: value.encode() for key, value in plain.items()}
        return texts | {key: base64.b64decode(value) for key, value in encoded.items()}
