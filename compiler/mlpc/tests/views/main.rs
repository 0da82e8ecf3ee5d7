//! What commands print of the quickstart and of changes to it.

#[cfg(test)]
mod cost;
#[cfg(test)]
mod plan;
#[cfg(test)]
mod preview;
#[cfg(test)]
mod schema;
#[cfg(test)]
mod support;
#[cfg(test)]
mod why;
