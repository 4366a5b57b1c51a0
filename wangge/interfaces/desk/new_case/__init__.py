"""A new case for somebody who calls, or that the desk itself has seen."""
