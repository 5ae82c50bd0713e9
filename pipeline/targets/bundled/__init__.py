"""What a bundle holds beside the public tree; nothing here runs in the pipeline (`pipeline/targets/bundle.py` copies it)."""
