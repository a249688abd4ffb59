"""An answer as typed parts: what it claims as data, made once and told once."""
