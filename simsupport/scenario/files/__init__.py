"""What a scenario is made of on disk: YAML with places, tables, forecasts and records."""
