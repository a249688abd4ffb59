"""The MCP server, by HTTP and by standard input."""
