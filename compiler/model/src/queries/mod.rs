//! Questions that rules, analyses and lowerings ask of a [`Platform`](crate::Platform). Each answers from an index or the declaration itself:
//! none walks the platform, so that asking for every tenant stays linear.

mod data;
mod effective;
#[cfg(test)]
mod laws;
mod place;
mod tenancy;
#[cfg(test)]
mod tests;
mod work;
