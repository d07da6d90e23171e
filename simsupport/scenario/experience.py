"""What customers and agents make of it: the coefficients of the models of people, and what a customer is worth.

Here alone the defaults are not neutral: docs/people.md tells where each is from, or that it is assumed.
"""

from simsupport import units
from simsupport.scenario.fields import (
    Coefficient,
    Customers,
    Deviation,
    Factor,
    Frozen,
    Money,
    Name,
    Share,
    SomeTime,
)  # fmt: skip


class Expected(Frozen):
    """How long customers expect to wait on a channel that does not say so itself."""

    live: SomeTime = units.MINUTE
    deferred: SomeTime = 4 * units.HOUR


class Satisfaction(Frozen):
    """The log-odds that a customer is satisfied with an issue: a sum."""

    base: Coefficient = 1.8
    further_contact: Coefficient = -0.8
    cold_transfer: Coefficient = -0.55
    warm_transfer: Coefficient = -0.3
    unresolved: Coefficient = -2.2
    complaint: Coefficient = -1.3157
    waiting: Coefficient = -0.25
    quality: Coefficient = 1.5


class Recommendation(Frozen):
    """The score from 0 to 10 that a customer gives: its mean at a satisfaction, and how it goes on from there."""

    score: Coefficient = 8.96
    at: Share = 0.82
    slope: Coefficient = 7.2222
    deviation: Deviation = 2.2


class CustomerEffort(Frozen):
    """How easy an issue was made for its customer, from 1 to 7: a sum."""

    base: Coefficient = 6.2
    further_contact: Coefficient = -1.0
    transfer: Coefficient = -0.6
    switch: Coefficient = -0.5
    repeating: Coefficient = -0.4
    waiting: Coefficient = -0.25
    unresolved: Coefficient = -1.2
    deviation: Deviation = 0.8


class Survey(Frozen):
    """The share of customers who answer, and how much likelier those do who would give the least or most."""

    response: Share = 0.15
    extremes: Factor = 2.0


class Review(Frozen):
    """The share of contacts whose quality is reviewed, and how far a reviewer's scores stray."""

    share: Share = 0.02
    deviation: Deviation = 0.1


class Churn(Frozen):
    """How many say after an issue that they will leave, how many of them do, and who leaves anyway in a year."""

    at_once: Share = 0.05
    later: Share = 0.09
    unresolved: Share = 0.25
    carried_out: Share = 0.3
    base: Share = 0.1


class Strain(Frozen):
    """How strained a team is: by occupancy beyond the bearable, and by its shares of overtime and weekends."""

    bearable: Share = 0.85
    occupancy: Coefficient = 10.0
    overtime: Coefficient = 5.0
    weekend: Coefficient = 2.0


class Employees(Frozen):
    """The share of agents who are satisfied, and what strain and empowerment do to it."""

    satisfaction: Share = 0.75
    strain: Coefficient = -0.12
    empowerment: Coefficient = 0.08


class Quitting(Frozen):
    """The rate a year at which agents quit, and the logarithm of what strain and empowerment make of it."""

    rate: Share = 0.3
    strain: Coefficient = 0.35
    empowerment: Coefficient = -0.25


class Experience(Frozen):
    """The models of people; `quality` is that of a team without a manner, `complaints` names topics."""

    expected: Expected = Expected()
    complaints: tuple[Name, ...] = ()
    quality: Share = 0.8
    csat: Satisfaction = Satisfaction()
    nps: Recommendation = Recommendation()
    ces: CustomerEffort = CustomerEffort()
    survey: Survey = Survey()
    review: Review = Review()
    churn: Churn = Churn()
    strain: Strain = Strain()
    employees: Employees = Employees()
    quitting: Quitting = Quitting()


class Value(Frozen):
    """How many customers there are, what one of them brings in a year, and how much less that is worth a year later."""

    customers: Customers | None = None
    margin_per_customer: Money | None = None
    discount: Share = 0.1
