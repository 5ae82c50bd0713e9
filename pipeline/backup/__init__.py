"""One encrypted file of the state folder, and the way back: back-up, restore, and what may go out afterwards."""
