"""The `lvzhi` command."""
