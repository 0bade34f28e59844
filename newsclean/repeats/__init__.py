"""What dedup knows: where a page says again what it has said, and which of that is a copy."""
