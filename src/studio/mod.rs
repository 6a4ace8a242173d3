//! What people are doing: the studio (one) and its seats (one per person); commands and keymaps. Knows no terminals.
