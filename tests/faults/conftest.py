"""One stage for the tests of a module; those of others find moto and the environment as they left them."""

from collections.abc import Iterator

import pytest

from tests.faults.stage import stage


@pytest.fixture(autouse=True, scope="module")
def _stage_struck_in_the_end() -> Iterator[None]:
    yield
    if stage.cache_info().currsize:
        stage().close()
        stage.cache_clear()
