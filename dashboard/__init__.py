"""The view: shows the marts, and never anything below them."""
