"""An answer as each channel shows it."""
