"""本地补充: what a town's staff add to its duties and departments, which no list says."""
