"""Who is said to do which step of an assisted duty, held against the steps that it writes."""
