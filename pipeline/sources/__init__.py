"""Where raw rows come from: databases by SQL, files, the sample case system."""
