"""The web page: chat, answer cards, browsing and the staff tab, on Gradio."""
