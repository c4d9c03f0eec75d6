"""One start-up in a fresh process, told as JSON: a function's, or that of boto3 with some clients.

    python -S -P start_up_probe.py function HANDLER
    python -S -P start_up_probe.py floor SERVICE ...

Processor time, not the clock's: neighbours on the machine do not count, and only the start-up itself does.
"""

import sys
from time import process_time

TYPE_CHECKING = False  # `typing` would be loaded before the start
if TYPE_CHECKING:
    from typing import Any


def function(handler: str) -> list[str]:
    """Import a handler, which makes its use cases as in Lambda; the services that it has clients of."""
    __import__(handler)
    found = vars(sys.modules["homing.adapters.aws.clients"]).values()
    made = [each() for each in found if hasattr(each, "cache_info") and each.cache_info().currsize]
    return [client.meta.service_model.service_name for client in made]


def floor(services: list[str]) -> list[str]:
    """Import boto3 and make clients."""
    import boto3  # noqa: PLC0415 - this is what is measured

    make: Any = boto3.client
    for service in services:
        make(service)
    return services


def main() -> None:
    """Start up once."""
    kind, *names = sys.argv[1:]
    before = process_time()
    services = floor(names) if kind == "floor" else function(names[0])
    seconds = process_time() - before

    import json  # noqa: PLC0415 - not before the start

    version = "Python {}.{}.{}".format(*sys.version_info)
    print(json.dumps({"seconds": seconds, "services": sorted(services), "python": version}))


main()
