"""Scripts with what real nodes made of them."""
