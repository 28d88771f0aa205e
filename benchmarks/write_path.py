"""POST /api/v1/improvements with everything on, PostgreSQL under gunicorn, against a bare Flask POST of the same bytes.

Both run in two gunicorn processes of four threads and are asked by eight kept connections. Run:
python -m benchmarks.write_path [SECONDS]
"""

import json
import subprocess
import sys
import tempfile
import uuid
from pathlib import Path

from benchmarks.measuring import interleaved, report, servers
from benchmarks.posting import rate, request
from benchmarks.sites import region, wait
from tests.servers.ports import free

BODY = json.dumps(
    {
        "title": "One form for admission instead of three",
        "problem": "The same facts are written on three forms, and the third is often forgotten. " * 2,
        "proposal": "Keep the first form and let the others read from it.",
        "unit": "U001",
        "waste": "overprocessing",
        "relevant_units": ["U002", "U003"],
    }
).encode()


def main(seconds: float) -> None:
    """Measure and print."""
    with servers() as (_, database), tempfile.TemporaryDirectory() as folder:
        log = f"sqlite:///{folder}/events.db"
        with region(Path(folder), database, log) as here:
            # The replica of units must be read once; then the workers rest, so that the write path is measured alone.
            workers = [here.start("worker", name) for name in ("organisation", "improvements")]
            here.import_units()
            port = here.web("improvements")
            for worker in workers:
                worker.terminate()
                worker.wait()
                here.processes.remove(worker)
            token, bare = {"Authorization": f"Bearer {here.token()}"}, free()
            peer = subprocess.Popen(
                [
                    *(sys.executable, "-m", "gunicorn", "--workers", "2", "--threads", "4"),
                    *("--bind", f"127.0.0.1:{bare}", "--worker-class", "gthread", "--log-level", "warning"),
                    "benchmarks.bare:app",
                ]
            )
            here.processes.append(peer)
            wait(f"http://127.0.0.1:{bare}/")
            path = "/api/v1/improvements"
            medians = interleaved(
                {
                    "bare Flask POST": lambda: rate(
                        bare, lambda: request(path, BODY, {**token, "Idempotency-Key": uuid.uuid4().hex}), seconds
                    ),
                    "POST /api/v1/improvements": lambda: rate(
                        port, lambda: request(path, BODY, {**token, "Idempotency-Key": uuid.uuid4().hex}), seconds
                    ),
                }
            )
    report("The write path", medians, "bare Flask POST", 0.3)


if __name__ == "__main__":
    main(float(sys.argv[1]) if len(sys.argv) > 1 else 8.0)
