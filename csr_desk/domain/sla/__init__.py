"""Deadlines: calendars in, due instants out (sla.md); pure, standard library only."""

from csr_desk.domain.sla.agreement import Agreement
from csr_desk.domain.sla.arithmetic import Due, Paused, due, elapsed
from csr_desk.domain.sla.calendar import Calendar, around_the_clock
from csr_desk.domain.sla.days_off import DaysOff, NationalDays
from csr_desk.domain.sla.deadlines import Deadline, nearest, queue_place
from csr_desk.domain.sla.history import History, runs_of
from csr_desk.domain.sla.open_hours import OpenHours, Span
from csr_desk.domain.sla.openings import Offer, offered, offered_day
from csr_desk.domain.sla.pauses import Pause, united
from csr_desk.domain.sla.policy import Goal, Policy, Subject
from csr_desk.domain.sla.problems import ProblemCode, SlaProblem
from csr_desk.domain.sla.runs import (
    PublicMessage,
    Run,
    StatusChange,
    first_response,
    next_replies,
    resolution,
)
from csr_desk.domain.sla.standing import Standing, State, before_due, standing
from csr_desk.domain.sla.targets import Clock, Target
from csr_desk.domain.sla.windows import WEEKDAYS, Week, Window, week, window

__all__ = [
    "WEEKDAYS",
    "Agreement",
    "Calendar",
    "Clock",
    "DaysOff",
    "Deadline",
    "Due",
    "Goal",
    "History",
    "NationalDays",
    "Offer",
    "OpenHours",
    "Pause",
    "Paused",
    "Policy",
    "ProblemCode",
    "PublicMessage",
    "Run",
    "SlaProblem",
    "Span",
    "Standing",
    "State",
    "StatusChange",
    "Subject",
    "Target",
    "Week",
    "Window",
    "around_the_clock",
    "before_due",
    "due",
    "elapsed",
    "first_response",
    "nearest",
    "next_replies",
    "offered",
    "offered_day",
    "queue_place",
    "resolution",
    "runs_of",
    "standing",
    "united",
    "week",
    "window",
]
