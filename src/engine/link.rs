//! Every queue between threads, its capacity, and what happens when it is full.
