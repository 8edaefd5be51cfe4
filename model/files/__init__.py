"""Files: written whole or not at all, read whatever their encoding, recognised by what they hold."""
