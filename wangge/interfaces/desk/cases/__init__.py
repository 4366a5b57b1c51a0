"""All cases that a person may see: filters, saved views, export."""
