"""Left out, `when_closed` is reject on a live channel and queue on a deferred one (R6)."""

import pytest

from simsupport.scenario.models import Channel


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ({"kind": "live"}, "reject"),
        ({"kind": "deferred"}, "queue"),
        ({"kind": "deferred", "when_closed": "reject"}, "reject"),
        ({"kind": "live", "when_closed": "queue"}, "queue"),
    ],
)
def test_left_out(given: dict[str, str], expected: str) -> None:
    assert Channel.model_validate(given).when_closed == expected
