"""What people look at: figures and the browser app."""
