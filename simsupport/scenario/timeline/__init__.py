"""What a scenario says, laid out in time: who is scheduled when, how many come when, what initiatives do."""
