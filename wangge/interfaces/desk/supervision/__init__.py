"""What leaders, assessors and upper desks watch: supervised, late by stage, appeals."""
