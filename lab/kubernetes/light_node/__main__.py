"""``python -m lab.kubernetes.light_node --name NAME --pki FOLDER --port PORT --folder FOLDER``: runs a node until SIGTERM."""

import argparse
import asyncio
import logging
from pathlib import Path

from lab.kubernetes.light_node.api import Api
from lab.kubernetes.light_node.node import Node


async def _run(options: argparse.Namespace) -> None:
    async with Api(options.pki / f"node-{options.name}.kubeconfig") as api:
        await Node(api, options.name, options.port, options.folder).run(options.pki)


def main() -> None:
    """Parses the arguments and runs."""
    parser = argparse.ArgumentParser(prog="python -m lab.kubernetes.light_node")
    parser.add_argument("--name", required=True)
    parser.add_argument("--pki", required=True, type=Path)
    parser.add_argument("--port", required=True, type=int)
    parser.add_argument("--folder", required=True, type=Path)
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(message)s")
    asyncio.run(_run(parser.parse_args()))


if __name__ == "__main__":
    main()
