"""The layer's SDK knows what the functions ask of AWS, and nothing else."""

import json
import re
from pathlib import Path
from typing import Any

import pytest
from botocore.loaders import Loader
from botocore.model import OperationModel, ServiceModel, Shape

from infra import layer_contents, service_models

pytestmark = pytest.mark.xdist_group("synth")
SERVICES = {"dynamodb", "pinpoint-sms-voice-v2", "s3", "sesv2", "sns", "sqs", "ssm", "stepfunctions"}
NOT_PRICED = {
    "Publish",
    "SendTextMessage",
    "SendEmail",
    "GetAccount",
    "GetParameter",
    "GetObject",
    "PutObject",
    "SendTaskSuccess",
    "SendTaskFailure",
    "StartExecution",
    "StopExecution",
    "DescribeExecution",
}
PORT_COSTS = Path(__file__).parents[2] / "local" / "port_costs.json"


@pytest.fixture(scope="module")
def data() -> Path:
    folder, _ = layer_contents.build("sandbox")
    return folder / "python" / "botocore" / "data"


@pytest.fixture(scope="module")
def loader(data: Path) -> Loader:
    return Loader(extra_search_paths=[str(data)], include_default_search_paths=False)


def asked_by_ports() -> set[str]:
    """Every operation that a port calls, as the contract suite recorded them: `GetItem enrollment`."""
    return set(re.findall(r'"([A-Z][A-Za-z]+) [a-z_]+":', PORT_COSTS.read_text("utf-8")))


def model(loader: Loader, service: str) -> ServiceModel:
    return ServiceModel(loader.load_service_model(service, "service-2"), service)


def tree(shape: Shape | None, within: tuple[str, ...] = ()) -> Any:
    """All that botocore validates, serialises and parses by."""
    if shape is None or shape.name in within:
        return None
    below = (*within, shape.name)
    members = {name: tree(member, below) for name, member in getattr(shape, "members", {}).items()}
    inner = [tree(getattr(shape, part, None), below) for part in ("member", "key", "value")]
    return shape.type_name, shape.metadata, shape.serialization, members, inner


def shapes(operation: OperationModel) -> Any:
    errors = {shape.name: tree(shape) for shape in operation.error_shapes}
    return tree(operation.input_shape), tree(operation.output_shape), errors


def test_only_services_that_have_a_client_are_left(data: Path) -> None:
    assert {path.name for path in data.iterdir() if path.is_dir()} == SERVICES


@pytest.mark.parametrize("service", sorted(SERVICES))
def test_every_call_is_described_as_the_whole_sdk_describes_it(loader: Loader, service: str) -> None:
    ours, whole = model(loader, service), model(Loader(), service)
    asked = (asked_by_ports() | NOT_PRICED) & set(whole.operation_names)

    assert asked
    assert ours.metadata == whole.metadata
    for operation in asked:
        assert shapes(ours.operation_model(operation)) == shapes(whole.operation_model(operation))


def test_what_no_module_names_is_gone(loader: Loader) -> None:
    ours = model(loader, "ssm").operation_names

    assert "GetParameter" in ours
    assert "CreateMaintenanceWindow" not in ours


def test_a_member_may_be_called_documentation(tmp_path: Path) -> None:
    version = tmp_path / "botocore" / "data" / "shelf" / "2020-01-01"
    version.mkdir(parents=True)
    (tmp_path / "botocore" / "data" / "endpoints.json").write_text('{"partitions": []}', "utf-8")
    (tmp_path / "homing").mkdir()
    (tmp_path / "homing" / "reader.py").write_text('client("shelf").read_book()\n', "utf-8")
    book = {"type": "structure", "documentation": "A book.", "members": {"documentation": {"shape": "Text"}}}
    described = {
        "metadata": {"endpointPrefix": "shelf"},
        "operations": {"ReadBook": {"output": {"shape": "Book"}}, "BurnBook": {"input": {"shape": "Fire"}}},
        "shapes": {"Book": book, "Text": {"type": "string"}, "Fire": {"type": "string"}},
    }
    (version / "service-2.json").write_text(json.dumps(described), "utf-8")

    service_models.trim(tmp_path)

    left = json.loads((version / "service-2.json").read_text("utf-8"))
    assert set(left["operations"]) == {"ReadBook"}
    assert left["shapes"] == {
        "Book": {"type": "structure", "members": {"documentation": {"shape": "Text"}}},
        "Text": {"type": "string"},
    }


def test_a_file_that_the_installers_cache_shares_stays_as_it_was(tmp_path: Path) -> None:
    cached = tmp_path / "cache.json"
    cached.write_text('{"partitions": [{"services": {"shelf": {}, "other": {}}}]}', "utf-8")
    data = tmp_path / "layer" / "botocore" / "data"
    data.mkdir(parents=True)
    (data / "endpoints.json").hardlink_to(cached)
    before = cached.read_text("utf-8")

    service_models.trim(tmp_path / "layer")

    assert (data / "endpoints.json").read_text("utf-8") != before
    assert cached.read_text("utf-8") == before
