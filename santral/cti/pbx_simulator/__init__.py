"""An AMI server that behaves like the recorded exchange.

The demo, the tests and the benchmarks ring through it.
"""

from santral.cti.pbx_simulator.clock import ManualClock, RealClock
from santral.cti.pbx_simulator.phone import Phone, PhoneBehaviour
from santral.cti.pbx_simulator.queues import QueueOptions, Strategy
from santral.cti.pbx_simulator.server import CallHandle, PbxSimulator, QueueSetting
from santral.cti.pbx_simulator.session import AmiUser
from santral.cti.pbx_simulator.traffic import DEMO_QUEUES, Caller, DemoTraffic, Habits

__all__ = [
    "DEMO_QUEUES",
    "AmiUser",
    "CallHandle",
    "Caller",
    "DemoTraffic",
    "Habits",
    "ManualClock",
    "PbxSimulator",
    "Phone",
    "PhoneBehaviour",
    "QueueOptions",
    "QueueSetting",
    "RealClock",
    "Strategy",
]
