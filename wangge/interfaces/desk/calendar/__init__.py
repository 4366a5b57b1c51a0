"""The working calendar: a year at a glance, one day changed by hand."""
