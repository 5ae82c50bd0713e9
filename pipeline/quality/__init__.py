"""How good a court's data are: complete, readable, entered in time; internal [SPC-2014 art.19, JL art.14]."""
