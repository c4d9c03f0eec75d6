"""A process as Lambda starts one: on its path the layer, a function's folder and the SDK, and no more."""

import importlib.util
import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

from homing import settings

from infra import layer_contents

ROOT = Path(__file__).parents[2]
SDK = ("boto3", "botocore", "s3transfer", "jmespath", "dateutil", "urllib3", "six")
"""What Lambda's runtime brings."""


@dataclass(frozen=True, slots=True)
class Handler:
    """One function: its folder and its module."""

    folder: Path
    module: str

    @property
    def name(self) -> str:
        """As the stacks call it."""
        return self.folder.name if self.module == "handler" else self.module


def handlers() -> list[Handler]:
    """Every function of the repository."""
    modules = sorted(ROOT.glob("functions/*/*.py"))
    return [Handler(path.parent, path.stem) for path in modules]


def python(*, like_lambda: bool) -> str:
    """Lambda's version of Python if this machine has it, else the one that runs this."""
    found = layer_contents.find_python(layer_contents.PYTHON_VERSION) if like_lambda else None
    return found or sys.executable


@contextmanager
def paths(interpreter: str) -> Iterator[Sequence[str]]:
    """The layer with wheels for this machine, and the SDK, both in folders of their own."""
    layer, _ = layer_contents.build("sandbox", layer_contents.for_python(interpreter))
    with tempfile.TemporaryDirectory() as folder:
        for name in SDK:
            found = importlib.util.find_spec(name)
            if found is None or found.origin is None:
                raise ModuleNotFoundError(f"{name}: run make setup")
            origin = Path(found.origin)
            if origin.name == "__init__.py":
                shutil.copytree(
                    origin.parent, Path(folder, name), ignore=shutil.ignore_patterns("__pycache__")
                )
            else:
                shutil.copy(origin, folder)
        yield (str(layer / "python"), folder)


@contextmanager
def environment(path: Sequence[str]) -> Iterator[Mapping[str, str]]:
    """The variables of a function, with a parameter store on this machine for its secrets."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), _ParameterStore)
    Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield {
            **{name.upper(): "000000000000" for name in _settings()},
            "PYTHONPATH": os.pathsep.join(path),
            "AWS_REGION": "eu-west-1",
            "AWS_DEFAULT_REGION": "eu-west-1",
            "AWS_ACCESS_KEY_ID": "bench",
            "AWS_SECRET_ACCESS_KEY": "bench",
            "AWS_ENDPOINT_URL_SSM": f"http://127.0.0.1:{server.server_port}",
            "AWS_LAMBDA_INITIALIZATION_TYPE": "on-demand",
            "POWERTOOLS_SERVICE_NAME": "bench",
            "PYDANTIC_DISABLE_PLUGINS": "__all__",
        }
    finally:
        server.shutdown()
        server.server_close()


def run(interpreter: str, environment: Mapping[str, str], *words: str) -> Any:
    """What a script says on its last line, as JSON; it sees no packages but those of the path."""
    command = [interpreter, "-S", "-P", *words]
    done = subprocess.run(command, env=dict(environment), capture_output=True, text=True, check=True)
    return json.loads(done.stdout.splitlines()[-1])


@cache
def _settings() -> frozenset[str]:
    classes = [each for each in vars(settings).values() if hasattr(each, "model_fields")]
    return frozenset(name for each in classes for name in each.model_fields)


class _ParameterStore(BaseHTTPRequestHandler):
    """Answers every GetParameter alike."""

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers["content-length"]))
        body = json.dumps({"Parameter": {"Name": "n", "Type": "SecureString", "Value": "bench"}}).encode()
        self.send_response(200)
        self.send_header("content-type", "application/x-amz-json-1.1")
        self.send_header("content-length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        """Nothing."""
