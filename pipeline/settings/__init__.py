"""yangguang.toml, typed."""
