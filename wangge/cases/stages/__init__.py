"""The verbs of the loop, one file a stage; each act is one step of the workflow table.

Whoever calls an act comes with a `Visit`.
"""

from wangge.cases.visit import Visit

__all__ = ["Visit"]
