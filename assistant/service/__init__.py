"""The HTTP service: what integrators and bots talk to, and what guards every endpoint."""
