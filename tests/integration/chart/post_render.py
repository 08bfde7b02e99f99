"""Helm's post-renderer for the light node, whose pods share this machine's ports: the operator opens none."""

import sys

import yaml

OWN = {"LIVENESS_PORT": "0", "METRICS_PORT": "0"}


def main() -> None:
    """Rendered manifests in, the same with another environment out."""
    things = [thing for thing in yaml.safe_load_all(sys.stdin) if thing]
    for thing in things:
        if thing["kind"] == "Deployment":
            [container] = thing["spec"]["template"]["spec"]["containers"]
            kept = [each for each in container["env"] if each["name"] not in OWN]
            container["env"] = kept + [{"name": name, "value": value} for name, value in OWN.items()]
    yaml.safe_dump_all(things, sys.stdout)


if __name__ == "__main__":
    main()
