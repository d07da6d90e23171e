"""What random numbers are for: each number serves one purpose (R3)."""

from enum import IntEnum


class Purpose(IntEnum):
    """What a random number decides; a value is never used for anything else."""

    GAP = 1
    HARD = 2
    NEEDS_AUTHORITY = 3
    AMOUNT = 4
    LABEL = 5
    FACTOR = 6
    TALK = 10
    WRAP = 11
    PATIENCE = 12
    SOLVE = 13
    RECOGNISE = 14
    BRIEFING = 15
    APPROVAL = 16
    GRANT = 17
    BALK = 18
    RETRY = 20
    RETRY_DELAY = 21
    RETRY_SWITCH = 22
    RETURN = 23
    RETURN_DELAY = 24
    RETURN_SWITCH = 25
    ABSENCE = 30
    SPREAD_SPEED = 31
    SPREAD_RESOLVES = 32
    NEWCOMER = 33
    SPREAD_MANNER = 34
    DEFLECT = 40
    WRONGLY = 41
    ENGAGE = 42
    BOT = 43
    CONTAIN = 44
    MISROUTE = 45
    MISROUTE_TOPIC = 46
    FIND_OUT = 47
    ASK = 48
    REPLY = 49
    REPLY_DELAY = 50
    HOLD = 51
    HOLD_DELAY = 52
    FOLLOW_UP = 53
    CHASE = 54
    CHASE_DELAY = 55
    SILENT = 56
    CALLBACK = 57
    ANSWERED = 58
    MOVE = 60
    MIX = 61
    AGE = 62
    OPINION = 70
    EFFORT = 71
    RESPONSE = 72
    REVIEW = 73
    SCORE = 74
