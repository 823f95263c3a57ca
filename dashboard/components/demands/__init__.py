"""The demands of committees on screen: by theme, and the forms that answer them."""
