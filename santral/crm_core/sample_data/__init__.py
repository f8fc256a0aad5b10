"""Invented customers with a believable past, for the demo, for tests and for measuring.

The house they call sells household appliances and serves them: persons who bought a refrigerator, dealers,
hotels and housing estates that buy by the dozen, suppliers of parts. Everything is made from a seed.
"""

from santral.crm_core.sample_data.callers import SAMPLE_CALLERS, SampleCaller
from santral.crm_core.sample_data.given_out import give_out_by_rule
from santral.crm_core.sample_data.load import SampleCounts, holds_members, load_sample_data

__all__ = [
    "SAMPLE_CALLERS",
    "SampleCaller",
    "SampleCounts",
    "give_out_by_rule",
    "holds_members",
    "load_sample_data",
]
