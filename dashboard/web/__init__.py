"""What the server adds around Streamlit's one page (not named http: that folder would hide Python's own module)."""
