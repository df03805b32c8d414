"""What a person sees: the page, its parts, and what the browser runs for them."""
