"""What commands say: errors in one line, tables, numbers, notes, on whatever stream there is."""
