//! Desired × state × reality to an action graph; pure.
