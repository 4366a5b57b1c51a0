"""Why anything may be asked of people: collection items with their legal basis, and the notices that tell them so."""
