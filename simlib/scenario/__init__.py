"""The question: scenario files, assumptions with their evidence, overlays, and errors that help.

This layer reads any scenario; the sections it may hold are declared by those who use them.
"""
