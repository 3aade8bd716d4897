"""What is done: one folder or file per programme, all with the same shape."""
