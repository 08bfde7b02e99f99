"""Objects nested as deeply as the API server keeps them, and the watch and the list that one comes in, each in a process of its own: the limit is the process's."""

import subprocess
import sys

import pytest

READ = """
import json, sys
from reindex_operator.controller import deep_json
deep_json.read_any_depth()
if {slow}:
    sys.setrecursionlimit(40_000)
    json.loads = deep_json._Patient().decode
levels = 10_010
for text in ('[' * levels + ']' * levels, '{{"a":' * levels + '1' + '}}' * levels):
    whole, depth = json.loads(text), 0
    while isinstance(whole, (dict, list)) and whole:
        whole, depth = next(iter(whole.values() if isinstance(whole, dict) else whole)), depth + 1
    print(depth)
"""


@pytest.mark.parametrize("slow", [False, True])
def test_what_the_api_server_keeps_is_read(slow: bool) -> None:
    done = subprocess.run([sys.executable, "-c", READ.format(slow=slow)], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["10009", "10010"]
