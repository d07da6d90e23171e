"""What the language has and this version has not is refused as such, not as a typing error."""

from pathlib import Path

import pytest

from simsupport.errors import ScenarioError
from simsupport.scenario import load
from simsupport.scenario.files import not_yet

DESK = Path(__file__).parents[1] / "invalid/base/desk.yaml"
EXAMPLES = {
    "channels.*": "channels.phone", "topics.*": "topics.billing", "demand.*": "demand.0", "targets.*": "targets.0",
    "teams.*.shifts.*": "teams.weekend.shifts.day", "teams.*": "teams.frontline",
}  # fmt: skip


@pytest.mark.parametrize(("pattern", "what"), not_yet.NOT_YET.items())
def test_each_key_is_refused_by_name(pattern: str, what: str) -> None:
    path = pattern
    for general, example in EXAMPLES.items():
        path = path.replace(general, example)
    with pytest.raises(ScenarioError) as caught:
        load(DESK, changes={path: "x"})
    assert [problem.message for problem in caught.value.problems] == [
        f"'{path.rpartition('.')[2]}' is not yet supported ({what})"
    ]
