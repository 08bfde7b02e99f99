"""``python -m reindex_operator.worker``: the process of a worker's pod (process.py), which can be told to end from its first moment on."""

import os
import signal

STOPPED = 143
"""``pod.ExitCode.STOPPED``, which is not loaded yet."""

if __name__ == "__main__":
    # Process 1 of a container is spared each signal that it has no handler for: a pod that is told to end while it loads would go to work.
    signal.signal(signal.SIGTERM, lambda *_: os._exit(STOPPED))

    from reindex_operator.worker.process import main

    main()
