"""公众号 and 企业微信: their callbacks, taken apart, answered and sealed."""
