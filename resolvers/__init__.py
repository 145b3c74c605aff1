"""How rows become answers: declarations of fields, and the two readers of them."""
