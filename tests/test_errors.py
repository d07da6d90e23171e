"""How problems are told: where, what, and the nearest right word."""

import pickle

from simsupport.errors import BadValueError, Findings, Problem, ScenarioError, dotted, listed, nearest


def test_a_problem_names_place_path_and_message() -> None:
    problem = Problem(("teams", "desk", "skills"), "'biling' is not a topic", "office.yaml", 41, 7)
    assert str(problem) == "office.yaml:41:7 teams.desk.skills: 'biling' is not a topic"


def test_a_problem_leaves_out_what_is_not_known() -> None:
    assert str(Problem((), "empty", "office.yaml")) == "office.yaml: empty"
    assert str(Problem(("demand", 2, "rate"), "wrong")) == "demand[2].rate: wrong"
    assert str(Problem((), "wrong")) == "wrong"
    assert str(Problem((), "wrong", "week.csv", 3)) == "week.csv:3: wrong"


def test_an_error_tells_all_problems_and_survives_pickling() -> None:
    error = ScenarioError([Problem(("a",), "wrong"), Problem(("b",), "too")])
    assert str(error) == "a: wrong\nb: too"
    assert pickle.loads(pickle.dumps(error)).problems == error.problems


def test_an_error_does_not_fill_the_screen() -> None:
    text = str(ScenarioError(Problem((), str(number)) for number in range(150)))
    assert text.splitlines()[-2:] == ["99", "and 50 more problems"]


def test_dotted_counts_from_zero() -> None:
    assert dotted(("demand", 0, "labels", "tier")) == "demand[0].labels.tier"


def test_listed() -> None:
    assert [listed(["a"]), listed(["a", "b"]), listed("abc")] == ["a", "a or b", "a, b or c"]


def test_nearest_suggests_only_what_is_close() -> None:
    assert nearest("biling", ["billing", "technical"]) == "; did you mean 'billing'?"
    assert nearest("xyz", ["billing", "technical"]) == ""
    assert nearest("x" * 100_000, ["x" * 99_999]) == ""


def test_findings_collect_what_is_wrong_with_parts() -> None:
    findings = Findings()
    with findings.at("mon"):
        raise ValueError("first")
    with findings.at("tue"):
        raise BadValueError([((3,), "second"), ((4,), "third")])
    assert findings.problems == [(("mon",), "first"), (("tue", 3), "second"), (("tue", 4), "third")]


def test_what_a_file_holds_does_not_steer_the_terminal() -> None:
    problem = Problem((), "'bil\x1b[31mling' is not a topic", "r.csv", 2)
    assert str(problem) == r"r.csv:2: 'bil\x1b[31mling' is not a topic"
