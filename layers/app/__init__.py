"""The app: Streamlit pages and widgets over one :class:`layers.selection.Selection`."""
