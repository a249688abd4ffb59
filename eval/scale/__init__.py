"""How the product holds with a province of towns: made, loaded, asked, and its engine lost."""
