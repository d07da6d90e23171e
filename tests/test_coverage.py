"""docs/coverage.md: what strategies name is there, and every link shows it."""

import re
import shlex
from pathlib import Path

import pytest

from simsupport import load

ROOT = Path(__file__).parent.parent
PAGE = ROOT / "docs/coverage.md"
TEXT = PAGE.read_text(encoding="utf-8")
LINKS = sorted(set(re.findall(r"\]\(([^)\s]+)\)", TEXT)))
COMMANDS = re.findall(r"`simsupport run ([^`]+)`", TEXT)
INITIATIVES = sorted(path.name for path in (ROOT / "scenarios/initiatives").glob("*.yaml"))

NAMED = [
    # channels and hours
    "phone", "email", "live chat", "social media", "face to face", "SMS", "messaging", "web form", "mobile",
    "voice assistant", "chatbot", "self-service portal", "FAQ", "omnichannel", "siloed channels", "24/7", "weekend",
    "global customers", "time zones",
    # promises and demand
    "response targets", "promptness", "SLA", "acknowledgement", "inquiry management", "categorising", "routing",
    "urgency", "automated routing", "sentiment analysis", "predictive analytics", "high volume", "surge",
    "changing expectations", "proactive service", "adaptability",
    # resolving
    "complex issues", "experts", "escalation path", "empowerment", "discounts", "authority within limits", "ownership",
    "limited empowerment", "rigid processes", "complaints", "follow-up", "knowledge management", "knowledge base",
    "search", "SOPs", "policy", "CRM", "customer history", "personalisation", "dynamic content",
    "robotic process automation", "agent assist", "AI", "co-browsing", "video", "AR/VR", "feedback loop",
    "continuous improvement", "agile reviews", "analytics",
    # people
    "training", "onboarding", "upskilling", "scenario training", "training budget", "career",
    "recruiting the right people", "soft skills", "empathy", "politeness", "professionalism", "quality assurance",
    "audits", "coaching", "everyone works in the support queue",
    # figures
    "surveys", "feedback forms", "social listening", "CSAT", "NPS", "CES", "FCR", "AHT", "response time",
    "resolution time", "resolution rate", "retention", "CLV", "SLA compliance", "employee satisfaction", "QA",
    "cost", "efficiency", "word of mouth",
    # nothing, on purpose
    "mission", "leadership", "alignment", "market research", "innovation", "recognition", "privacy",
]  # fmt: skip
CLAIMS = ["response times −30%", "FCR +25%", "retention +5%", "up to +95%", "engaged staff", "sales +20%"]


@pytest.mark.parametrize("link", LINKS)
def test_link_is_alive(link):
    name, _, anchor = link.partition("#")
    file = (PAGE.parent / name).resolve() if name else PAGE
    assert file.is_file()
    assert file.is_relative_to(ROOT)
    assert not anchor or anchor in anchors(file)


def anchors(file: Path) -> set[str]:
    """What the headings of a Markdown file are linked by."""
    headings = re.findall(r"^#+ (.+)$", file.read_text(encoding="utf-8"), flags=re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


def test_a_dead_anchor_would_be_found():
    assert "the-way-of-a-contact" in anchors(ROOT / "docs/model.md")
    assert "the-way-of-a-customer" not in anchors(ROOT / "docs/model.md")


@pytest.mark.parametrize("name", INITIATIVES)
def test_every_initiative_is_linked(name):
    assert f"../scenarios/initiatives/{name}" in LINKS


@pytest.mark.parametrize("named", NAMED)
def test_what_strategies_name_can_be_looked_up(named):
    first_columns = " | ".join(re.findall(r"^\| (.+?) \|", TEXT, flags=re.MULTILINE))
    nothing = TEXT.partition("## Nothing, on purpose")[2]
    assert re.search(rf"(?<!\w){re.escape(named)}(?!\w)", f"{first_columns} {nothing}", flags=re.IGNORECASE)


@pytest.mark.parametrize("claim", CLAIMS)
def test_claims_are_told_as_claims(claim):
    assert claim in TEXT.partition("## Claims")[2].partition("## Nothing")[0]


@pytest.mark.parametrize("command", COMMANDS)
def test_a_what_if_can_be_loaded(command):
    file, *options = shlex.split(command)
    pairs = list(zip(options[::2], options[1::2], strict=True))
    changes = dict(value.split("=", 1) for option, value in pairs if option == "--set")
    initiatives = [ROOT / value for option, value in pairs if option == "--with"]
    assert load(ROOT / file, changes=changes, initiatives=initiatives) != load(ROOT / file)
