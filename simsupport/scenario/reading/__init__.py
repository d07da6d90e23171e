"""From a file to a Scenario, and back to its resolved form: variants, additions, validation, schema."""
