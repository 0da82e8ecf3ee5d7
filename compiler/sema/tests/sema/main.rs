//! Specs in, findings and platforms out: the tests of the crate's boundary.

#[cfg(test)]
mod codes;
#[cfg(test)]
mod examples;
#[cfg(test)]
mod hostile;
#[cfg(test)]
mod language;
#[cfg(test)]
mod laws;
#[cfg(test)]
mod support;
