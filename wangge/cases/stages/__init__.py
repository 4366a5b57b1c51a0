"""The verbs of the loop, one file a stage; each act is one step of the workflow table."""
