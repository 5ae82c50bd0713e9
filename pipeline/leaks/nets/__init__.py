"""The nets: each looks at candidates and yields findings; none knows another."""
