"""What the values of the language look like, as JSON Schema: for editors that complete and check while one types."""

from typing import Any

Schema = dict[str, Any]

_NUMBER = r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?"
_TIME_UNIT = "(us|ms|s|sec|seconds?|min|minutes?|h|hours?|d|days?|weeks?)"
_DAY = "(mon|tue|wed|thu|fri|sat|sun|holiday)"
_DAYS_PATTERN = rf"^\s*{_DAY}(\s*-\s*{_DAY})?(\s*,\s*{_DAY}(\s*-\s*{_DAY})?)*\s*$"
_CLOCK_TIME = r"\d{1,2}:\d{2}(:\d{2})?"


def _text(pattern: str, description: str) -> Schema:
    return {"type": "string", "pattern": pattern, "description": description}


def _one_key(kinds: dict[str, Schema], plain: Schema, description: str) -> Schema:
    """A plain value, or a mapping with exactly one of the keys."""
    forms: list[Schema] = [plain]
    for kind, content in kinds.items():
        forms.append({
            "type": "object", "properties": {kind: content}, "required": [kind], "additionalProperties": False,
        })  # fmt: skip
    return {"anyOf": forms, "description": description}


def _fields(**properties: Schema) -> Schema:
    return {
        "type": "object", "properties": properties, "required": list(properties), "additionalProperties": False,
    }  # fmt: skip


def _weekly(row: Schema, description: str) -> Schema:
    return {
        "type": "object", "propertyNames": {"pattern": _DAYS_PATTERN}, "additionalProperties": row, "minProperties": 1,
        "description": description,
    }  # fmt: skip


def _distribution(value: Schema, description: str) -> Schema:
    some = {"type": "array", "items": value, "minItems": 1}
    with_cv = _fields(mean=value, cv=CV)
    share_of_mixture: Schema = {
        "type": "object", "properties": {"share": SHARE}, "required": ["share"], "minProperties": 2, "maxProperties": 2,
    }  # fmt: skip
    kinds: dict[str, Schema] = {
        "constant": value,
        "exponential": value,
        "uniform": {**some, "minItems": 2, "maxItems": 2},
        "triangular": {**some, "minItems": 3, "maxItems": 3},
        "erlang": _fields(mean=value, k={"type": "integer", "minimum": 1, "maximum": 1000}),
        "gamma": with_cv,
        "lognormal": with_cv,
        "weibull": with_cv,
        "empirical": {"anyOf": [some, FILE]},
        "mixture": {"type": "array", "items": share_of_mixture, "minItems": 1},
    }
    return _one_key(kinds, value, description)


FILE_NAME: Schema = {"type": "string", "description": "a CSV file, relative to the file that names it"}
FILE: Schema = _fields(file=FILE_NAME)
NAME: Schema = _text(r"^[^.\s]([^.]*[^.\s])?$", "a name, without dots")
COUNT: Schema = {"type": "integer", "minimum": 0, "maximum": 1_000_000, "description": "a whole number"}
POSITIVE: Schema = {"type": "integer", "minimum": 1, "maximum": 1_000_000, "description": "a whole number above zero"}
DURATION = _text(rf"^\s*({_NUMBER}\s*{_TIME_UNIT}\s*)+$", "a duration, such as '20 s', '5 min' or '4 weeks'")
SHARE = _text(rf"^\s*{_NUMBER}\s*(%|points?)\s*$", "a share, such as '80%'")
FACTOR = _text(rf"^\s*(x\s*{_NUMBER}|{_NUMBER}\s*%)\s*$", "a factor, such as 'x1.8', '+25%' or '-10%'")
RATE = _text(
    rf"^\s*{_NUMBER}\s*(issues?|contacts?)?\s*/\s*({_NUMBER})?\s*{_TIME_UNIT}\s*$",
    "a rate, such as '10 / min' or '2500 contacts / week'",
)
POINTS = _text(rf"^\s*{_NUMBER}\s*points?\s*$", "so many points of a hundred more or fewer, such as '-2 points'")
SIGNED: Schema = {"type": "number", "description": "an amount more or less, such as +75 or -0.1"}
COEFFICIENT: Schema = {
    "type": "number", "minimum": -10, "maximum": 10, "description": "what one more of it adds or takes",
}  # fmt: skip
DEVIATION: Schema = {"type": "number", "minimum": 0, "maximum": 10, "description": "a standard deviation"}
MOST_CUSTOMERS = 10**12
CUSTOMERS: Schema = {
    "type": "integer", "minimum": 1, "maximum": MOST_CUSTOMERS, "description": "how many customers there are",
}  # fmt: skip
SLOWDOWN: Schema = {
    "type": "number", "minimum": 0, "maximum": 5, "description": "n talks at once each run at the speed n^-slowdown",
}  # fmt: skip
CLOCK_TIME = _text(rf"^\s*{_CLOCK_TIME}\s*$", "a time of day, such as '09:00'")
ALLOWANCE = _text(rf"^\s*({_NUMBER}\s*{_TIME_UNIT}\s*)+/\s*(week|month)\s*$", "time away, such as '2 h / month'")
WHEN = _text(
    rf"^\s*(\d{{4}}-\d{{2}}-\d{{2}}([ T]{_CLOCK_TIME})?|({_NUMBER}\s*{_TIME_UNIT}\s*)+)\s*$",
    "a date, a date and time, or a time after the warm-up, such as '2026-03-16', '2026-03-16 10:00' or '1 week'",
)
PRICE = _text(r"^\s*\d+(\.\d+)?\s*/\s*(day|week|month)\s*$", "an amount per time, such as '2000 / month'")
MONEY: Schema = {"type": "number", "minimum": 0, "description": "an amount of money"}
SPEED: Schema = {"type": "number", "exclusiveMinimum": 0, "description": "1.0 is the topic's own pace"}
CV: Schema = {
    "type": "number", "minimum": 0.01, "maximum": 20, "description": "the standard deviation, in means",
}  # fmt: skip
DATE = _text(r"^\d{4}-\d{2}-\d{2}$", "a date, such as 2026-03-02")
DATES: Schema = {
    "anyOf": [
        DATE,
        {"type": "object", "additionalProperties": {"anyOf": [POSITIVE, {"const": "all"}]}},
    ],
    "description": "a date for everyone, or dates with how many people",
}
SILENTLY: Schema = {
    "type": "object",
    "properties": {"stale": DURATION},
    "additionalProperties": SHARE,
    "description": "the share of a channel's customers who leave without a sign, and the talk that stale work costs",
}
TIME_ZONE: Schema = {"type": "string", "description": "a time zone, such as Europe/Berlin"}
DAYS = _text(_DAYS_PATTERN, "days, such as mon-fri, or sat, sun, holiday")
SPAN = _text(rf"^\s*{_CLOCK_TIME}\s*-\s*{_CLOCK_TIME}\s*$", "hours, such as '08:00-18:00'")
HOURS: Schema = {"anyOf": [SPAN, {"type": "array", "items": SPAN}], "description": "one span of hours, or several"}
HOLIDAYS: Schema = {
    "anyOf": [
        _text(r"^[A-Z]{2,3}(-[A-Z0-9]+)?$", "a country, or country and subdivision, such as DE or US-CA"),
        {"type": "array", "items": DATE},
    ],
    "description": "the holidays of a country, or a list of dates",
}
DURATIONS = _distribution(DURATION, "a duration, or a distribution of durations, such as {exponential: 5 min}")
AMOUNTS = _distribution(MONEY, "an amount, or a distribution of amounts")
DURATIONS_BY_CHANNEL: Schema = {
    "anyOf": [*DURATIONS["anyOf"], {"type": "object", "additionalProperties": DURATIONS}],
    "description": "a distribution of durations, or one for each channel",
}


def _by_label(value: Schema, description: str) -> Schema:
    by_value = {"type": "object", "additionalProperties": value}
    return {
        "anyOf": [value, {"type": "object", "additionalProperties": by_value}],
        "description": f"{description}; or by the values of a label: {{tier: {{vip: ...}}}}",
    }


HEAD_START = _by_label(DURATION, "priority as time: it queues as if it had come so much earlier")
RANK = _by_label(POSITIVE, "strict priority: 1 goes before 2, any before none")
WEEK_HOURS = _weekly(HOURS, 'hours by day, such as {mon-fri: "08:00-18:00"}')
DAY_NUMBERS: Schema = {
    "anyOf": [{"type": "array", "items": {"type": "number", "minimum": 0}, "minItems": 24, "maxItems": 96}, SHARE],
}  # fmt: skip
WEEK_NUMBERS: Schema = {
    "anyOf": [_weekly(DAY_NUMBERS, "24, 48 or 96 numbers for each day"), FILE],
    "description": "24, 48 or 96 numbers for each day, or a CSV file with a column for each day",
}
FORECAST: Schema = {
    "anyOf": [
        FILE_NAME,
        {
            "type": "object",
            "properties": {
                "start": {"type": "string", "description": "the first interval's start, such as 2026-03-02 08:00"},
                "each": DURATION,
                "offered": {"type": "array", "items": {"type": "number", "minimum": 0}},
                "talk": {"type": "array", "items": DURATION},
            },
            "required": ["start", "each", "offered"],
            "additionalProperties": False,
        },
    ],
    "description": "a CSV file with the columns start, offered and perhaps talk; or what stands in it",
}
