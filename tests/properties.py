"""Settings of the property tests: a modest number of examples, and no clock, since a machine may be slow."""

from __future__ import annotations

from hypothesis import HealthCheck, settings

modest = settings(max_examples=50, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
