"""What the graph is: its schema, its statements, its database.

Imports no streamlit, no pyvis, no loader.
"""
