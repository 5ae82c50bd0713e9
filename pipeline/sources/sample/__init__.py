"""A sample case system: invented people and organisations in real forms."""
