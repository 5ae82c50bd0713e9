"""Commands of the command line, in groups; each is a few lines over one function of the pipeline."""
