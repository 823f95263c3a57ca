"""The public tables as they leave whole, for programs and for who takes them all."""
